// The box in the top bar opens the palette; what was typed goes along.
export function attach(form) {
  const input = form.querySelector("input");
  const palette = document.getElementById("palette");
  if (!palette?.showModal) return;
  const open = () => {
    palette.showModal();
    const target = palette.querySelector("input[type=search]");
    target.value = input.value;
    target.select();
  };
  input.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    open();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) open();
  });
}
