// A text field that names something by code: what is typed asks for options, shown by the browser's own list.
// <input data-behaviour="suggest" data-suggest="units"> with <datalist id="units" data-url="…"> on the page.
export function attach(input) {
  const list = document.getElementById(input.dataset.suggest);
  if (!list?.dataset.url) return;
  input.setAttribute("list", list.id);
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.trim().length < 2) return;
    waiting = setTimeout(async () => {
      const answer = await fetch(`${list.dataset.url}?q=${encodeURIComponent(input.value)}`, { headers: { "HX-Request": "true" } });
      if (answer.ok) list.innerHTML = await answer.text();
    }, 200);
  });
}
