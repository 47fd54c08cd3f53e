// What this browser chose, set before the page is painted: the theme, and whether keys are shortcuts.

const documentRoot = document.documentElement;

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage is blocked here
  }
}

function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Blocked: the choice holds until the page is left.
  }
}

function showTheme(theme) {
  const chosen = ["light", "dark"].find((one) => one === theme);
  if (chosen) documentRoot.dataset.theme = chosen;
  else delete documentRoot.dataset.theme;
  document.querySelector("meta[name=color-scheme]").content = chosen ?? "light dark";
  for (const meta of document.querySelectorAll("meta[data-theme]")) {
    const own = meta.dataset.theme;
    meta.media = chosen ? (own === chosen ? "all" : "not all") : `(prefers-color-scheme: ${own})`;
  }
}

function showChoices() {
  showTheme(recall("theme"));
  documentRoot.dataset.keys = recall("keys") === "off" ? "off" : "on";
}

documentRoot.classList.add("scripts");
documentRoot.classList.toggle("worker", "serviceWorker" in navigator);
showChoices();
addEventListener("storage", showChoices); // chosen in another tab
addEventListener("pageshow", (event) => event.persisted && showChoices());
