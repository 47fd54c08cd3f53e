// What this browser chose, set before the page is painted: the theme, whether keys are shortcuts, and
// what is announced that it need not show again.
// Not a module, which would run too late; the braces keep its names to itself.

"use strict";

{
  const root = document.documentElement;

  const show = {
    theme(choice) {
      const chosen = ["light", "dark"].find((one) => one === choice);
      if (chosen) root.dataset.theme = chosen;
      else delete root.dataset.theme;
      document.querySelector("meta[name=color-scheme]").content = chosen ?? "light dark";
      for (const meta of document.querySelectorAll("meta[data-theme]")) {
        const own = meta.dataset.theme;
        meta.media = chosen ? (own === chosen ? "all" : "not all") : `(prefers-color-scheme: ${own})`;
      }
    },
    announced(choice) {
      root.classList.toggle("hushed", choice === root.dataset.announced);
    },
    keys(choice) {
      root.dataset.keys = choice === "off" ? "off" : "on";
    },
  };

  const showAll = () => {
    for (const name of Object.keys(show)) {
      try {
        show[name](localStorage.getItem(name));
      } catch {
        show[name](null); // storage is blocked here
      }
    }
  };

  root.classList.add("scripts");
  root.classList.toggle("worker", "serviceWorker" in navigator);
  showAll();
  addEventListener("storage", ({ key, newValue }) => key ? show[key]?.(newValue) : showAll());
  addEventListener("pageshow", (event) => event.persisted && showAll());
}
