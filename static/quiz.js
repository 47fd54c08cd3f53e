// Keys in a quiz: 1 to 9 choose, Enter checks the answer and goes on.

const choices = [...document.querySelectorAll(".quiz-form input[name=choice]")];
const next = document.querySelector("[data-next]");
document.documentElement.classList.toggle("has-keys", matchMedia("(hover: hover)").matches);

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isWriting = event.target.matches("input[type=text], input[type=search], textarea");
  const isControl = event.target.matches("a, button, summary, select");
  const choice = choices[Number(event.key) - 1];
  if (choice && !isWriting) {
    choice.focus();
    choice.click();
    event.preventDefault();
  } else if (event.key === "Enter" && !isControl && !isWriting) {
    if (next) next.click();
    else document.querySelector(".quiz-form")?.requestSubmit();
    event.preventDefault();
  }
});

document.querySelector("#feedback")?.focus({ preventScroll: location.hash !== "#feedback" });
if (matchMedia("(hover: hover)").matches) {
  document.querySelector("#text")?.focus({ preventScroll: true });
}
