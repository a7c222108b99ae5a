// A place to drop a file on; it shows the name and size of what was taken.
export function attach(place) {
  const input = place.querySelector("input[type=file]");
  const words = place.querySelector("[data-drop-text]");
  if (!input) return;
  place.classList.add("ready");
  const stop = (event) => event.preventDefault();
  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      stop(event);
      place.classList.add("over");
    });
  }
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) place.classList.remove("over");
  });
  place.addEventListener("drop", (event) => {
    stop(event);
    place.classList.remove("over");
    if (!event.dataTransfer.files.length || input.disabled) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => {
    const files = [...input.files];
    if (!files.length || !words) return;
    const size = (bytes) =>
      bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
    words.textContent = files.map((file) => `${file.name} · ${size(file.size)}`).join(", ");
  });
}
