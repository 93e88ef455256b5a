// Accept, reject and edit lines without loading the page again. What is typed is kept a moment later.
(() => {
  const KEEP_MS = 700;
  sessionStorage.removeItem("studio:draft-text");  // the pasted text has arrived (studio_new.js)
  const count = document.querySelector("[data-count]");
  const forms = [...document.querySelectorAll("form[data-line]")];

  for (const form of forms) {
    let timer = 0;
    const line = form.closest(".sd-line");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clearTimeout(timer);
      const verdict = event.submitter?.value ?? "accepted";
      // Pressed again, it is taken back.
      const said = line.dataset.verdict === verdict ? "" : verdict;
      if (await tell(form, said) && said) next(form);
    });
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => tell(form, line.dataset.verdict), KEEP_MS);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && line.dataset.verdict !== "accepted") {
        event.preventDefault();
        form.querySelector(".sd-yes").click();
      }
    });
    addEventListener("pagehide", () => { if (timer) tell(form, line.dataset.verdict, true); });

    async function tell(form, verdict, leaving = false) {
      timer = 0;
      const body = new URLSearchParams(new FormData(form));
      body.set("verdict", verdict);
      return send(form.action, body, form.querySelector("[data-problem]"), leaving);
    }
  }

  for (const form of document.querySelectorAll("form[data-part]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = form.closest(".sd-part").querySelector("[data-problem]");
      await send(form.action, new URLSearchParams(), problem);
    });
  }

  async function send(address, body, problem, leaving = false) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { accept: "application/json" }, keepalive: leaving });
      const told = await answer.json();
      if (!answer.ok) throw new Error(`${told.error?.message ?? "This was not kept."} ${told.error?.hint ?? ""}`);
      problem.hidden = true;
      draw(told);
      return true;
    } catch (error) {
      const away = error instanceof TypeError || error instanceof SyntaxError;
      problem.textContent = away ? "The server does not answer; this is not kept yet. Try again in a moment." : error.message;
      problem.hidden = false;
      return false;
    }
  }

  function draw({ lines, accepted, rejected, open }) {
    for (const form of forms) {
      const told = lines[form.dataset.line];
      if (!told) continue;
      const line = form.closest(".sd-line");
      line.dataset.verdict = told.verdict;
      for (const button of form.querySelectorAll("[name=verdict]")) button.setAttribute("aria-pressed", String(button.value === told.verdict));
      form.querySelector("[data-said]").textContent = { accepted: "Accepted", rejected: "Rejected" }[told.verdict] ?? "";
      const advice = form.querySelector("[data-advice]");
      advice.hidden = !told.advice.length;
      advice.replaceChildren(...told.advice.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    }
    const bold = (value) => Object.assign(document.createElement("b"), { textContent: value });
    count?.replaceChildren(bold(accepted), " accepted, ", bold(rejected), " rejected, ", bold(open), " still open");
  }

  function next(form) {
    const rest = forms.slice(forms.indexOf(form) + 1).find((each) => !each.closest(".sd-line").dataset.verdict);
    if (!rest) return;
    rest.querySelector(".sd-yes").focus({ preventScroll: true });
    rest.closest(".sd-line").scrollIntoView({ block: "center" });
  }
})();
