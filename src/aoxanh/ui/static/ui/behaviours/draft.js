// What is typed in a form with data-draft="key" is sent, a pause after the last key, to the draft address.
import { say, word } from "./page.js";

export function attach(form) {
  if (form.startedDraft) return;
  form.startedDraft = true;
  const url = document.body.dataset.draftUrl;
  const place = form.querySelector("[data-draft-note]") ?? form.appendChild(document.createElement("p"));
  place.classList.add("draft-note");
  let waiting;
  let told = false;

  async function save() {
    const values = new FormData(form);
    for (const [name, value] of [...values]) if (value instanceof File) values.delete(name);
    values.set("draft_key", form.dataset.draft);
    try {
      const answer = await fetch(url, { method: "POST", body: values, keepalive: true });
      if (!answer.ok) throw new Error(answer.statusText);
      const now = new Date();
      place.textContent = `${word("draft_saved")} ${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
      if (!told) say(place.textContent);
      told = true;
    } catch {
      place.textContent = word("draft_failed");
      waiting = setTimeout(save, 10000);
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.matches("[type=password], [type=file]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(save, 1200);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
