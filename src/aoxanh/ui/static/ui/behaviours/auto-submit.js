// A filter form that needs no button: choices submit at once, typing after a pause.
export function attach(form) {
  let waiting;
  const send = () => form.requestSubmit();
  form.addEventListener("change", (event) => {
    if (
      event.target.matches("select, [type=checkbox], [type=radio], [type=date]") &&
      event.target.checkValidity()
    )
      send();
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[type=search]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(send, 400);
  });
  form.addEventListener("submit", () => {
    form.querySelectorAll("input[name], select[name]").forEach((control) => {
      if (!control.value) control.disabled = true; // keeps addresses short
    });
    setTimeout(
      () =>
        form.querySelectorAll(":disabled").forEach((control) => {
          control.disabled = false;
        }),
      0,
    );
  });
}
