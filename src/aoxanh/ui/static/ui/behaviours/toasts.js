// Notes can be closed; plain ones leave by themselves, those with an undo or an error stay.
export function attach(box) {
  box.querySelectorAll("[data-close]").forEach((button) => {
    button.hidden = false;
  });
  box.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".note").remove());
  box.querySelectorAll(".note").forEach((note) => {
    if (note.matches(".note-error, .note-warning") || note.querySelector("form")) return;
    let left = setTimeout(() => note.remove(), 7000);
    note.addEventListener("pointerenter", () => clearTimeout(left));
    note.addEventListener("pointerleave", () => {
      left = setTimeout(() => note.remove(), 4000);
    });
  });
}
