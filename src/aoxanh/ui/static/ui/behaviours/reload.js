// Loads the page again; after the offline page, the page that was asked for.
export function attach(link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.location.reload();
  });
  window.addEventListener("online", () => window.location.reload());
}
