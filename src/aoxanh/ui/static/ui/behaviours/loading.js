// A line at the top while a fragment is on its way; a failed one is told in words.
import { note, word } from "./page.js";

export function attach(line) {
  let under = 0;
  const show = () => line.classList.toggle("on", under > 0);
  document.addEventListener("htmx:beforeRequest", () => {
    under += 1;
    show();
  });
  document.addEventListener("htmx:afterRequest", () => {
    under = Math.max(0, under - 1);
    show();
  });
  document.addEventListener("htmx:sendError", () => note(word("offline")));
  document.addEventListener("htmx:timeout", () => note(word("offline")));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const plain = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain")
      ? xhr.responseText
      : word("failed");
    const reference = xhr.getResponseHeader("X-Request-Id");
    note(reference ? `${plain} (${reference})` : plain);
  });
}
