// A day typed freely (1/2/2025, 01022025, 1.2.25) becomes 01/02/2025; a button opens the device's calendar.
import { icon, word } from "./page.js";

const two = (n) => String(n).padStart(2, "0");

export function readDay(text) {
  const typed = text.trim();
  let found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  let [year, month, day] = found ? [found[1], found[2], found[3]] : [];
  if (!found) {
    found =
      /^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4}|\d{2})$/.exec(typed) ??
      /^(\d{2})(\d{2})(\d{4})$/.exec(typed);
    if (!found) return "";
    [day, month, year] = [found[1], found[2], found[3]];
  }
  if (year.length === 2) year = Number(year) > 40 ? `19${year}` : `20${year}`;
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  return date.getMonth() === Number(month) - 1 && date.getDate() === Number(day)
    ? `${two(day)}/${two(month)}/${year}`
    : "";
}

export function attach(input) {
  if (input.type === "date" || input.disabled || input.readOnly) return;
  const frame = input.closest(".date-field");
  input.addEventListener("blur", () => {
    input.value = readDay(input.value) || input.value;
  });
  if (!frame || !HTMLInputElement.prototype.showPicker) return;
  const native = document.createElement("input");
  native.type = "date";
  native.tabIndex = -1;
  native.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", word("choose_day"));
  button.append(icon("calendar"));
  button.addEventListener("click", () => {
    const [day, month, year] = readDay(input.value).split("/");
    native.value = year ? `${year}-${month}-${day}` : "";
    native.showPicker();
  });
  native.addEventListener("change", () => {
    const [year, month, day] = native.value.split("-");
    input.value = native.value ? `${day}/${month}/${year}` : "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  frame.append(native, button);
}
