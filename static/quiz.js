// Keys in a quiz: 1 to 9 choose, Enter checks the answer and goes on, Ctrl+Enter sends what is typed.

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

// In a field of several lines Enter begins a new one.
addEventListener("keydown", (event) => {
  const field = event.target.closest("main form :is(textarea, input, select)");
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !field) return;
  event.preventDefault();
  const around = field.closest("details") ?? field.form;
  field.form.requestSubmit(around.querySelector("button[type=submit]"));
});

document.querySelector("#late, #feedback")?.focus({ preventScroll: !["#late", "#feedback"].includes(location.hash) });
if (matchMedia("(hover: hover)").matches && location.hash !== "#hint") {  // it is read first
  document.querySelector("#text")?.focus({ preventScroll: true });
}
