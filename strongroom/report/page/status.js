"use strict";
// Filters and sorting. Without this script the page shows everything, in the catalogue's order.
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const body = one("#deliveries tbody");
  const rows = [...body.rows];
  const text = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const search = one("#search");
  const environment = one("#environment");
  const toggles = all("button[data-state], button[data-workspace]");

  const pressed = (kind) =>
    new Set(toggles.filter((each) => kind in each.dataset && each.ariaPressed === "true").map((each) => each.dataset[kind]));

  function show() {
    const states = pressed("state");
    const workspaces = pressed("workspace");
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits =
        (!states.size || states.has(row.dataset.state)) &&
        (!workspaces.size || workspaces.has(row.dataset.workspace)) &&
        (!environment.value || environment.value === row.dataset.environment) &&
        words.every((word) => text.get(row).includes(word));
      row.hidden = !fits;
      count += fits;
    }
    one("#shown").textContent = `${count} of ${rows.length} shown`;
    one("#none").hidden = count > 0;
    one(".scroll").hidden = count === 0;
  }

  function reset() {
    search.value = "";
    environment.value = "";
    for (const each of toggles) each.ariaPressed = "false";
    show();
  }

  const key = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
  const NEXT = { none: "ascending", ascending: "descending", descending: "none" };

  function sort(heading, column) {
    const order = NEXT[heading.ariaSort ?? "none"];
    for (const each of all("#deliveries thead th")) each.ariaSort = "none";
    heading.ariaSort = order;
    const sorted = [...rows];
    if (order !== "none") {
      const sign = order === "ascending" ? 1 : -1;
      const compare = new Intl.Collator("en", { numeric: true }).compare;
      sorted.sort((a, b) => sign * compare(key(a, column), key(b, column)));
    }
    body.append(...sorted);
  }

  all("#deliveries thead th").forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(heading, column));
    heading.replaceChildren(button);
    heading.ariaSort = "none";
  });
  for (const each of toggles) {
    each.disabled = false;
    each.addEventListener("click", () => {
      each.ariaPressed = each.ariaPressed === "true" ? "false" : "true";
      show();
    });
  }
  for (const name of new Set(rows.map((row) => row.dataset.environment))) environment.append(new Option(name, name));
  environment.closest("label").hidden = environment.options.length < 3;
  search.addEventListener("input", show);
  environment.addEventListener("change", show);
  one("#filters").addEventListener("submit", (event) => event.preventDefault());
  one("#filters").addEventListener("reset", (event) => { event.preventDefault(); reset(); });
  one("#clear").addEventListener("click", () => { reset(); search.focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select")) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape" && event.target === search) reset();
  });
  one("#filters").hidden = false;
  show();
})();
