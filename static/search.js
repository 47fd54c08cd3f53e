// Results while somebody types in the header's field; arrows, j and k move in any list of results.

function walkResults(list, input, leave) {
  const links = () => [...list.querySelectorAll(".hits a")];
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || list.hidden || !links().length) return;
    event.preventDefault();
    links()[0].focus();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (event.key === "Escape") leave?.();
    const isOff = event.key.length === 1 && document.documentElement.dataset.keys === "off";
    if (!step || isOff || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const all = links(), next = all.indexOf(document.activeElement) + step;
    (next < 0 ? input : all[Math.min(next, all.length - 1)]).focus();
  });
}

function setUpSearchPanel(input) {
  const form = input.form;
  const panel = Object.assign(document.createElement("div"), { className: "search-panel", hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  said.setAttribute("role", "status");
  form.append(said, panel);
  let wait, asked;

  function close() {
    clearTimeout(wait);
    asked?.abort(); // or what arrives late would open it again
    panel.hidden = true;
    said.textContent = "";
  }

  // What comes is read by the browser itself: nowhere is text made into elements.
  function ask() {
    asked?.abort();
    const query = input.value.trim();
    if (!query || !navigator.onLine) return close();
    const request = asked = new XMLHttpRequest();
    request.responseType = "document";
    request.open("GET", `${form.action}?${new URLSearchParams({ q: query, partial: "1" })}`);
    request.onload = () => request.status === 200 ? show(request.response) : close();
    request.onerror = close; // the form still says what is wrong
    request.send();
  }

  function show(found) {
    panel.replaceChildren(...found.body.childNodes);
    panel.hidden = !form.contains(document.activeElement);
    said.textContent = panel.querySelector("[data-said]")?.textContent ?? "";
  }

  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.preventDefault();
    close();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  walkResults(panel, input, () => { input.focus(); close(); });
}

if (document.getElementById("site-search")) setUpSearchPanel(document.getElementById("site-search"));
document.querySelectorAll("[data-found]").forEach((list) => walkResults(list, document.getElementById("query")));
