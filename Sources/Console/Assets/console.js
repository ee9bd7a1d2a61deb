// What every page does: times in the viewer's zone, keys, questions before what cannot be undone.

const sameDay = (a, b) => a.toDateString() === b.toDateString();

/** Writes a moment as the viewer's clock shows it; the title keeps UTC and adds the clock of the person it is about. */
export function showTime(element) {
  const moment = new Date(element.dateTime);
  if (Number.isNaN(moment.getTime()) || element.dataset.liveTime) return;
  const zone = element.closest("[data-zone]")?.dataset.zone;
  if (zone) element.title = `${element.title.split(" · ")[0]} · theirs: ${inZone(moment, zone)}`;
  const time = moment.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const year = moment.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  const date = moment.toLocaleDateString(undefined, { day: "numeric", month: "short", year });
  element.textContent = sameDay(moment, new Date()) ? time : `${date}, ${time}`;
}

/** An unknown zone is the person's own word; then it is said as it is. */
function inZone(moment, zone) {
  try {
    return `${moment.toLocaleString(undefined, { timeZone: zone })} (${zone})`;
  } catch {
    return zone;
  }
}

export function showTimes(root) {
  for (const element of root.querySelectorAll("time[datetime]")) showTime(element);
}

function askFirst(event) {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
}

/** `/` goes to the search, `g` and a letter to a page: as everywhere. */
function onKey(event) {
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  }
}

showTimes(document);
document.addEventListener("submit", askFirst);
document.addEventListener("keydown", onKey);
for (const form of document.querySelectorAll("form[data-submit-at-once]")) form.requestSubmit();
