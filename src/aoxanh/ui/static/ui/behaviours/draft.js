// What is typed in a form with data-draft="key" is sent, a pause after the last key, to the draft address;
// when the form is opened again it is filled in, and can be thrown away.
import { say, word } from "./page.js";

export function attach(form) {
  if (form.startedDraft) return;
  form.startedDraft = true;
  const url = document.body.dataset.draftUrl;
  const place = form.querySelector("[data-draft-note]") ?? form.appendChild(document.createElement("p"));
  place.classList.add("draft-note");
  const key = form.appendChild(document.createElement("input"));
  Object.assign(key, { type: "hidden", name: "draft_key", value: form.dataset.draft });
  let waiting;
  let told = false;

  async function send(more = {}) {
    const values = new FormData(form);
    for (const [name, value] of [...values]) if (value instanceof File) values.delete(name);
    for (const [name, value] of Object.entries(more)) values.set(name, value);
    const answer = await fetch(url, { method: "POST", body: values, keepalive: true });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  }

  async function save() {
    try {
      await send();
      const now = new Date();
      place.textContent = `${word("draft_saved")} ${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
      if (!told) say(place.textContent);
      told = true;
    } catch {
      place.textContent = word("draft_failed");
      waiting = setTimeout(save, 10000);
    }
  }

  function fill(values) {
    for (const control of form.elements) {
      const kept = values[control.name];
      if (!kept || control.type === "hidden") continue;
      if (control.type === "checkbox" || control.type === "radio") control.checked = kept.includes(control.value);
      else control.value = kept[0];
    }
  }

  async function restore() {
    if (form.querySelector("[aria-invalid=true]")) return; // a refused form is already as it was sent
    const answer = await fetch(`${url}?key=${encodeURIComponent(form.dataset.draft)}`);
    if (answer.status !== 200 || answer.redirected) return; // nothing kept, or signed out
    const kept = await answer.json();
    fill(kept.values);
    place.textContent = `${word("draft_filled")} ${kept.saved_at}. `;
    const drop = place.appendChild(document.createElement("button"));
    Object.assign(drop, { type: "button", className: "btn btn-link btn-sm", textContent: word("draft_drop") });
    drop.addEventListener("click", async () => {
      await send({ forget: "yes" });
      location.reload();
    });
    say(place.textContent);
  }

  form.addEventListener("input", (event) => {
    if (event.target.matches("[type=password], [type=file]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(save, 1200);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
  restore();
}
