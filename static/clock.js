// The clock of a timed quiz: counts down what the server said is left, and sends what is typed.

const clock = document.querySelector("[data-seconds-left]");
const [left, said, report] = ["left", "said", "report"].map((name) => clock.querySelector(`[data-clock-${name}]`));
const words = JSON.parse(clock.dataset.clock); // of this page's language
const end = Date.now() + Number(clock.dataset.secondsLeft) * 1000;
let isSent = false;

function say(word) {
  if (said.textContent !== word) said.textContent = word;
}

// In its language a browser knows how to count minutes.
function count(number, unit) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(number);
}

function tick() {
  const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
  const minutes = Math.ceil(seconds / 60);
  const time = seconds > 90 ? count(minutes, "minute") : count(seconds, "second");
  left.textContent = seconds ? words.left.replace("{time}", time) : words.over;
  if (seconds === 300 || seconds === 60) say(minutes === 1 ? words.one : words.five);
  if (seconds <= 2 && seconds && !isSent) sendWhatIsBegun();
  if (seconds) return;
  say(words.up);
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
