// The theme, copy buttons, the place among the contents, the worker for offline, drafts' end.

// Keeps what this browser chose, and tells this page as the browser tells its other tabs.
export function choose(key, newValue) {
  try {
    if (newValue === null) localStorage.removeItem(key);
    else localStorage.setItem(key, newValue);
  } catch {
    // Blocked: the choice holds until the page is left.
  }
  dispatchEvent(new StorageEvent("storage", { key, newValue }));
}

const themes = document.querySelectorAll("input[name=theme]");

function showTheme() {
  const current = document.documentElement.dataset.theme ?? "system";
  for (const input of themes) input.checked = input.value === current;
}

function switchTheme() {
  const { theme } = document.documentElement.dataset;
  const isDark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  choose("theme", isDark ? "light" : "dark");
}

const said = document.querySelector(".site-footer").dataset; // the words of this page's language

function addCopyButton(figure) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  const name = figure.querySelector("figcaption")?.textContent;
  const label = name ? said.copyNamed.replace("{name}", () => name) : said.copyCode;
  const say = (word, label) => {
    button.textContent = word;
    button.setAttribute("aria-label", label);
  };
  say(said.copy, label);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(figure.querySelector("pre code").textContent);
    say(said.copied, said.copied);
    setTimeout(() => say(said.copy, label), 2000);
  });
  figure.append(button);
}

function followScroll(contents) {
  const links = new Map([...contents.querySelectorAll("a")].map((a) => [a.hash.slice(1), a]));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let current = null;
  let chosen = null; // the section asked for, where the page is too short to bring it to the top
  const update = () => {
    const page = document.documentElement;
    const left = page.scrollHeight - page.clientHeight - scrollY;
    // Towards the end of the page the line sinks to the bottom, so that every section gets its turn.
    const line = Math.max(120, page.clientHeight - left);
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < line);
    const next = links.get(chosen ?? (passed.at(-1) ?? headings[0])?.id);
    if (next === current) return;
    current?.removeAttribute("aria-current");
    next?.setAttribute("aria-current", "true");
    current = next;
    const list = contents.parentElement;
    if (next && list.scrollHeight > list.clientHeight) list.scrollTop = next.offsetTop - list.clientHeight / 2;
  };
  const choose = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    chosen = links.has(id) ? id : null;
    update();
  };
  const forget = () => (chosen = null);
  for (const moment of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(moment, forget, { passive: true });
  addEventListener("scroll", () => requestAnimationFrame(update), { passive: true });
  addEventListener("hashchange", choose);
  choose();
}

// The one address of a script that this site makes: browsers with Trusted Types take no other.
function keepPages() {
  const { trustedTypes } = globalThis;
  const worker = new URL("../../sw.js", import.meta.url).href; // where the site begins
  const policy = trustedTypes?.createPolicy("worker", { createScriptURL: () => worker });
  navigator.serviceWorker?.register(policy?.createScriptURL("") ?? worker).catch(() => {}); // storage may be blocked
}

// Signing out and deleting the account end on #signed-out; the press before it proves who asked.
function forgetDrafts() {
  for (const form of document.querySelectorAll("form[data-leaves]")) {
    form.addEventListener("submit", () => sessionStorage.setItem("leaves", "yes"));
  }
  const isLeft = sessionStorage.getItem("leaves") && location.hash === "#signed-out";
  sessionStorage.removeItem("leaves");
  const drafts = Object.keys(localStorage).filter((key) => key.startsWith("draft:"));
  if (isLeft) for (const key of drafts) localStorage.removeItem(key);
}

try {
  forgetDrafts();
} catch {
  // Storage is blocked, so there is no draft.
}
for (const input of themes) {
  input.addEventListener("change", () => choose("theme", input.value === "system" ? null : input.value));
}
for (const moment of ["pageshow", "storage"]) addEventListener(moment, showTheme);
showTheme();
document.querySelector("[data-theme-switch]")?.addEventListener("click", switchTheme);
document.querySelector("[data-hush]")?.addEventListener("click", () => {
  choose("announced", document.documentElement.dataset.announced);
  document.getElementById("content")?.focus({ preventScroll: true });
});
document.getElementById("menu").addEventListener("click", ({ target, currentTarget }) => {
  if (target.closest("a")) currentTarget.hidePopover(); // what it led to may stand on this page
});
if (navigator.clipboard) document.querySelectorAll(".code:not(.code-output)").forEach(addCopyButton);
document.querySelectorAll(".wide-only .contents").forEach(followScroll);
keepPages();
