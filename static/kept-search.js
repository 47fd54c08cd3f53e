// Search in the pages that this browser keeps, for when the site can't be reached. As the site's
// own search: all the words first, then most of them; what a section is called tells more than what
// it mentions. The page says which words say nothing, and what else things are called.

const WORD = /[\p{L}\p{N}]+/gu;
const PART = /"[^"]+"(?!\S)|\S+/g;
const MOST = 20, BEFORE = 60, PASSAGE = 200;

// Letter by letter, so that every place in a text stays where it was.
const fold = (text) => text.toLowerCase().replace(/[^\x00-\x7f]/g, (one) => one.normalize("NFD")[0]);
const wordsOf = (text) => fold(text).match(WORD) ?? [];

// What a text may have for a word: the word in another form, or what it may still become.
function formsOf(word, isExact) {
  if (isExact) return word;
  const stem = word.length > 4 ? word.replace(/(ing|ed|es|s|e)$/, "") : word;
  return stem.length > 3 ? `${stem}[\\p{L}\\p{N}]*` : `${stem}s?`;
}

function patternOf(names, isExact) {
  const phrases = names.map((words) => words.map((one) => formsOf(one, isExact)).join("[^\\p{L}\\p{N}]+"));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${phrases.join("|")})(?![\\p{L}\\p{N}])`, "gu");
}

// A term is a word, code of several words or a quoted phrase; each with its other names.
function readQuery(query, { fillers, names }) {
  const parts = (fold(query).match(PART) ?? []).map((part) => ({ words: part.match(WORD) ?? [], isQuoted: part[0] === '"' }));
  const terms = parts.filter(({ words }) => words.length);
  const telling = terms.filter(({ words, isQuoted }) => isQuoted || !words.every((one) => fillers.includes(one)));
  return (telling.length ? telling : terms).map(({ words, isQuoted }) => {
    const name = words.join(" ");
    const others = names.filter((all) => all.includes(name) || all.includes(name.replace(/s$/, ""))).flat();
    const all = isQuoted ? [words] : [words, ...others.map(wordsOf)];
    return { isQuoted, pattern: patternOf(all, isQuoted) };
  });
}

function* sectionsOf(page, path) {
  const title = page.querySelector("h1")?.textContent ?? "";
  const place = (heading, anchor, text) => ({ path, title, heading, anchor, text: text.replace(/\s+/g, " ").trim() });
  yield place(title, "", page.querySelector(".lead")?.textContent ?? "");
  for (const heading of page.querySelectorAll("main section :is(h2, h3)[id]")) {
    const section = heading.closest("section"), { id, textContent } = heading;
    (heading.closest(".heading") ?? heading).remove();
    if (!section.querySelector("dt[id]")) yield place(textContent, id, section.textContent);
  }
  for (const name of page.querySelectorAll("dt[id]")) {
    yield place(name.textContent, name.id, name.nextElementSibling?.textContent ?? "");
  }
}

async function readKept() {
  const found = new Map();
  for (const name of (await caches.keys()).filter((one) => one.startsWith("pages-"))) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      const { pathname } = new URL(request.url);
      if (!/^\/(topics\/|glossary)/.test(pathname)) continue;
      const answer = await store.match(request, { ignoreVary: true });
      if (!answer.headers.get("Content-Type")?.startsWith("text/html")) continue;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found.set(pathname, [...sectionsOf(page, pathname)]);
    }
  }
  return [...found.values()].flat();
}

const spotsOf = (text, terms) => terms
  .flatMap(({ pattern }, term) => [...fold(text).matchAll(pattern)].map((one) => ({ at: one.index, end: one.index + one[0].length, term })))
  .sort((one, other) => one.at - other.at);

// The passage with the most telling words together.
function bestPassage(spots, weigh) {
  let best = { worth: 0, at: 0 };
  spots.forEach(({ at }, first) => {
    const inside = new Set();
    for (let next = first; next < spots.length && spots[next].end <= at + PASSAGE; next++) inside.add(spots[next].term);
    const worth = weigh(inside);
    if (worth > best.worth) best = { worth, at };
  });
  return best;
}

function rank(sections, terms) {
  const read = sections.map((one) => {
    const spots = spotsOf(one.text, terms);
    const named = new Set(spotsOf(one.heading, terms).map((spot) => spot.term));
    const around = new Set(spotsOf(one.title, terms).map((spot) => spot.term));
    const said = new Set(spots.map((spot) => spot.term));
    return { ...one, spots, named, around, said, seen: new Set([...said, ...named]) };
  });
  const weights = terms.map((_, term) => {
    const count = read.filter((one) => one.seen.has(term)).length;
    return count && Math.log(1 + (read.length - count + 0.5) / (count + 0.5));
  });
  const weigh = (found) => [...found].reduce((sum, term) => sum + weights[term], 0);
  const whole = weigh(terms.keys());
  const isWanted = ({ seen }) => seen.size && terms.every(({ isQuoted }, term) => !isQuoted || seen.has(term));
  const hits = read.filter(isWanted).map((one) => {
    const words = wordsOf(one.heading).length, passage = bestPassage(one.spots, weigh);
    const likeness = Math.min(1, 2 * one.named.size / (words + terms.length));
    const about = (weigh(one.named) + 0.4 * weigh(one.around)) * (1 + likeness);
    const text = 0.12 * weigh(one.said) + 0.25 * passage.worth;
    return { ...one, passage, worth: (about + text) * (0.4 + 0.6 * weigh(one.seen) / whole) };
  });
  hits.sort((one, other) => other.worth - one.worth);
  return { hits: hits.slice(0, MOST), isPartial: !hits.some((one) => one.seen.size === terms.length) };
}

function* marked(text, spots, first = 0, last = text.length) {
  let done = first;
  for (const { at, end } of spots) {
    if (at < done || end > last) continue;
    yield text.slice(done, at);
    yield make("mark", text.slice(at, end));
    done = end;
  }
  yield text.slice(done, last);
}

function make(name, ...children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

function showHit(hit, terms) {
  const link = make("a", ...marked(hit.heading, spotsOf(hit.heading, terms)));
  link.href = hit.path + (hit.anchor && `#${hit.anchor}`);
  const { text, passage } = hit, first = passage.at > BEFORE ? text.lastIndexOf(" ", passage.at - BEFORE) + 1 : 0;
  const end = text.lastIndexOf(" ", first + BEFORE + PASSAGE), last = text.length > first + BEFORE + PASSAGE ? end : text.length;
  return make("li", link, make("p", first ? "…" : "", ...marked(text, hit.spots, first, last), last < text.length ? "…" : ""));
}

function showPage(hits, terms) {
  const title = make("span", hits[0].title), list = make("ul", ...hits.map((hit) => showHit(hit, terms)));
  title.className = "eyebrow";
  list.className = "plain";
  return make("li", title, list);
}

async function setUp(section) {
  const input = section.querySelector("[name=q]"), said = section.querySelector("[role=status]");
  const list = section.querySelector(".hits"), asked = JSON.parse(section.dataset.keptSearch);
  const query = new URLSearchParams(location.search).get("q")?.trim();
  if (!query) return;
  input.value = query;
  const terms = readQuery(query, asked);
  if (!terms.length) return;
  const { hits, isPartial } = rank(await readKept(), terms);
  const paths = [...new Set(hits.map((hit) => hit.path))];
  list.replaceChildren(...paths.map((path) => showPage(hits.filter((hit) => hit.path === path), terms)));
  const count = hits.length === 1 ? "1 place" : `${hits.length} places`;
  const partial = isPartial ? "No place has all of these words; these have most of them. " : "";
  said.textContent = hits.length ? `${partial}${count} in what is kept, best first.` : `Nothing is kept about “${query}”.`;
}

document.querySelectorAll("[data-kept-search]").forEach(setUp);
