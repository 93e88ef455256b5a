// One line said again: a dialog over the report with the question, what was found, and a small recorder; then
// both sides. Opened by the offer `redo` of a report ({attempt, criterion, check}; no check for levels). What is
// shown of the line comes from the server as HTML; everything else is written as text.
// Needs redo.css and the recorder's files. Without them, or without a microphone, a file can be chosen.
window.pitchRedo ??= (() => {
  const POLL_MS = 700;
  const SECONDS = 20;
  const WAITS = {
    received: "Received. It waits for its turn.",
    preparing: "Getting ready to listen…",
    transcribing: "Listening…",
    scoring: "Looking for the line…",
  };
  const LOST = { message: "The server does not answer.", hint: "Check that it is running, and try again." };
  let dialog = null;
  let line = null;    // {attempt, criterion, check} that is being said again
  let opener = null;  // the button to go back to
  let turn = 0;       // raised by every new view: what an older one still fetches is dropped
  let sending = null;

  const el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter(Boolean));
    return node;
  };
  const body = () => dialog.querySelector(".rd-body");
  const same = (one, other) => one.criterion === other.criterion && (one.check ?? null) === (other.check ?? null);
  const query = (more = {}) => new URLSearchParams({
    criterion: line.criterion, ...(line.check ? { check: line.check } : {}), ...more,
  });

  async function ask(url, options, kind = "json") {
    let response;
    try { response = await fetch(url, options); } catch { throw LOST; }
    if (response.ok) return kind === "json" ? response.json() : response.text();
    const answer = await response.json().catch(() => ({}));
    throw answer.error ?? { message: `The server answered ${response.status}.`, hint: "Load the page again." };
  }

  function make() {
    dialog = el("dialog", { class: "rd-dialog", "aria-label": "Say one line again" },
      el("button", { type: "button", class: "rd-close", "aria-label": "Close", onclick: () => dialog.close() },
        el("span", { "aria-hidden": "true" }, "×")),
      el("div", { class: "rd-body" }));
    dialog.addEventListener("close", closed);
    dialog.addEventListener("click", pressed);
    dialog.addEventListener("change", (event) => {
      if (event.target.matches("[data-rd-file]")) send(event.target.files[0], Number(event.target.dataset.limit));
    });
  }

  // The report may have been drawn anew meanwhile: then its button is another one.
  function closed() {
    turn += 1;
    sending?.abort();
    body().replaceChildren();
    const button = opener?.isConnected ? opener : buttons().find((one) => same(one.dataset, line));
    button?.focus();
    annotate();
  }

  function pressed(event) {
    const offer = event.target.closest("[data-pc-offer]");
    if (offer?.dataset.pcOffer === "redo") begin();
    else if (offer?.dataset.pcOffer === "retry") retry(offer.closest("[data-attempt]").dataset.attempt, offer.dataset.engine);
    const earlier = event.target.closest("[data-rd-show]");
    if (earlier) show(earlier.dataset.rdShow);
  }

  function open(detail) {
    if (!dialog) make();
    // In a Gradio page styles hold inside `.contain` alone.
    if (!dialog.isConnected) (document.querySelector(".gradio-container .contain") ?? document.body).append(dialog);
    line = { attempt: detail.attempt, criterion: detail.criterion, check: detail.check ?? null };
    opener = document.activeElement;
    if (!dialog.open) dialog.showModal();
    begin();
  }

  // ---- views: each replaces the one before, unless a newer one has begun meanwhile

  async function begin() {
    const mine = (turn += 1);
    draw(el("p", { class: "rd-busy", role: "status" }, "One moment…"));
    try {
      const html = await ask(`/attempts/${encodeURIComponent(line.attempt)}/redos/ask?${query()}`, {}, "html");
      if (mine !== turn) return;
      fill(html);
      const place = body().querySelector("[data-rd-recorder]");
      window.pitchRecorder?.mount(place, {
        redo: { ...line }, seconds: SECONDS, compact: true, target: false, onSubmitted: (id) => follow(id),
      });
      (place.querySelector("button:not([disabled])") ?? body().querySelector("[data-rd-file]")).focus();
    } catch (error) {
      if (mine === turn) fail(error, begin);
    }
  }

  async function send(file, limit) {
    if (!file) return;
    if (file.size > limit) {
      fail({ message: `“${file.name}” is larger than ${Math.round(limit / 1e6)} MB.`, hint: "One line takes about 20 seconds: choose a shorter recording." }, begin);
      return;
    }
    const mine = (turn += 1);
    sending = new AbortController();
    const key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    wait(`Sending “${file.name}”…`);
    const url = `/attempts/${encodeURIComponent(line.attempt)}/redos?${query({ filename: file.name, key })}`;
    try {
      const { id } = await ask(url, { method: "POST", body: file, signal: sending.signal });
      if (mine === turn) follow(id);
    } catch (error) {
      if (mine === turn) fail(error, begin);
    }
  }

  async function follow(id) {
    if (!dialog.open) return;
    const mine = (turn += 1);
    for (;;) {
      try {
        const status = await ask(`/attempts/${encodeURIComponent(id)}`);
        if (mine !== turn) return;
        if (status.state === "interrupted") return fail(status.problem, () => retry(id, "configured"));
        if (!(status.state in WAITS)) return show(id);
        wait(status.state === "received" && status.place ? `Received. In the queue: ${status.place} before it.` : WAITS[status.state],
          status.state === "received" ? null : status.progress);
      } catch (error) {
        if (mine !== turn) return;
        if (error !== LOST) return fail(error, begin);
        wait("The server does not answer. Your recording is safe there; asking again…");
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (mine !== turn) return;
    }
  }

  async function show(id) {
    const mine = (turn += 1);
    try {
      const html = await ask(`/attempts/${encodeURIComponent(id)}/before-after`, {}, "html");
      if (mine !== turn) return;
      fill(html);
      (body().querySelector("[data-rd-headline]") ?? body().querySelector("button"))?.focus();
    } catch (error) {
      if (mine === turn) fail(error, () => show(id));
    }
  }

  async function retry(id, engine) {
    const mine = (turn += 1);
    wait("Trying again…");
    try {
      await ask(`/attempts/${encodeURIComponent(id)}/retry?engine=${encodeURIComponent(engine)}`, { method: "POST" });
      if (mine === turn) follow(id);
    } catch (error) {
      if (mine === turn) fail(error, () => retry(id, engine));
    }
  }

  // ---- drawing

  function draw(...nodes) { body().replaceChildren(...nodes); }

  // Our own server's templates: everything in them that people wrote is escaped there.
  function fill(html) {
    body().innerHTML = html;
    dialog.scrollTop = 0;
  }

  // The question stays in sight while something is waited for: only the place of the recorder changes.
  function wait(say, share = null) {
    let place = body().querySelector(".rd-wait");
    if (!place) {
      place = el("div", { class: "rd-wait" }, el("p", { role: "status" }));
      const now = body().querySelector(".rd-now");
      if (now) now.replaceChildren(el("p", { class: "rd-kind" }, "Say it again"), place);
      else draw(place);
      dialog.querySelector(".rd-close").focus();
    }
    const words = place.querySelector("p");
    if (words.textContent !== say) words.textContent = say;
    place.querySelector("progress")?.remove();
    if (share !== null) place.append(el("progress", { max: "1", value: String(share), "aria-label": say }));
  }

  function fail(problem, again) {
    const button = el("button", { type: "button", class: "rd-again", onclick: again }, "Try once more");
    const told = el("div", { class: "rd-problem", role: "alert" },
      el("b", {}, problem.message), el("p", {}, problem.hint), button);
    const now = body().querySelector(".rd-now");
    if (now) now.replaceChildren(el("p", { class: "rd-kind" }, "Say it again"), told);
    else draw(told);
    button.focus();
  }

  // ---- in the report: what has become of its lines

  function buttons() {
    return [...document.querySelectorAll('[data-pc-report] [data-pc-offer="redo"]')].filter((one) => !dialog?.contains(one));
  }

  const OUTCOMES = { ready: ["good", "You have it"], not_yet: ["bad", "Not there yet"], unclear: ["mid", "Not sure yet"] };

  async function annotate() {
    const report = document.querySelector("[data-pc-report]:not(.rd-report)");
    const mine = buttons();
    if (!report || !mine.length) return;
    const redos = await ask(`/attempts/${encodeURIComponent(report.dataset.attempt)}/redos`).catch(() => []);
    for (const button of mine) {
      const newest = redos.find((redo) => same(redo, button.dataset) && redo.outcome in OUTCOMES);
      button.nextElementSibling?.matches(".rd-said") && button.nextElementSibling.remove();
      if (!newest) continue;
      const [tone, word] = OUTCOMES[newest.outcome];
      button.after(el("span", { class: `rd-said pc-${tone}` }, el("span", {}, "Said again: "), el("b", {}, word)));
    }
  }

  let drawn = null;  // the report that was annotated last
  function look() {
    const report = document.querySelector("[data-pc-report]:not(.rd-report)");
    if (report === drawn) return;
    drawn = report;
    annotate();
  }

  document.addEventListener("pc-offer", ({ detail }) => {
    if (detail.offer === "redo") open(detail);
  });
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });

  return { open };
})();
