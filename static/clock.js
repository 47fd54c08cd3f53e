// The clock of a timed quiz: counts down what the server said is left, and sends what is typed.

const clock = document.querySelector("[data-seconds-left]");
const [left, said, report] = ["left", "said", "report"].map((name) => clock.querySelector(`[data-clock-${name}]`));
const end = Date.now() + Number(clock.dataset.secondsLeft) * 1000;
let isSent = false;

function say(words) {
  if (said.textContent !== words) said.textContent = words;
}

function tick() {
  const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
  const minutes = Math.ceil(seconds / 60);
  const words = seconds > 90 ? `${minutes} minutes` : `${seconds} seconds`;
  left.textContent = seconds ? `, ${words} left` : ": the time is up. What you answered stands.";
  if (seconds === 300 || seconds === 60) say(`${minutes === 1 ? "One minute" : "Five minutes"} left`);
  if (seconds <= 2 && seconds && !isSent) sendWhatIsBegun();
  if (seconds) return;
  say("The time is up.");
  report.hidden = false;
  clearInterval(timer);
}

// Without it the last words would be lost to the deadline, which the server keeps to the second.
function sendWhatIsBegun() {
  const form = document.querySelector(".quiz-form");
  isSent = true;
  if (form && [...form.querySelectorAll("textarea, input:checked")].some((one) => one.value.trim())) form.requestSubmit();
}

const timer = setInterval(tick, 1000);
tick();
