// Keeps what stands in a page's fields until it is sent, and the place of the button that was pressed.

const form = document.querySelector("form[data-draft]");
const KEPT = "draft:";
const key = KEPT + form.dataset.draft;
const READ_FIRST = ["#hint", "#late", "#feedback", "#model-answer"];
const kept = {
  read: (name) => JSON.parse(localStorage.getItem(name)),
  write: (name, value) => localStorage.setItem(name, JSON.stringify(value)),
};

const typed = () => [...form.elements].filter((one) => one.name && !one.disabled && !["hidden", "submit"].includes(one.type));

// As the server sent it; a browser that reloads a page may have put other values into the fields.
function sentValue(field) {
  if (field.matches("select")) return ([...field.options].find((one) => one.defaultSelected) ?? field.options[0]).value;
  if (["radio", "checkbox"].includes(field.type)) return field.defaultChecked ? field.value : null;
  return field.defaultValue;
}

function nowValue(field) {
  return ["radio", "checkbox"].includes(field.type) && !field.checked ? null : field.value;
}

function fields(valueOf) {
  const entries = typed().map((field) => [field.name, valueOf(field)]);
  return JSON.stringify(entries.filter(([, value]) => value !== null).sort());
}

function fill(entries) {
  for (const field of typed()) {
    const values = entries.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
    if (field.matches("details textarea") && field.value !== field.defaultValue) field.closest("details").open = true;
  }
}

// Whatever was sent has arrived where its reply is shown; going back or reloading says nothing of it.
function settleSent() {
  const isReply = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(KEPT))) {
    const { isSent, ...draft } = kept.read(name);
    if (isSent && isReply) localStorage.removeItem(name);
    else if (isSent) kept.write(name, draft);
  }
}

const base = fields(sentValue);

function keep() {
  try {
    if (fields(nowValue) === base) localStorage.removeItem(key);
    else kept.write(key, { base, now: fields(nowValue) });
  } catch {
    // Blocked or full: what is typed is kept as long as the page.
  }
}

try {
  settleSent();
  const draft = kept.read(key);
  if (draft?.base === base) fill(JSON.parse(draft.now));
  else keep(); // the server has something newer, or the browser kept it by itself
  for (const link of document.querySelectorAll("main a[target]")) link.removeAttribute("target");
} catch {
  // Blocked.
}

for (const moment of ["input", "change"]) form.addEventListener(moment, keep);

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.name === "to" && fields(nowValue) === base) {
    event.preventDefault(); // nothing to keep: the page is only left
    location.assign(button.value);
    return;
  }
  try {
    const draft = kept.read(key);
    if (draft) kept.write(key, { ...draft, isSent: true });
    const at = { path: location.pathname, id: button?.id, top: button?.getBoundingClientRect().top };
    sessionStorage.setItem("pressed", JSON.stringify(at));
  } catch {
    // Blocked.
  }
});

// The button is again where it was pressed, and has the focus; what is to be read first goes before.
function goBackToButton() {
  const pressed = JSON.parse(sessionStorage.getItem("pressed"));
  sessionStorage.removeItem("pressed");
  const button = pressed?.id && pressed.path === location.pathname && document.getElementById(pressed.id);
  if (!button || READ_FIRST.includes(location.hash)) return;
  button.focus({ preventScroll: true });
  scrollBy({ top: button.getBoundingClientRect().top - pressed.top, behavior: "instant" });
}

addEventListener("load", () => {
  try {
    goBackToButton();
  } catch {
    // Blocked.
  }
});
