// The search box over everything: `/` opens it, arrows walk through what was found, Enter opens.
import { say, typing, word } from "./page.js";

export function attach(dialog) {
  const input = dialog.querySelector("input[type=search]");
  const results = dialog.querySelector(".palette-results");
  const links = () => [...results.querySelectorAll("a[href]")];

  document.addEventListener("keydown", (event) => {
    const asked = event.key === "/" || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
    if (
      !asked ||
      event.altKey ||
      dialog.open ||
      (event.key === "/" && (typing(event.target) || event.ctrlKey || event.metaKey))
    )
      return;
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // a search box would first empty itself
      dialog.close();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...links()];
    const here = stops.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? here + 1 : here - 1;
    event.preventDefault();
    stops[(next + stops.length) % stops.length]?.focus();
  });
  input.addEventListener("keydown", (event) => {
    const first = links()[0];
    if (event.key !== "Enter" || !first) return;
    event.preventDefault();
    first.click();
  });
  results.addEventListener("htmx:afterSwap", () =>
    say(links().length ? `${links().length}` : word("nothing_found")),
  );
}
