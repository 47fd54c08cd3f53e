// Ordering: buttons move an item up or down; the selects, which the form sends, keep in step.

function setUpOrder(list) {
  const said = document.querySelector("[data-order-said]");
  const rows = () => [...list.children];
  const select = (row) => row.querySelector("select");

  function keepInStep() {
    list.classList.add("order-placed");
    rows().forEach((row, at) => { select(row).value = String(at + 1); });
  }

  function markEnds() {
    const all = rows();
    for (const button of list.querySelectorAll("[data-move]")) {
      const end = button.dataset.move === "up" ? all[0] : all.at(-1);
      button.setAttribute("aria-disabled", String(button.closest("li") === end));
    }
  }

  // The neighbour is moved, not the row itself: what is taken out of the page loses the focus.
  function move(row, direction) {
    const neighbour = direction === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (neighbour) row[direction === "up" ? "after" : "before"](neighbour);
    keepInStep();
    markEnds();
    const words = row.querySelector(".choice-text").textContent.trim();
    said.textContent = `${words}: place ${rows().indexOf(row) + 1} of ${rows().length}`;
  }

  // A complete draft is the order to start from; else the selects stay empty until the first move.
  const places = rows().map((row) => Number(select(row).value));
  if (new Set(places).size === places.length && !places.includes(0)) {
    list.append(...rows().sort((one, other) => select(one).value - select(other).value));
    keepInStep();
  }
  for (const row of rows()) select(row).hidden = true;
  for (const button of list.querySelectorAll("[data-move]")) {
    button.hidden = false;
    button.addEventListener("click", () => move(button.closest("li"), button.dataset.move));
  }
  markEnds();
}

document.querySelectorAll(".order").forEach(setUpOrder);
