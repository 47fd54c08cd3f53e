// Shows an edit as soon as it is saved: asks whether the content has changed, and loads the page
// again at the same place. The place is measured from the last heading in the upper part of the
// window, since an edit moves everything below it.

const PLACE = "editing-place";
const PAUSE = 700;
const own = document.getElementById("editing");
const address = location.pathname + location.search;

const top = (node) => node.getBoundingClientRect().top;

function remember() {
  const passed = [...document.querySelectorAll("main [id]:is(h1, h2, h3, section)")].filter((one) => top(one) < innerHeight / 3);
  const last = passed.at(-1);
  const place = { address, y: scrollY, id: last?.id, off: last ? top(last) : 0 };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
}

function goBack() {
  const place = JSON.parse(sessionStorage.getItem(PLACE));
  sessionStorage.removeItem(PLACE);
  if (place?.address !== address) return;
  const last = place.id && document.getElementById(place.id);
  scrollTo({ top: last ? scrollY + top(last) - place.off : place.y, behavior: "instant" });
}

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(own.dataset.address, { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== own.dataset.seen) {
        remember();
        history.scrollRestoration = "manual";
        location.reload();
        return;
      }
    } catch {
      // the site is being started again: the next look finds it
    }
  }
  setTimeout(look, PAUSE);
}

addEventListener("load", () => {
  goBack();
  setTimeout(() => {
    history.scrollRestoration = "auto"; // at once the browser would go to where it was itself
    look();
  }, PAUSE);
});
