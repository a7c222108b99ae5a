// Puts a button into each password field of a form that shows and hides what is typed.
// <form data-behaviour="show-password" data-show="Hiện" data-hide="Ẩn">
export function attach(form) {
  form.querySelectorAll("input[type=password]").forEach((field) => {
    const frame = document.createElement("div");
    frame.className = "input-group";
    field.replaceWith(frame);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary";
    button.setAttribute("aria-controls", field.id);
    const tell = () => {
      const hidden = field.type === "password";
      button.textContent = hidden ? form.dataset.show : form.dataset.hide;
      button.setAttribute("aria-pressed", String(!hidden));
    };
    button.addEventListener("click", () => { field.type = field.type === "password" ? "text" : "password"; tell(); });
    tell();
    frame.append(field, button);
  });
  form.addEventListener("submit", () => {
    form.querySelectorAll(".input-group > input[type=text]").forEach((field) => { field.type = "password"; });
  });
}
