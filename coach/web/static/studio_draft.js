// Accept, reject and edit lines without loading the page again. What is typed is kept a moment later, without a
// verdict: that is sent when a button is pressed and never else, for another tab may have decided meanwhile.
(() => {
  const KEEP_MS = 700;
  const count = document.querySelector("[data-count]");
  const forms = [...document.querySelectorAll("form[data-line]")];
  const lines = forms.map(follow);
  let parts = Promise.resolve();
  forget(document.querySelector("[data-draft]").dataset);

  // The pasted text has arrived here; one that another draft may be begun from stays (studio_new.js).
  function forget({ who, pasted }) {
    const key = `studio:draft-text:${who}`;
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    if (pasted && kept.pasted === pasted) sessionStorage.removeItem(key);
  }

  function follow(form) {
    const line = form.closest(".sd-line");
    const problem = form.querySelector("[data-problem]");
    let timer = 0;
    let typed = false;  // there are words that were not sent, or not kept
    let undecided = false;  // a button was pressed, and that was not kept
    let queue = Promise.resolve();  // one after the other, so that older words never arrive last

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const verdict = event.submitter?.value ?? "accepted";
      // Pressed again, it is taken back.
      const said = line.dataset.verdict === verdict ? "" : verdict;
      if (await tell(said) && said) next(form);
    });
    form.addEventListener("input", () => {
      typed = true;
      clearTimeout(timer);
      timer = setTimeout(() => tell(), KEEP_MS);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && line.dataset.verdict !== "accepted") {
        event.preventDefault();
        form.querySelector(".sd-yes").click();
      }
    });
    addEventListener("pagehide", () => { if (typed) send(form.action, new URLSearchParams(new FormData(form)), problem); });

    function tell(verdict) {
      clearTimeout(timer);
      queue = queue.then(async () => {
        // Accepted is what stands here; otherwise words are sent where somebody typed some.
        const words = typed || verdict === "accepted";
        const body = new URLSearchParams(words ? new FormData(form) : undefined);
        if (verdict !== undefined) body.set("verdict", verdict);
        typed = false;
        const kept = await send(form.action, body, problem);
        typed ||= words && !kept;
        undecided = !kept && (undecided || verdict !== undefined);
        return kept;
      });
      return queue;
    }

    // Whether all of it is kept now.
    async function settled() {
      if (typed && !undecided) tell();
      await queue;
      return problem.hidden;
    }

    return { form, settled };
  }

  const settled = async (some) => {
    await parts;
    const kept = await Promise.all(some.map((line) => line.settled()));
    return some.find((_, number) => !kept[number]);
  };

  for (const form of document.querySelectorAll("form[data-part]")) {
    const part = form.closest(".sd-part");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await settled(lines.filter((line) => part.contains(line.form)));
      parts = send(form.action, new URLSearchParams(), part.querySelector("[data-problem]"));
    });
  }

  const make = document.querySelector("form[data-make]");
  const problem = make?.querySelector("[data-problem]");
  make?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = make.querySelector("button");
    button.disabled = true;
    addEventListener("pageshow", () => { button.disabled = false; }, { once: true });  // back from the editor
    const open = await settled(lines);
    if (!open) {
      make.submit();
      return;
    }
    button.disabled = false;
    problem.textContent = "Nothing was made: a line is not kept yet. Do what it says there, then try again.";
    problem.hidden = false;
    open.form.querySelector("[name=text]").focus({ preventScroll: true });
    open.form.closest(".sd-line").scrollIntoView({ block: "center" });
  });

  // The work in the background is over (studio_study.js): the page is loaded again once all words are kept.
  document.addEventListener("study-over", async (event) => {
    event.preventDefault();
    if (!await settled(lines)) location.reload();
  });

  async function send(address, body, problem) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { accept: "application/json" }, keepalive: true });
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
