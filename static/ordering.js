// Ordering: an item is dragged, moved by buttons or arrow keys, or given its number; the form sends
// the numbers.

function setUpOrder(list) {
  const said = document.querySelector("[data-order-said]");
  const rows = () => [...list.children];
  const select = (row) => row.querySelector("select");

  function keepInStep() {
    list.classList.add("order-placed");
    rows().forEach((row, at) => { select(row).value = String(at + 1); });
    const all = rows();
    for (const button of list.querySelectorAll("[data-move]")) {
      const end = button.dataset.move === "up" ? all[0] : all.at(-1);
      button.setAttribute("aria-disabled", String(button.closest("li") === end));
    }
  }

  // The others are moved, not the row itself: what is taken out of the page loses the focus.
  function moveTo(row, wanted) {
    const all = rows();
    const from = all.indexOf(row);
    const to = Math.max(0, Math.min(wanted, all.length - 1));
    if (to < from) row.after(...all.slice(to, from));
    else row.before(...all.slice(from + 1, to + 1));
    keepInStep();
    const words = row.querySelector(".choice-text").textContent.trim();
    const values = { item: words, place: to + 1, count: all.length };
    said.textContent = said.dataset.orderSaid.replace(/{(\w+)}/g, (_, name) => values[name]);
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const step = { up: -1, down: 1, ArrowUp: -1, ArrowDown: 1 };
  const moveBy = (row, name) => moveTo(row, rows().indexOf(row) + step[name]);

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (button) moveBy(button.closest("li"), button.dataset.move);
  });
  list.addEventListener("change", ({ target }) => {
    if (target.value) moveTo(target.closest("li"), Number(target.value) - 1);
  });
  list.addEventListener("keydown", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in step) moveBy(button.closest("li"), event.key);
    else if (/^[1-9]$/.test(event.key)) moveTo(button.closest("li"), Number(event.key) - 1);
    else return;
    event.preventDefault();
  });

  // With a finger only the grip drags: elsewhere it scrolls the page.
  let dragged = null;
  list.addEventListener("pointerdown", (event) => {
    const isTaken = event.target.closest("select, button") || event.button !== 0;
    if (isTaken || (event.pointerType === "touch" && !event.target.closest(".order-grip"))) return;
    dragged = event.target.closest("li");
    dragged?.setPointerCapture(event.pointerId);
    dragged?.classList.add("order-dragged");
  });
  list.addEventListener("pointermove", ({ clientY }) => {
    if (!dragged) return;
    const middle = (row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2; };
    const above = dragged.previousElementSibling;
    const below = dragged.nextElementSibling;
    if (above && clientY < middle(above)) moveBy(dragged, "up");
    else if (below && clientY > middle(below)) moveBy(dragged, "down");
  });
  for (const end of ["pointerup", "pointercancel"]) {
    list.addEventListener(end, () => {
      dragged?.classList.remove("order-dragged");
      dragged = null;
    });
  }

  // A complete draft is the order to start from; else the numbers stay empty until the first move.
  const places = rows().map((row) => Number(select(row).value));
  if (new Set(places).size === places.length && !places.includes(0)) {
    list.append(...rows().sort((one, other) => select(one).value - select(other).value));
    keepInStep();
  }
  list.classList.add("order-live");
  for (const one of list.querySelectorAll("[data-move], .order-grip")) one.hidden = false;
}

document.querySelectorAll(".order").forEach(setUpOrder);
