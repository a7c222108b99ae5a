// The tree of units by keyboard (ARIA tree): arrows walk and open, Home and End, Enter follows. Typing jumps to the
// next name with a word that begins so, without accents: "hong l" finds Đoàn xã Hồng Lộc.
const PAUSE = 900;
const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d").replace(/\s+/g, " ").trim();

export function attach(tree) {
  let typed = "";
  let typedAt = 0;
  const items = () =>
    [...tree.querySelectorAll("[role=treeitem]")].filter(
      (item) => !item.parentElement.closest("[aria-expanded=false]"),
    );
  const label = (item) => item.querySelector(":scope > .tree-row > a:not(.twist)");

  function focus(item) {
    if (!item) return;
    tree.querySelectorAll("[role=treeitem][tabindex='0']").forEach((one) => {
      one.tabIndex = -1;
    });
    item.tabIndex = 0;
    item.focus();
  }

  function named(all, at, { key, timeStamp }) {
    const going = timeStamp - typedAt < PAUSE;
    typed = (going ? typed : "") + key;
    typedAt = timeStamp;
    const sought = ` ${plain(typed)}`;
    const from = going ? at : at + 1; // going on typing may stay; a fresh letter moves on
    return [...all.slice(from), ...all.slice(0, from)].find((one) =>
      ` ${plain(label(one)?.textContent ?? "")}`.includes(sought),
    );
  }

  function toggle(item, open) {
    if (!item.hasAttribute("aria-expanded")) return;
    item.setAttribute("aria-expanded", String(open));
    if (open && item.dataset.children && !item.querySelector(":scope > ul") && !item.dataset.asked) {
      item.dataset.asked = "yes";
      window.htmx
        .ajax("GET", item.dataset.children, { target: item, swap: "beforeend" })
        .then(() => delete item.dataset.asked);
    }
  }

  function settle() {
    tree
      .querySelectorAll("[role=treeitem] > .tree-row a, [role=treeitem] > .tree-row button")
      .forEach((one) => {
        one.tabIndex = -1;
      });
    const all = [...tree.querySelectorAll("[role=treeitem]")];
    all.forEach((item) => {
      if (item.tabIndex !== 0 || !item.hasAttribute("tabindex")) item.tabIndex = -1;
    });
    if (!tree.querySelector("[role=treeitem][tabindex='0']"))
      (tree.querySelector("[aria-selected=true]") ?? all[0])?.setAttribute("tabindex", "0");
  }

  tree.addEventListener("click", (event) => {
    const twist = event.target.closest(".twist");
    if (!twist) return;
    event.preventDefault();
    const item = twist.closest("[role=treeitem]");
    toggle(item, item.getAttribute("aria-expanded") !== "true");
  });
  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = items();
    const at = all.indexOf(item);
    const expanded = item.getAttribute("aria-expanded");
    const moves = {
      ArrowDown: () => focus(all[at + 1]),
      ArrowUp: () => focus(all[at - 1]),
      Home: () => focus(all[0]),
      End: () => focus(all[all.length - 1]),
      ArrowRight: () =>
        expanded === "false" ? toggle(item, true) : expanded === "true" && focus(all[at + 1]),
      ArrowLeft: () =>
        expanded === "true" ? toggle(item, false) : focus(item.parentElement.closest("[role=treeitem]")),
      Enter: () => label(item)?.click(),
      ...(event.timeStamp - typedAt > PAUSE && { " ": () => label(item)?.click() }),
    };
    if (moves[event.key]) moves[event.key]();
    else if (event.key.length === 1) focus(named(all, at, event));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  tree.addEventListener("htmx:afterSettle", settle);
  settle();
}
