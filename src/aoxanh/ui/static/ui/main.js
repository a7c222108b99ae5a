// Finds what the page asks for and imports only that; runs again on every fragment that arrives.
const behaviours = {
  "auto-submit": () => import("./behaviours/auto-submit.js"),
  copy: () => import("./behaviours/copy.js"),
  date: () => import("./behaviours/date.js"),
  dialog: () => import("./behaviours/dialog.js"),
  "dialog-open": () => import("./behaviours/dialog-open.js"),
  drop: () => import("./behaviours/drop.js"),
  fill: () => import("./behaviours/fill.js"),
  "form-errors": () => import("./behaviours/form-errors.js"),
  loading: () => import("./behaviours/loading.js"),
  palette: () => import("./behaviours/palette.js"),
  "palette-open": () => import("./behaviours/palette-open.js"),
  passkey: () => import("./behaviours/passkey.js"),
  pop: () => import("./behaviours/pop.js"),
  print: () => import("./behaviours/print.js"),
  qr: () => import("./behaviours/qr.js"),
  reload: () => import("./behaviours/reload.js"),
  rows: () => import("./behaviours/rows.js"),
  "select-all": () => import("./behaviours/select-all.js"),
  "send-on-read": () => import("./behaviours/send-on-read.js"),
  "show-password": () => import("./behaviours/show-password.js"),
  suggest: () => import("./behaviours/suggest.js"),
  toasts: () => import("./behaviours/toasts.js"),
  tree: () => import("./behaviours/tree.js"),
};

async function start(element) {
  for (const name of element.dataset.behaviour.split(" ")) {
    const started = `started${name}`;
    if (!behaviours[name] || element[started]) continue;
    element[started] = true;
    const { attach } = await behaviours[name]();
    attach(element);
  }
}

// Of tabs wider than the screen the current one is seen.
function showCurrent(tab) {
  const list = tab.closest(".tabs");
  const beyond = tab.getBoundingClientRect().right - list.getBoundingClientRect().right;
  if (beyond > 0) list.scrollLeft += beyond;
}

async function awaken(root) {
  root.querySelectorAll?.(".tabs [aria-current]").forEach(showCurrent);
  if (root.matches?.("[data-behaviour]")) start(root);
  root.querySelectorAll?.("[data-behaviour]").forEach(start);
  if (root.querySelector?.("form[data-draft]") && document.body.dataset.draftUrl) {
    const { attach } = await import("./behaviours/draft.js");
    root.querySelectorAll("form[data-draft]").forEach(attach);
  }
  if (
    root.querySelector?.("[data-bs-toggle]") &&
    !window.bootstrap &&
    !document.querySelector("script[data-of-bootstrap]")
  ) {
    const script = document.createElement("script");
    script.src = document.querySelector("script[data-bootstrap]").dataset.bootstrap;
    script.dataset.ofBootstrap = "";
    document.head.append(script);
  }
}

// A second press while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  setTimeout(() => button?.classList.contains("btn") && button.setAttribute("aria-busy", "true"));
});

// Coming back with the browser's back button: forms can be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

document.addEventListener("htmx:load", (event) => awaken(event.detail.elt));
awaken(document);

if ("serviceWorker" in navigator && window.isSecureContext)
  navigator.serviceWorker.register("/service-worker.js");
