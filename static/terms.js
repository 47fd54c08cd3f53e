// Shows what a term means, which the glossary says, on hover, focus and the first tap.

let glossary;

const ask = ({ pathname }) =>
  (glossary ??= new Promise((tell) => {
    const request = new XMLHttpRequest(); // runs nothing of it
    request.open("GET", pathname);
    request.responseType = "document";
    request.onloadend = () => tell(request.response);
    request.send();
  }));

function setUpTerms() {
  const card = document.createElement("div");
  card.id = "term-card";
  card.popover = "manual";
  document.querySelector("main").append(card);
  let shown, timer;

  const place = (term) => {
    const word = term.getClientRects()[0];
    const { width, height } = card.getBoundingClientRect();
    const left = Math.min(word.left, document.body.clientWidth - width - 8);
    const isAbove = word.bottom + height + 8 > innerHeight && word.top > height + 8;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(isAbove ? word.top - height - 4 : word.bottom + 4) + scrollY}px`;
  };
  const hide = () => {
    clearTimeout(timer);
    card.hidePopover();
    shown?.removeAttribute("aria-describedby");
    shown = undefined;
  };
  const show = async (term) => {
    clearTimeout(timer);
    if (shown === term) return;
    hide();
    shown = term;
    const page = await ask(term);
    const meaning = page?.querySelector(`[id="${decodeURIComponent(term.hash.slice(1))}"] + dd`);
    if (!meaning || shown !== term) return;
    card.replaceChildren(...meaning.cloneNode(true).childNodes);
    card.showPopover({ source: term });
    place(term);
    term.setAttribute("aria-describedby", card.id);
  };
  const soon = (action, term) => {
    clearTimeout(timer);
    timer = setTimeout(action, 200, term);
  };
  const termAt = (node) => node?.closest?.("a.term");
  const isInside = (node) => card.contains(node) || termAt(node) === shown;

  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const term = termAt(event.target);
    if (term) soon(show, term);
    else if (card.contains(event.target)) clearTimeout(timer);
  });
  addEventListener("pointerout", (event) => {
    if (event.pointerType !== "touch" && isInside(event.target)) soon(hide);
    else if (termAt(event.target)) clearTimeout(timer);
  });
  addEventListener("focusin", (event) => {
    const term = termAt(event.target);
    if (term?.matches(":focus-visible")) show(term);
    else if (!isInside(event.target)) hide();
  });
  addEventListener("click", (event) => {
    const term = termAt(event.target);
    if (term && term !== shown && event.pointerType === "touch") {
      event.preventDefault();
      show(term);
    } else if (!isInside(event.target)) hide();
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
}

if ("popover" in HTMLElement.prototype) setUpTerms();
