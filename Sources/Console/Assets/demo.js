// The demo's pages: come back after a crash, turn when the clock does, look again for a mail.
const panel = document.querySelector(".demo");

document.addEventListener("live", (event) => {
  const phase = event.detail["demo.phase"];
  if (panel && phase && phase !== panel.dataset.phase) location.assign("/");
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
