// Keys in a quiz: 1 to 9 choose, Enter checks the answer and goes on.

import { isShortcut } from "./keys.js";

const choices = [...document.querySelectorAll(".quiz-form input[name=choice]")];
const next = document.querySelector("[data-next]");

addEventListener("keydown", (event) => {
  const choice = choices[Number(event.key) - 1];
  if (choice && isShortcut(event)) {
    choice.focus();
    choice.click();
    event.preventDefault();
    return;
  }
  const isAlone = !(event.ctrlKey || event.metaKey || event.altKey);
  const isTaken = event.target.closest("a, button, summary, select, textarea, dialog, input[type=text], input[type=search]");
  if (event.key === "Enter" && isAlone && !isTaken) {
    if (next) next.click();
    else document.querySelector(".quiz-form")?.requestSubmit();
    event.preventDefault();
  }
});

document.querySelector("#feedback")?.focus({ preventScroll: location.hash !== "#feedback" });
if (matchMedia("(hover: hover)").matches && location.hash !== "#hint") {  // it is read first
  document.querySelector("#text")?.focus({ preventScroll: true });
}
