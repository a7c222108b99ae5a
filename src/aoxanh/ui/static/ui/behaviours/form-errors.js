// After a refused form the summary is read first; its links put the cursor into the field.
export function attach(summary) {
  if (!summary.closest("[data-still]")) summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    const target = document.getElementById(link.getAttribute("href").slice(1));
    const control = target?.matches("input, select, textarea")
      ? target
      : target?.querySelector("input, select, textarea");
    if (!control) return;
    event.preventDefault();
    control.focus();
    control.closest(".field")?.scrollIntoView({ block: "center" });
  });
}
