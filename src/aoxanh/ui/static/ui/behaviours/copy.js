// Copies the text of another element. <button data-behaviour="copy" data-from="#link" data-done="Đã chép" hidden>
export function attach(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const words = button.lastElementChild ?? button;
  const before = words.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.from).textContent.trim());
    words.textContent = button.dataset.done;
    document.getElementById("live").textContent = button.dataset.done;
    setTimeout(() => { words.textContent = before; }, 3000);
  });
}
