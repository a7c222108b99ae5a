// Keys for dense lists: j and k walk, Enter opens, x chooses.
import { typing } from "./page.js";

export function attach(table) {
  const rows = () => [...table.tBodies].flatMap((body) => [...body.rows]);
  const here = () => table.querySelector("tr.here");

  function go(row) {
    if (!row) return;
    here()?.classList.remove("here");
    row.classList.add("here");
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("a.title, a[href]")?.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    if (
      typing(event.target) ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      document.querySelector("dialog[open]")
    )
      return;
    if (
      !table.isConnected ||
      (document.querySelectorAll("[data-behaviour~=rows]").length > 1 &&
        !table.contains(event.target) &&
        event.target !== document.body)
    )
      return;
    const all = rows();
    const at = all.indexOf(here());
    if (event.key === "j") go(all[Math.min(at + 1, all.length - 1)]);
    else if (event.key === "k") go(all[Math.max(at - 1, 0)]);
    else if (event.key === "x") here()?.querySelector("[type=checkbox]")?.click();
    else if (event.key === "Enter" && here() && document.activeElement === document.body)
      here().querySelector("a.title, a[href]")?.click();
    else return;
    if (event.key !== "Enter") event.preventDefault();
  });
}
