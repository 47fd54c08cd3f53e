// Keys anywhere: / searches, n and p turn to the next and previous topic, ? lists them all.

import { choose } from "./page.js";

const page = document.documentElement;

// Every script asks this first; the switch in the list of keys turns single characters off.
export function isShortcut(event) {
  return page.dataset.keys === "on"
    && !(event.defaultPrevented || event.isComposing || event.repeat)
    && !(event.ctrlKey || event.metaKey || event.altKey)
    && !document.querySelector("dialog[open]")
    && !event.target.closest("select, textarea, input:not([type=radio], [type=checkbox])");
}

const keysList = document.getElementById("site-keys");
const keysSwitch = keysList.querySelector("[data-keys-switch]");

function showKeys() {
  keysSwitch.checked = page.dataset.keys === "on";
  keysList.showModal();
}

const follow = (relation) => () => document.querySelector(`a[rel=${relation}]`)?.click();
const doings = new Map([
  ["/", () => document.getElementById("site-search").focus()],
  ["n", follow("next")],
  ["p", follow("prev")],
  ["?", showKeys],
]);

addEventListener("keydown", (event) => {
  const act = doings.get(event.key);
  if (!act || !isShortcut(event)) return;
  event.preventDefault();
  act();
});
document.querySelector("[data-show-keys]").addEventListener("click", showKeys);
keysSwitch.addEventListener("change", () => {
  choose("keys", keysSwitch.checked ? null : "off");
});
