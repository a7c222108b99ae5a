// The tree of units by keyboard (ARIA tree): arrows walk and open, Home and End, a letter jumps, Enter follows.
export function attach(tree) {
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
      " ": () => label(item)?.click(),
    };
    if (moves[event.key]) moves[event.key]();
    else if (event.key.length === 1) {
      const letter = event.key.toLocaleLowerCase("vi");
      const next = [...all.slice(at + 1), ...all.slice(0, at)].find((one) =>
        label(one)?.textContent.trim().toLocaleLowerCase("vi").startsWith(letter),
      );
      if (!next) return;
      focus(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  tree.addEventListener("htmx:afterSettle", settle);
  settle();
}
