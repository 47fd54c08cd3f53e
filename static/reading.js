// Marks sections as read once their end was in view for a moment, several in one request.

const readForm = document.getElementById("read");
const MOMENT = 1200;
const seen = new Set();
const waiting = new Map();
let sending = 0;

async function send() {
  clearTimeout(sending);
  if (!seen.size) return;
  const sections = [...seen];
  seen.clear();
  const body = new URLSearchParams(new FormData(readForm));
  body.append("quiet", "yes");
  for (const section of sections) body.append("section", section);
  try {
    const answer = await fetch(readForm.action, { method: "POST", body, keepalive: true, redirect: "manual" });
    if (answer.status !== 204) return; // signed out meanwhile: nothing is marked
    const marks = [...document.querySelectorAll("[data-read]")];
    for (const mark of marks.filter((one) => sections.includes(one.dataset.read))) mark.classList.remove("is-unread");
  } catch {
    for (const section of sections) seen.add(section); // no connection: with the next ones
  }
}

const ends = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(waiting.get(target));
    if (!isIntersecting) continue;
    waiting.set(target, setTimeout(() => {
      ends.unobserve(target);
      seen.add(target.dataset.section);
      clearTimeout(sending);
      sending = setTimeout(send, MOMENT);
    }, MOMENT));
  }
});

for (const end of document.querySelectorAll(".section-end:has(button)")) ends.observe(end);
addEventListener("visibilitychange", () => document.hidden && send());
