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
function readQuery(query, { fillers, vague, names }) {
  const parts = (fold(query.replace(/[“”„«»]/g, '"')).match(PART) ?? []).map((part) => ({ words: part.match(WORD) ?? [], isQuoted: part[0] === '"' }));
  const terms = parts.filter(({ words }) => words.length);
  const telling = terms.filter(({ words, isQuoted }) => isQuoted || !words.every((one) => fillers.includes(one)));
  return (telling.length ? telling : terms).map(({ words, isQuoted }) => {
    const name = words.join(" ");
    const others = names.filter((all) => all.includes(name) || all.includes(name.replace(/s$/, ""))).flat();
    const all = isQuoted ? [words] : [words, ...others.map(wordsOf)];
    const isVague = !isQuoted && words.every((one) => vague.includes(one));
    return { isQuoted, isVague, pattern: patternOf(all, isQuoted) };
  });
}

function* sectionsOf(page, path) {
  for (const name of page.querySelectorAll("figcaption")) name.remove();
  for (const block of page.querySelectorAll("p, li, td, th, pre")) block.append(" "); // or words would run together
  const title = page.querySelector("h1")?.textContent ?? "";
  const place = (heading, anchor, words) => {
    const text = words.replace(/\s+/g, " ").trim();
    return { path, title, heading, anchor, text, folded: fold(text) };
  };
  const answers = page.querySelectorAll(".asked details > [id]");
  for (const one of answers) yield place(one.previousElementSibling.textContent, one.id, one.textContent);
  if (answers.length) return;
  yield place(title, "", page.querySelector(".lead")?.textContent ?? "");
  for (const heading of page.querySelectorAll("section > .heading > :is(h2, h3)[id]")) {
    const section = heading.closest("section"), { id, textContent } = heading;
    heading.parentElement.remove();
    yield place(textContent, id, section.textContent);
  }
}

// Pages that this site sent; only their words are read, and nothing of them is shown as it is.
const { trustedTypes } = globalThis;
const kept = trustedTypes?.createPolicy("kept-pages", { createHTML: (page) => page }) ?? { createHTML: (page) => page };

async function readKept({ store: own, topics }) {
  const found = new Map();
  for (const name of (await caches.keys()).filter((one) => one.startsWith(own))) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      const { pathname } = new URL(request.url);
      const slug = pathname.startsWith(topics) && pathname.slice(topics.length);
      if (!slug || slug.replace(/\/questions\/[^/]+$/, "").includes("/")) continue;
      const answer = await store.match(request, { ignoreVary: true });
      const page = new DOMParser().parseFromString(kept.createHTML(await answer.text()), "text/html");
      found.set(pathname, [...sectionsOf(page, pathname)]);
    }
  }
  return [...found.values()].flat();
}

// Letters left out, added, changed, or two swapped.
function slips(word, other) {
  let earlier, before, row = [...Array(other.length + 1).keys()];
  for (let at = 1; at <= word.length; at++) {
    [earlier, before, row] = [before, row, [at]];
    for (let to = 1; to <= other.length; to++) {
      row[to] = Math.min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (word[at - 1] !== other[to - 1]));
      const isSwap = at > 1 && to > 1 && word[at - 1] === other[to - 2] && word[at - 2] === other[to - 1];
      if (isSwap) row[to] = Math.min(row[to], earlier[to - 2] + 1);
    }
  }
  return row.at(-1);
}

// The query with each word that occurs nowhere replaced by the nearest that does, the commonest first.
function correct(query, sections, asked) {
  const counts = new Map();
  const isKnown = ({ pattern }) => sections.some((one) => `${one.folded} ${fold(one.heading)}`.search(pattern) >= 0);
  return fold(query).replace(WORD, (word) => {
    const most = (word.length > 3) + (word.length > 7);
    if (!most || asked.fillers.includes(word) || readQuery(word, asked).some(isKnown)) return word;
    if (!counts.size) for (const one of sections.flatMap(({ folded }) => folded.match(WORD) ?? [])) counts.set(one, (counts.get(one) ?? 0) + 1);
    const near = [...counts.keys()].filter((one) => Math.abs(one.length - word.length) <= most);
    const found = near.map((one) => ({ one, far: slips(word, one) })).filter(({ far }) => far <= most);
    found.sort((a, b) => a.far - b.far || counts.get(b.one) - counts.get(a.one));
    return found[0]?.one ?? word;
  });
}

const spotsOf = (folded, terms) => terms
  .flatMap(({ pattern }, term) => [...folded.matchAll(pattern)].map((one) => ({ at: one.index, end: one.index + one[0].length, term })))
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
    const spots = spotsOf(one.folded, terms);
    const named = new Set(spotsOf(fold(one.heading), terms).map((spot) => spot.term));
    const around = new Set(spotsOf(fold(one.title), terms).map((spot) => spot.term));
    const said = terms.map((_, term) => spots.filter((spot) => spot.term === term).length);
    return { ...one, spots, named, around, said, seen: new Set([...spots.map((spot) => spot.term), ...named]) };
  });
  const weights = terms.map(({ isVague }, term) => {
    const count = read.filter((one) => one.seen.has(term)).length;
    return count && Math.log(1 + (read.length - count + 0.5) / (count + 0.5)) * (isVague ? 0.5 : 1);
  });
  const weigh = (found) => [...found].reduce((sum, term) => sum + weights[term], 0);
  const whole = weigh(terms.keys());
  const isWanted = ({ seen }) => seen.size && terms.every(({ isQuoted }, term) => !isQuoted || seen.has(term));
  const hits = read.filter(isWanted).map((one) => {
    const words = wordsOf(one.heading).length, passage = bestPassage(one.spots, weigh);
    const likeness = Math.min(1, 2 * one.named.size / (words + terms.length));
    const about = weights.reduce((sum, weight, term) => {
      const told = one.named.has(term) + 0.2 * one.around.has(term) + 0.3 * Math.min(one.said[term], 6);
      return sum + weight * told * 3.5 / (told + 2.5);
    }, 0);
    return { ...one, passage, worth: (about * (1 + likeness) + 0.15 * passage.worth) * (0.5 + 0.5 * weigh(one.seen) / whole) };
  });
  hits.sort((one, other) => other.worth - one.worth);
  return { hits: hits.slice(0, MOST), isPartial: !hits.some((one) => one.seen.size === terms.length) };
}

// The best of each page, with those of its other places that are not much worse than the next page's best.
function* pagesOf(hits) {
  while (hits.length) {
    const [{ path }] = hits, least = 0.7 * (hits.find((one) => one.path !== path)?.worth ?? 0);
    const near = hits.filter((one) => one.path === path && one.worth >= least);
    yield near;
    hits = hits.filter((one) => !near.includes(one));
  }
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
  const link = make("a", ...marked(hit.heading, spotsOf(fold(hit.heading), terms)));
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
  const sections = await readKept(asked), meant = correct(query, sections, asked), terms = readQuery(meant, asked);
  if (!terms.length) return;
  const { hits, isPartial } = rank(sections, terms);
  list.replaceChildren(...[...pagesOf(hits)].map((page) => showPage(page, terms)));
  const words = JSON.parse(section.dataset.words); // of this page's language
  const corrected = meant === fold(query) ? "" : `${words.corrected.replace("{query}", () => meant)} `;
  const partial = isPartial ? `${words.partial} ` : "";
  said.textContent = hits.length ? corrected + partial + section.dataset.places.split("|")[hits.length - 1] : words.none.replace("{query}", () => query);
}

document.querySelectorAll("[data-kept-search]").forEach(setUp);
