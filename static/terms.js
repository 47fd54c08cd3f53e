// Shows what a term means beside it: on hover, on focus, on the first tap. Escape puts it away.
// The glossary says it; it is asked for once, when the first term is pointed at.

let glossary = null;

const ask = (term) =>
  (glossary ??= new Promise((tell) => {
    const request = new XMLHttpRequest(); // reads HTML without running any, as fetch can't
    request.open("GET", term.pathname);
    request.responseType = "document";
    request.onloadend = () => {
      if (request.status !== 200) glossary = null;
      tell(request.response);
    };
    request.send();
  }));

function setUpTerms() {
  const card = document.createElement("div");
  card.id = "term-card";
  card.className = "term-card";
  card.popover = "manual";
  document.querySelector("main").append(card);
  let shown = null;
  let timer = 0;

  const place = (term) => {
    const word = term.getClientRects()[0];
    const { width, height } = card.getBoundingClientRect();
    const page = document.documentElement;
    const left = Math.max(8, Math.min(word.left, page.clientWidth - width - 8));
    const isAbove = word.bottom + height + 8 > page.clientHeight && word.top > height + 8;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(isAbove ? word.top - height - 4 : word.bottom + 4) + scrollY}px`;
  };
  const hide = () => {
    clearTimeout(timer);
    if (!shown) return;
    card.hidePopover();
    shown.removeAttribute("aria-describedby");
    shown = null;
  };
  const show = async (term, otherwise) => {
    clearTimeout(timer);
    if (shown === term) return;
    hide();
    shown = term;
    const told = await ask(term);
    if (shown !== term) return;
    const meaning = told?.getElementById(decodeURIComponent(term.hash.slice(1)))?.nextElementSibling;
    if (!meaning) {
      shown = null;
      otherwise?.();
      return;
    }
    card.replaceChildren(...document.importNode(meaning, true).childNodes);
    card.showPopover({ source: term });
    place(term);
    term.setAttribute("aria-describedby", card.id);
  };
  const soon = (action, term) => {
    clearTimeout(timer);
    timer = setTimeout(action, 200, term);
  };
  const termAt = (node) => node?.closest?.("a.term");
  const isInside = (node) => card.contains(node) || (node && termAt(node) === shown);

  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const term = termAt(event.target);
    if (term) {
      ask(term);
      soon(show, term);
    } else if (card.contains(event.target)) clearTimeout(timer);
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
      show(term, () => location.assign(term.href));
    } else if (!isInside(event.target)) hide();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}

if ("popover" in HTMLElement.prototype) setUpTerms();
