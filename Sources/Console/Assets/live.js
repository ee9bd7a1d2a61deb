// Keeps the numbers of a page up to date: /live says what changed, elements say what they show.
import { showTime } from "./console.js";

const page = new URL(location.href);
const journey = /^\/journeys\/([0-9a-z]+)$/.exec(page.pathname)?.[1];
const graph = document.getElementById("graph");
const address = new URL("/live", location.href);
if (journey && graph) {
  address.searchParams.set("journey", journey);
  address.searchParams.set("version", graph.dataset.version ?? page.searchParams.get("version") ?? "1");
}

function show(element, text) {
  if (element.textContent === text) return;
  element.textContent = text;
  element.classList.remove("changed");
  void element.getBoundingClientRect();
  element.classList.add("changed");
}

/** The mode or a hold changed elsewhere: the frame is taken from the page as it would be now. */
async function refreshStanding(signature) {
  const place = document.querySelector("[data-standing]");
  if (!place || place.dataset.standing === signature) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-standing]");
  if (!fresh) return;
  place.replaceWith(fresh);
  for (const time of fresh.querySelectorAll("time")) showTime(time);
}

function take(numbers) {
  for (const [name, text] of Object.entries(numbers)) {
    const key = CSS.escape(name);
    for (const element of document.querySelectorAll(`[data-live="${key}"]`)) show(element, text);
    // What somebody is moving right now is theirs.
    for (const element of document.querySelectorAll(`[data-live-value="${key}"]:not([data-busy])`)) element.value = Number(text);
    for (const element of document.querySelectorAll(`[data-live-time="${key}"]`)) {
      element.dateTime = text;
      element.textContent = text.slice(0, 10);
    }
  }
  if (numbers.standing !== undefined) refreshStanding(numbers.standing);
  document.dispatchEvent(new CustomEvent("live", { detail: numbers }));
}

// EventSource connects again by itself; a page that is not looked at does not listen.
let source;
function listen() {
  source ??= Object.assign(new EventSource(address), { onmessage: (event) => take(JSON.parse(event.data)) });
}
function rest() {
  source?.close();
  source = undefined;
}
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
window.addEventListener("pagehide", rest);
if (!document.hidden) listen();
