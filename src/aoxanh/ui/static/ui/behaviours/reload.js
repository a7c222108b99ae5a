// Loads the page again; after the offline page, the page that was asked for. With data-wait it asks every few seconds
// whether the server answers again: "online" may be told before it is true.
const ASK_EVERY = 3_000;

export function attach(link) {
  const again = () => window.location.reload();
  link.addEventListener("click", (event) => {
    event.preventDefault();
    again();
  });
  if ([undefined, window.location.pathname].includes(link.dataset.wait)) return; // nothing stands behind this page
  const ask = () =>
    fetch(window.location.href, { method: "HEAD", cache: "no-store" }).then(again, () => {
      setTimeout(ask, ASK_EVERY);
    });
  setTimeout(ask, ASK_EVERY);
  window.addEventListener("online", ask);
}
