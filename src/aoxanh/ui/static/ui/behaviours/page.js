// What several behaviours need of the page: its words, saying something aloud, showing a note.
let kept;

export function word(name) {
  kept ??= JSON.parse(document.body.dataset.words || "{}");
  return kept[name] ?? "";
}

export function say(text) {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  setTimeout(() => {
    live.textContent = text;
  }, 60);
}

export function icon(name) {
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href").split("#")[0] ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export function note(text, level = "error") {
  const box = document.createElement("div");
  box.className = `note note-${level}`;
  box.setAttribute("role", level === "error" ? "alert" : "status");
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "round";
  close.setAttribute("aria-label", word("close"));
  close.append(icon("x"));
  close.addEventListener("click", () => box.remove());
  box.append(icon(level === "error" ? "alert-triangle" : "info-circle"), words, close);
  document.getElementById("toasts")?.append(box);
  return box;
}

export function typing(target) {
  return target.closest?.(
    "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]",
  );
}
