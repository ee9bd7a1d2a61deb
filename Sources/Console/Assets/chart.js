// The day behind and the day ahead, by the hour, with Chart.js.
const section = document.querySelector("[data-hours]");
const canvas = document.getElementById("hours");
let data = read(document);

function read(page) {
  return JSON.parse(page.getElementById("hours-data")?.textContent ?? "null");
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function labels() {
  const now = new Date(data.now);
  return Array.from({ length: 48 }, (_, index) => {
    const hour = new Date(now.getTime() + (index - 24) * 3_600_000);
    return hour.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  });
}

function bars(label, counts, offset, ground) {
  const values = new Array(48).fill(0);
  counts.forEach((count, index) => (values[offset + index] = count));
  return { label, data: values, backgroundColor: ground, stack: "one", borderRadius: 2 };
}

function draw() {
  const ink = colour("--soft");
  const axis = { stacked: true, ticks: { color: ink, maxTicksLimit: 7, maxRotation: 0, precision: 0 }, grid: { display: false } };
  return new window.Chart(canvas, {
    type: "bar",
    data: {
      labels: labels(),
      datasets: [
        bars("sent", data.sent, 0, colour("--good")), bars("not sent", data.notSent, 0, colour("--soft")),
        bars("open", data.open, 0, colour("--warn")), bars("due", data.coming, 24, colour("--accent")),
      ],
    },
    options: {
      animation: false, maintainAspectRatio: false, scales: { x: axis, y: { ...axis, beginAtZero: true } },
      plugins: { legend: { position: "bottom", labels: { color: ink, boxWidth: 12 } } },
    },
  });
}

const hasBars = () => data && [data.sent, data.notSent, data.open, data.coming].some((counts) => counts.some((n) => n > 0));

let chart;
function redraw() {
  chart?.destroy();
  chart = undefined;
  canvas.parentElement.hidden = !hasBars() || !window.Chart;
  if (!canvas.parentElement.hidden) chart = draw();
}

/** The numbers around the chart and the chart itself, as the page would show them now. */
async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, tiles] = [section.querySelector(".tiles"), fresh.querySelector("[data-hours] .tiles")];
  if (!tiles || old.contains(document.activeElement)) return;
  old.replaceWith(tiles);
  data = read(fresh);
  canvas.setAttribute("aria-label", fresh.getElementById("hours").getAttribute("aria-label"));
  redraw();
}

// A day passes in a moment while the demo's time-lapse runs.
const period = () => (document.querySelector('.demo[data-phase="running"]') ? 3_000 : 60_000);
function keepFresh() {
  setTimeout(() => refresh().catch(() => {}).finally(keepFresh), period());
}

if (section && canvas) {
  redraw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  keepFresh();
}
