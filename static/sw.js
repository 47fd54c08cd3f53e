// Served where the site begins, with COURSE before it. Keeps pages for reading without the network.
//
// Only pages of the list are ever stored, and only as the server shows them to a request without
// cookies: nothing in the store is anybody's own. What is sent (POST) is never touched.

const PREFIX = COURSE.store; // of this site alone: caches belong to all of an origin
const STORE = PREFIX + COURSE.version;
const PAGES = new Set([COURSE.offline, ...COURSE.pages]);
const PATIENCE = 5000; // milliseconds that a kept page waits for the network
const GATEWAY_ERRORS = new Set([502, 504]);

const isFile = (path) => [COURSE.files, COURSE.pictures, COURSE.look].some((one) => path.startsWith(one));
const ask = (address) => fetch(address, { credentials: "omit", cache: "no-store", redirect: "error" });
const find = async (address) => (await caches.open(STORE)).match(address, { ignoreVary: true });

function isPublic(answer) {
  const rules = answer.headers.get("Cache-Control") ?? "no-store";
  const type = answer.headers.get("Content-Type") ?? "";
  return answer.status === 200 && type.startsWith("text/html") && !/no-store|private/.test(rules);
}

// Keeps a page with its files, and with the glossary where it has terms of it; one that is kept in
// this version is not asked for again.
async function keep(path) {
  const store = await caches.open(STORE);
  if (!PAGES.has(path) || await find(path)) return;
  const answer = await ask(path);
  if (!isPublic(answer)) return;
  const html = await answer.clone().text();
  const files = html.match(/(?<=(href|src)=")[^"]+/g) ?? [];
  for (const file of new Set(files)) {
    if (!isFile(file) || await find(file)) continue;
    const bytes = await ask(file);
    if (bytes.ok) await store.put(file, bytes);
  }
  await store.put(path, answer);
  const glossary = html.match(/class="term" href="([^"#]+)/)?.[1];
  if (glossary) await keep(glossary);
}

async function keptPages() {
  const keys = await (await caches.open(STORE)).keys();
  return keys.map((one) => new URL(one.url).pathname).filter((path) => COURSE.pages.includes(path));
}

async function oldPages() {
  const names = (await caches.keys()).filter((one) => one.startsWith(PREFIX) && one !== STORE);
  const keys = await Promise.all(names.map(async (one) => (await caches.open(one)).keys()));
  return keys.flat().map((one) => new URL(one.url).pathname);
}

async function openPages() {
  const tabs = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return tabs.map((tab) => new URL(tab.url).pathname);
}

async function forget(isGone) {
  const names = (await caches.keys()).filter((one) => one.startsWith(PREFIX) && isGone(one));
  await Promise.all(names.map((one) => caches.delete(one)));
}

// A new version keeps what the old one kept, while the old one still answers.
addEventListener("install", (event) => event.waitUntil((async () => {
  await keep(COURSE.offline);
  for (const path of new Set([...await oldPages(), ...await openPages()])) {
    await keep(path).catch(() => {});
  }
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  await forget((name) => name !== STORE);
  await clients.claim();
})()));

const escaped = (words) => words.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

// Of the header only what works without the site stays: its name, the search and what is kept.
const NAV = /(<nav class="site-nav"[^>]*>)[^]*?(?=<\/nav>)/;

const UNFIT = ["Content-Encoding", "Content-Length", "ETag", "Speculation-Rules"]; // of a kept page

// What is said stands in the page about reading offline, in the language of the pages kept.
async function readWords() {
  const shell = await find(COURSE.offline);
  const [, written] = (await shell?.text())?.match(/ data-apart="([^"]+)"/) ?? [];
  return written && JSON.parse(written.replaceAll("&#34;", '"'));
}

async function withNotice(page, say) {
  const words = await readWords();
  if (!words) return page;
  const headers = new Headers(page.headers);
  for (const name of UNFIT) headers.delete(name);
  const notice = `</header><aside class="offline" aria-label="${escaped(words.name)}"><p>${escaped(say(words))}</p></aside>`;
  const html = (await page.text()).replace("</header>", () => notice)
    .replace(NAV, (_, nav) => `${nav}<a class="button" href="${COURSE.offline}">${escaped(words.kept)}</a>`);
  return new Response(html, { headers });
}

const sayOld = (page) => (words) => {
  const date = new Date(page.headers.get("Date") ?? NaN);
  if (isNaN(date)) return words.old;
  return words.dated.replace("{date}", date.toLocaleString(words.language, { dateStyle: "medium", timeStyle: "short" }));
};

async function openPage(event, path) {
  const kept = PAGES.has(path) ? await find(path) : undefined;
  const asked = fetch(event.request);
  const wait = kept ? [new Promise((_, give) => setTimeout(give, PATIENCE))] : [];
  try {
    const answer = await Promise.race([asked, ...wait]);
    if (!(kept && GATEWAY_ERRORS.has(answer.status))) {
      if (PAGES.has(path)) event.waitUntil(keep(path).catch(() => {}));
      return answer;
    }
  } catch {
    asked.catch(() => {}); // it may fail later, when nobody waits any more
  }
  if (kept) return withNotice(kept, sayOld(kept));
  const shell = await find(COURSE.offline);
  const why = path === COURSE.search ? "search" : PAGES.has(path) ? "unknown" : "private";
  return shell ? withNotice(shell, (words) => words[why]) : Response.error();
}

// Its address has the version in it: what is kept is what the server would send, if it still could.
// Of a picture one width is kept; without the network it stands for the others.
async function openFile(request, path) {
  const kept = await find(request.url);
  if (kept || !path.startsWith(COURSE.pictures)) return kept ?? fetch(request);
  return fetch(request).catch(async () => await findWidth(path) ?? Response.error());
}

async function findWidth(path) {
  const store = await caches.open(STORE);
  const same = path.replace(/-\d+\.webp$/, "-");
  const key = (await store.keys()).find((one) => new URL(one.url).pathname.startsWith(same));
  return key && store.match(key, { ignoreVary: true });
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" || PAGES.has(pathname)) event.respondWith(openPage(event, pathname));
  else if (isFile(pathname)) event.respondWith(openFile(request, pathname));
});

// A page asks for what is kept ("tell"), for the whole course ("keep") or for nothing ("remove").
const doings = {
  tell: async () => {},
  remove: async () => {
    await forget(() => true);
    await keep(COURSE.offline);
  },
  keep: async (tell) => {
    for (const path of COURSE.pages) {
      await keep(path);
      await tell(false);
    }
  },
};

addEventListener("message", (event) => event.waitUntil((async () => {
  const tell = async (isOver, isBroken = false) => event.ports[0]?.postMessage(
    { kept: await keptPages(), all: COURSE.pages.length, isOver, isBroken });
  try {
    await doings[event.data]?.(tell);
    await tell(true);
  } catch {
    await tell(true, true);
  }
})()));
