// Values read elsewhere (a card) go into the fields of the form named by data-form; what is already typed stays.
export function attach(place) {
  const form = document.getElementById(place.dataset.form);
  if (!form) return;
  for (const [name, value] of Object.entries(JSON.parse(place.dataset.values))) {
    const field = form.elements.namedItem(name);
    if (!field || !value || (field.value && place.dataset.keep === "yes")) continue;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
