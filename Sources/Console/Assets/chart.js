// The day behind and the day ahead, by the hour, with Chart.js.
const canvas = document.getElementById("hours");
const data = JSON.parse(document.getElementById("hours-data")?.textContent ?? "null");

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
  const axis = { stacked: true, ticks: { color: ink, maxTicksLimit: 9, precision: 0 }, grid: { display: false } };
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

const hasBars = data && [data.sent, data.notSent, data.open, data.coming].some((counts) => counts.some((n) => n > 0));
if (canvas && hasBars && window.Chart) {
  let chart = draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart.destroy();
    chart = draw();
  });
} else {
  canvas?.parentElement.remove();
}
