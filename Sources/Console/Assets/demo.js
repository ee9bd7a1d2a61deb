// The demo's pages: come back after a crash, turn when the clock does, look again for a mail.
const panel = document.querySelector(".demo");

const slider = panel?.querySelector("input[type=range]");
const shownDate = document.getElementById("lapse-date");
const problem = document.getElementById("lapse-problem");
const runForm = document.getElementById("lapse-run");
const pauseForm = document.getElementById("lapse-pause");

const dateOf = (day) => new Date(Date.parse(slider.dataset.start) + day * 86_400_000).toISOString().slice(0, 10);
const today = () => panel.querySelector("progress").value;
/** Where the server last said that the slider stands. */
let standing = slider?.value;

function show() {
  shownDate.textContent = dateOf(slider.value);
  slider.setAttribute("aria-valuetext", dateOf(slider.value));
}

/** The form offers no day that is over. */
function offerDates() {
  const field = runForm.elements.date;
  field.min = dateOf(today());
  if (field.value < field.min) field.value = dateOf(Math.min(today() + 30, Number(slider.max)));
}

function complain(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

/** Sends a form of the panel without leaving the page; its answer shows up in the live numbers. */
async function send(form, changes = {}) {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(changes)) fields.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body: fields });
  if (answer.ok) complain("");
  else {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    complain(page.querySelector("main p")?.textContent ?? "The server did not take that.");
  }
  return answer.ok;
}

/** Runs to where the slider was left; to the past there is no way, so it goes back to where it stood. */
async function goThere() {
  const day = Number(slider.value);
  const isPast = day < today();
  if (isPast) complain(`Time runs forward only: it is ${dateOf(today())} already.`);
  if (isPast || !(await send(runForm, { date: dateOf(day) }))) slider.value = standing;
  delete slider.dataset.busy;
  show();
}

if (slider) {
  let timer;
  // Keys move it day by day, so it waits until they rest; a pointer says itself when it lets go.
  const keyPause = 700;
  let isKeyed = false;
  slider.hidden = false;
  slider.addEventListener("keydown", () => (isKeyed = true));
  slider.addEventListener("pointerdown", () => (isKeyed = false));
  slider.addEventListener("input", () => {
    slider.dataset.busy = "";
    show();
  });
  slider.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(goThere, isKeyed ? keyPause : 0);
  });
  for (const form of [runForm, pauseForm]) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
  show();
}

function turn(phase) {
  panel.dataset.phase = phase;
  pauseForm.elements.pause.value = phase === "paused" ? "0" : "1";
  pauseForm.querySelector("button").textContent = phase === "paused" ? "Go on" : "Pause";
}

document.addEventListener("live", (event) => {
  const phase = event.detail["demo.phase"];
  standing = event.detail["demo.slider"] ?? standing;
  if (slider && slider.dataset.busy === undefined) show();
  if (slider && document.activeElement !== runForm.elements.date) offerDates();
  if (!panel || !phase || phase === panel.dataset.phase) return;
  if (phase === "live" || !pauseForm) location.assign("/");
  else turn(phase);
});

/** Asks until the server answers again, then shows the page anew. */
async function comeBack() {
  for (;;) {
    await new Promise((done) => setTimeout(done, 400));
    try {
      if ((await fetch("/healthz", { cache: "no-store" })).ok) return location.assign("/");
    } catch {
      // Not up yet.
    }
  }
}

document.querySelector('form[action="/demo/kill"]')?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  button.textContent = "Gone. Waiting for it to come back…";
  fetch(event.target.action, { method: "POST", body: new URLSearchParams(new FormData(event.target)) }).catch(() => {});
  comeBack();
});

if (document.querySelector("[data-reload]")) setTimeout(() => location.reload(), 700);
