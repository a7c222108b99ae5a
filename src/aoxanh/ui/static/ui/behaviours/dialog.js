// A native dialog: a press outside closes it, focus returns where it was (the browser's doing).
export function attach(dialog) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}
