// One live stream for all tabs of this browser.
//
// An element says what it listens to: data-live-topic="job:12". When something happens there, the element gets
// the htmx trigger "live" (hx-trigger="live"), and the document the event "live:<kind>" with the facts as
// detail. One tab (the holder of a Web Lock) keeps the connection and passes on what it hears over a
// BroadcastChannel; when it closes, another takes over where it was. Without locks (plain http on a network)
// each tab has its own.

const ADDRESS = "/live/";
const ASK_EVERY = 10_000;
const own = new Set();
const wanted = new Map(); // topic → when some tab last asked for it
const channel = "BroadcastChannel" in self ? new BroadcastChannel("aoxanh-live") : null;
const refused = new Set();
let source = null;
let connected = "";
let last = "";
let leading = false;
let timer = 0;

function topicsHere() {
  own.clear();
  for (const element of document.querySelectorAll("[data-live-topic]")) {
    for (const topic of element.dataset.liveTopic.split(/\s+/)) if (topic) own.add(topic);
  }
  return [...own];
}

function hear(facts) {
  for (const element of document.querySelectorAll("[data-live-topic]")) {
    const matches = facts.stale || element.dataset.liveTopic.split(/\s+/).includes(facts.topic);
    if (matches && self.htmx) self.htmx.trigger(element, "live", { ...facts }); // htmx writes into what it is given
  }
  if (facts.kind) document.dispatchEvent(new CustomEvent(`live:${facts.kind}`, { detail: facts }));
}

function tell(facts) {
  hear(facts);
  channel?.postMessage({ facts, last });
}

function connect() {
  const now = Date.now();
  for (const topic of own) wanted.set(topic, now);
  for (const [topic, at] of wanted) if (now - at > 3 * ASK_EVERY) wanted.delete(topic);
  const topics = [...wanted.keys()].filter((topic) => !refused.has(topic)).sort();
  const key = topics.join(" ");
  if (key === connected && source && source.readyState !== EventSource.CLOSED) return;
  source?.close();
  source = null;
  connected = key;
  if (!topics.length || document.visibilityState === "prerender") return;
  const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
  if (last) query.set("last", last);
  const opened = (source = new EventSource(`${ADDRESS}?${query}`));
  const note = (event) => { if (event.lastEventId) last = event.lastEventId; };
  opened.addEventListener("ready", note);
  opened.addEventListener("message", (event) => { note(event); tell(JSON.parse(event.data)); });
  opened.addEventListener("stale", (event) => { note(event); tell({ stale: true }); });
  opened.addEventListener("end", (event) => {
    const why = JSON.parse(event.data);
    if (why.reason === "restart") return; // the browser comes back by itself
    opened.close();
    for (const topic of why.topics ?? topics) refused.add(topic);
    later();
  });
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => (leading ? connect() : channel?.postMessage({ topics: [...own] })), 50);
}

function look() {
  const before = [...own].join(" ");
  if (topicsHere().join(" ") !== before) later();
}

channel?.addEventListener("message", ({ data }) => {
  if (data.last) last = data.last;
  if (data.facts) hear(data.facts);
  if (data.topics && leading) {
    for (const topic of data.topics) wanted.set(topic, Date.now());
    later();
  }
  if (data.who && own.size) channel.postMessage({ topics: [...own] });
});

function lead() {
  leading = true;
  channel?.postMessage({ who: true });
  connect();
  return new Promise(() => {}); // keeps the lock until the tab closes
}

topicsHere();
new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-live-topic"] });
setInterval(() => (leading ? connect() : own.size && channel?.postMessage({ topics: [...own] })), ASK_EVERY);
if (channel && navigator.locks) {
  navigator.locks.request("aoxanh-live", lead);
  if (own.size) channel.postMessage({ topics: [...own] });
} else {
  lead();
}
addEventListener("pagehide", () => source?.close());
