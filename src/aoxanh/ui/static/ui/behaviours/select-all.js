// Rows chosen on this page, or all that match. The form posts `selected` (each chosen row) and `all_matching`.
import { say, word } from "./page.js";

export function attach(form) {
  const whole = form.querySelector("[data-select-page]");
  const bar = form.querySelector("[data-select-bar]");
  const count = form.querySelector("[data-select-count]");
  const more = form.querySelector("[data-select-matching]");
  const matching = form.querySelector("input[name=all_matching]");
  const boxes = () => [...form.querySelectorAll("input[name=selected]")];
  const total = Number(form.dataset.total || 0);
  const written = (n) => n.toLocaleString("vi-VN");

  function show({ aloud = true } = {}) {
    const all = boxes();
    const chosen = all.filter((box) => box.checked);
    all.forEach((box) => box.closest("tr, li")?.classList.toggle("chosen", box.checked));
    if (chosen.length < all.length && matching) matching.value = "";
    const everything = Boolean(matching?.value);
    if (whole) {
      whole.checked = all.length > 0 && chosen.length === all.length;
      whole.indeterminate = chosen.length > 0 && chosen.length < all.length;
    }
    if (bar) bar.hidden = chosen.length === 0;
    if (more) more.hidden = everything || chosen.length < all.length || total <= all.length;
    const words = everything
      ? `${word("all_selected")} ${written(total)}`
      : `${word("selected")} ${written(chosen.length)}`;
    if (count) count.textContent = words;
    if (aloud) say(words);
  }

  form.addEventListener("change", (event) => {
    if (event.target === whole)
      boxes().forEach((box) => {
        box.checked = whole.checked;
      });
    if (event.target === whole || event.target.name === "selected") show();
  });
  let last = null;
  form.addEventListener("click", (event) => {
    const box = event.target.closest("input[name=selected]");
    if (!box) return;
    const all = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((one) => {
        one.checked = box.checked;
      });
      show();
    }
    last = box;
  });
  more?.addEventListener("click", () => {
    if (matching) matching.value = "yes";
    show();
  });
  form.querySelector("[data-select-none]")?.addEventListener("click", () => {
    boxes().forEach((box) => {
      box.checked = false;
    });
    show();
  });
  form.addEventListener("htmx:afterSwap", () => show({ aloud: false }));
  show({ aloud: false });
}
