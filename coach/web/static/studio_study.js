// Follows the work in the background that a page shows (templates/studio/progress.html): words and bar are
// kept up to date, and once it is over the page is loaded again. A page that would rather not be calls
// `preventDefault()` on the element's event `study-over`.
(() => {
  const POLL_MS = 1000;
  const AGAIN_MS = 4000;  // while the server does not answer
  const SPOKEN_S = 20;    // read out now and then, not at every step
  const ACTIVE = ["queued", "running"];
  const AWAY = { problem: "The server does not answer.", hint: "Is Pitch Coach still running? What is done is kept." };

  for (const box of document.querySelectorAll("[data-study]")) {
    if (ACTIVE.includes(box.dataset.state)) follow(box);
  }

  function follow(box) {
    const words = box.querySelector("[data-words]");
    const bar = box.querySelector("[role=progressbar]");
    const trouble = box.querySelector("[data-problem]");
    const spoken = box.querySelector("[data-spoken]");
    const title = document.title;
    let told = Date.now();
    box.querySelector("[data-by-hand]")?.remove();

    const complain = ({ problem, hint }) => {
      const again = trouble.querySelector("b").textContent === (problem ?? "");
      trouble.hidden = !problem;
      trouble.querySelector("b").textContent = problem ?? "";
      trouble.querySelector("span").textContent = hint ?? "";
      if (problem && !again) spoken.textContent = `${problem} ${hint ?? ""}`;
    };

    const draw = (standing) => {
      words.textContent = standing.words;
      bar.setAttribute("aria-valuenow", standing.done);
      bar.setAttribute("aria-valuetext", standing.words);
      bar.firstElementChild.style.width = `${100 * standing.done / standing.total}%`;
      document.title = `${standing.done} of ${standing.total} · ${title}`;
      complain(standing);
      if (Date.now() - told < 1000 * SPOKEN_S) return;
      told = Date.now();
      spoken.textContent = standing.words;
    };

    const over = (standing) => {
      document.title = title;
      box.dataset.state = standing.state;
      const event = new CustomEvent("study-over", { bubbles: true, cancelable: true, detail: standing });
      if (box.dispatchEvent(event)) location.reload();
    };

    async function poll() {
      let standing = null;
      try {
        const response = await fetch(`/studio/studies/${encodeURIComponent(box.dataset.study)}`, { headers: { accept: "application/json" } });
        const body = await response.json();
        if (response.ok) standing = body;
        else complain({ problem: body.error?.message ?? `The server answered ${response.status}.`, hint: body.error?.hint ?? "Load the page again." });
        if (response.status === 404) return;
      } catch {
        complain(AWAY);
      }
      if (standing) draw(standing);
      if (standing && !ACTIVE.includes(standing.state)) over(standing);
      else setTimeout(poll, standing ? POLL_MS : AGAIN_MS);
    }
    poll();
  }
})();
