// What is kept for reading offline: keeps the whole course or removes it, and says how far it is.

async function tellWorker(word, hear) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = (event) => hear(event.data);
  active.postMessage(word, [port2]);
}

function setUpKeeping(section) {
  const said = section.querySelector("[role=status]");
  const words = JSON.parse(section.dataset.keeping); // of this page's language
  const progress = section.querySelector("progress");
  const buttons = section.querySelectorAll("button");

  function show({ kept, all, isOver, isBroken }) {
    progress.value = kept.length / all;
    for (const button of buttons) button.disabled = !isOver;
    for (const mark of document.querySelectorAll("[data-kept]")) {
      mark.hidden = !kept.includes(mark.dataset.kept);
    }
    const found = kept.length === all ? words.all : isBroken ? words.broken : words.some;
    if (isOver) said.textContent = found.replace("{all}", all).replace("{kept}", kept.length);
  }

  for (const button of buttons) button.addEventListener("click", () => tellWorker(button.value, show));
  tellWorker("tell", show);
}

if (navigator.serviceWorker) document.querySelectorAll("[data-keeping]").forEach(setUpKeeping);
