// Waiting for what was handed in: progress is polled from our own route, and the page's address keeps the
// attempt, so that a reload comes back to it. Other scripts of the page may use `pitchPractice.follow(id)`,
// and `await pitchPractice.confirmed({kind, left, title})` before they hand in something that counts.
window.pitchPractice ??= (() => {
  const POLL_MS = 700;
  const AGAIN_MS = 3000;  // while the server does not answer
  const IDLE_MS = 10_000; // longer than a worker that ended takes to be started again
  const STAY_MS = 5000;   // what takes longer to be drawn finds its reader at work
  const WATCH_MS = 3000;  // for attempts that are in work beside the one that is followed
  const TITLE = "Practice · Pitch Coach";
  let host = null;      // the element that shows where the attempt stands
  let announce = null;  // tells the page that an attempt can be shown
  let current = null;   // id of the attempt being followed
  let timer = null;
  let idle = null;      // since when nothing works on it
  let jump = false;     // whether to scroll to where it stands, and then to its report
  let away = false;     // whether it was scrolled to where it stands: once, then people go where they like
  let list = null;      // {element, trigger} of the last attempts

  const el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };

  const STEPS = [["received", "Received"], ["preparing", "Getting ready"], ["transcribing", "Listening"], ["scoring", "Scoring"], ["done", "Report"]];
  const STOPPED = ["waiting", "refused", "interrupted", "failed"];
  const IDLE = { message: "Nothing is working on it at this moment.", hint: "It is safe, and goes on by itself when Pitch Coach’s worker runs again. If that takes long, the server’s log says why." };
  const AWAY = { message: "The server does not answer.", hint: "Is Pitch Coach still running? Nothing that was received is lost." };

  // `state`: where it stands and what to say; `share` of the present step; `problem` with the `retries` on offer.
  function draw(state) {
    if (!host) return;
    const box = host.querySelector(".pp-status");
    const changed = box.hidden || box.dataset.state !== state.state;
    box.hidden = false;
    box.dataset.state = state.state;
    const stopped = STOPPED.includes(state.state);
    const percent = Math.round(100 * (state.share ?? 0));
    title(state.state, stopped, percent);
    const nodes = [
      el("p", { class: "pp-say" }, state.say ?? ""),
      stopped ? null : steps(state.state),
      stopped || state.state === "done" ? null : bar(state.say, percent),
      state.state === "done" ? el("p", { class: "pp-read" }, el("button", { type: "button", onclick: read }, "Read the report")) : null,
      state.problem ? problem(state.problem) : null,
    ].filter(Boolean);
    // Asked again and the same answer: an alert that is drawn anew is read out anew.
    if (!changed && nodes.length === box.children.length && nodes.every((node, at) => node.isEqualNode(box.children[at]))) return;
    box.replaceChildren(...nodes);
    // Read out once a step, not at every percent.
    if (changed) host.querySelector(".pp-spoken").textContent = state.problem ? "" : state.say ?? "";
  }

  function steps(name) {
    const at = Math.max(0, STEPS.findIndex(([step]) => step === name));
    return el("ol", { class: "pp-steps" }, ...STEPS.map(([, label], index) =>
      el("li", { class: index < at ? "pp-past" : index === at ? "pp-now" : "", "aria-current": index === at && "step" }, name === "sending" && !index ? "Sending" : label)));
  }

  function bar(label, percent) {
    return el("div", {
      class: "pp-bar", role: "progressbar", "aria-label": label, "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": String(percent),
    }, el("i", { style: `width:${percent}%` }));
  }

  function problem({ message, hint, retries = [] }) {
    return el("div", { class: "pp-problem", role: "alert" }, el("b", {}, message), el("p", {}, hint),
      el("p", { class: "pp-retries" }, ...retries.map(({ name, label, act }) =>
        el("button", { type: "button", onclick: () => act ? act() : retry(name) }, label))));
  }

  // The tab tells how far it is while somebody reads something else.
  function title(state, stopped, percent) {
    const label = STEPS.find(([step]) => step === state)?.[1] ?? "Sending";
    if (state === "done") document.title = document.hidden ? `Report ready · ${TITLE}` : TITLE;
    else if (stopped) document.title = `Waiting for you · ${TITLE}`;
    else document.title = percent ? `${percent} % ${label} · ${TITLE}` : `${label} · ${TITLE}`;
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && document.title.startsWith("Report ready")) document.title = TITLE;
  });

  const fail = (error) => draw({ state: "failed", say: "", problem: error.message && !(error instanceof Error) ? error : AWAY });

  function describe(status) {
    const percent = Math.round(100 * status.progress);
    const name = status.kind === "official" ? `your official attempt “${status.name}”` : `“${status.name}”`;
    if (status.state === "received") {
      const place = status.place ? `${status.place} before it` : "it is next";
      return { say: `${capital(name)} is safe. In the queue: ${place}.`, share: 0 };
    }
    if (status.state === "preparing") {
      const fetched = percent ? `: ${percent} % of the recogniser's model fetched` : "";
      return { say: `Getting ready to listen${fetched}`, share: status.progress };
    }
    if (status.state === "transcribing") return { say: `Listening to ${name}: ${percent} %`, share: status.progress };
    if (status.state === "scoring") return { say: `Scoring ${name}: ${percent} %`, share: status.progress };
    if (status.state === "done") return { say: `Done: ${name}. Your report is below.`, share: 1 };
    return { say: `${capital(name)} is kept.`, share: 0 };
  }
  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  async function ask(url, options) {
    const response = await fetch(url, options);
    const body = await response.json().catch(() => ({}));
    if (response.ok) return body;
    throw body.error ?? { message: `The server answered ${response.status}.`, hint: "Load the page again." };
  }

  function follow(id, { scroll = false } = {}) {
    current = id;
    idle = null;
    jump = scroll;
    away = false;
    const url = new URL(location.href);
    url.searchParams.set("attempt", id);
    history.replaceState(null, "", url);
    clearTimeout(timer);
    if (list && !row(id)) list.trigger("select", {});
    poll();
  }

  async function poll() {
    const id = current;
    if (!id) return;
    try {
      const status = await ask(`/attempts/${encodeURIComponent(id)}`);
      if (id !== current) return;
      idle = status.idle ? idle ?? performance.now() : null;
      const stuck = idle !== null && performance.now() - idle > IDLE_MS;
      draw({ ...status, ...describe(status), ...(stuck ? { problem: IDLE } : {}) });
      const finished = ["done", "waiting", "refused", "interrupted"].includes(status.state);
      if (jump && !away && (!finished || status.state === "interrupted")) {
        away = true;
        stay(host, "center");
      }
      if (finished && status.state !== "interrupted") show(id);
      if (!finished) timer = setTimeout(poll, POLL_MS);
    } catch (error) {
      if (id !== current) return;
      if (!(error instanceof TypeError)) return fail(error);
      // The network: the attempt is safe on the server, so keep asking.
      const why = navigator.onLine ? "The server does not answer." : "You are offline.";
      draw({ state: "failed", say: `${why} Your recording is safe; asking again every few seconds…` });
      timer = setTimeout(poll, AGAIN_MS);
    }
  }
  window.addEventListener("online", () => { if (timer) { clearTimeout(timer); poll(); } });

  function show(id) {
    const place = report();
    if (jump && place) {
      let settled = null;  // nothing can be scrolled to before all of it is drawn
      const drawn = new MutationObserver(() => {
        clearTimeout(settled);
        // On a busy machine the empty frame comes first: there is nowhere to scroll to yet.
        if (!place.querySelector(`[data-attempt="${CSS.escape(id)}"]`)) return;
        settled = setTimeout(() => {
          drawn.disconnect();
          stay(place, "start");
        }, 150);
      });
      drawn.observe(place, { childList: true, subtree: true });
    }
    jump = false;
    timer = null;
    announce("select", { id });
  }

  const report = () => document.getElementById("report");
  const read = () => report()?.scrollIntoView({ block: "start" });

  // What is drawn late above a place would push it away again: until somebody does something, it stays in sight.
  let staying = null;
  function stay(place, block) {
    staying?.disconnect();
    const watching = new ResizeObserver(() => place.scrollIntoView({ block }));  // tells at once, then of changes
    staying = watching;
    watching.observe(document.body);
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) {
      window.addEventListener(kind, () => watching.disconnect(), { once: true, passive: true });
    }
    setTimeout(() => watching.disconnect(), STAY_MS);
  }

  // Nothing is followed any more: something new is about to be handed in.
  function leave() {
    current = null;
    clearTimeout(timer);
    timer = null;
  }

  async function retry(engine, id = current) {
    if (!id) return;
    try {
      await ask(`/attempts/${encodeURIComponent(id)}/retry?engine=${encodeURIComponent(engine)}`, { method: "POST" });
      follow(id, { scroll: true });
    } catch (error) { fail(error); }
  }

  async function submit({ attempt, left, title }) {
    if (!await confirmed({ kind: "official", left, title })) return;
    try {
      const { id } = await ask(`/attempts/${encodeURIComponent(attempt)}/submit`, { method: "POST" });
      document.dispatchEvent(new CustomEvent("pp-counted"));
      host.scrollIntoView({ block: "center" });
      follow(id, { scroll: true });
    } catch (error) {
      fail(error);
      host.scrollIntoView({ block: "center" });
    }
  }

  // Whether it may be handed in: asked before anything that counts, true at once for practice.
  function confirmed({ kind, left, title }) {
    if (kind !== "official") return Promise.resolve(true);
    const uses = left === "1" ? "the last official attempt" : left ? `one of the ${left} official attempts` : "one of the official attempts";
    return new Promise((resolve) => {
      const dialog = el("dialog", { class: "pp-confirm", "aria-labelledby": "pp-confirm" },
        el("form", { method: "dialog" },
          el("h2", { id: "pp-confirm" }, "Let it count?"),
          el("p", {}, `This uses ${uses} that you have left${title ? ` at “${title}”` : ""}, and a reviewer may listen to it.`),
          el("p", { class: "pp-retries" }, el("button", { value: "yes" }, "Hand in as official"), el("button", { value: "" }, "Not yet"))));
      dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes"); });
      document.querySelector(".gradio-container").append(dialog);
      dialog.showModal();
    });
  }

  function status(element, trigger) {
    host = element;
    announce = trigger;
    const wanted = new URL(location.href).searchParams.get("attempt");
    if (wanted) follow(wanted, { scroll: !reloaded() || wanted === kept.get() });
  }

  // A link to an attempt leads to it. After a mere reload people stay where they were: in its report, or above.
  const reloaded = () => performance.getEntriesByType("navigation")[0]?.type === "reload";
  const kept = {
    get() { try { return sessionStorage.getItem("pitch-reading"); } catch { return null; } },
    set(id) { try { sessionStorage.setItem("pitch-reading", id); } catch { /* switched off: then it begins on top */ } },
  };
  window.addEventListener("pagehide", () => {
    const shown = report()?.querySelector("[data-pc-report]");
    kept.set(shown && shown.getBoundingClientRect().top < innerHeight / 2 ? current ?? "" : "");
  });

  // ---- the last attempts: each that is in work says how far it is, whichever one is followed

  function recent(element, trigger) {
    list = { element, trigger };
    element.addEventListener("click", (event) => {
      const link = event.target.closest("[data-attempt]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      follow(link.dataset.attempt, { scroll: true });
    });
    setInterval(watch, WATCH_MS);
  }

  const row = (id) => list.element.querySelector(`[data-attempt="${CSS.escape(id)}"]`);

  // Null where the server does not answer; one that was deleted meanwhile is in work no more.
  const standing = ({ dataset }) => fetch(`/attempts/${encodeURIComponent(dataset.attempt)}`)
    .then((response) => response.ok ? response.json() : response.status === 404 ? { state: "deleted" } : null).catch(() => null);

  let watching = false;  // a slow server is not asked anew before it has answered
  async function watch() {
    const working = [...list.element.querySelectorAll("[data-working]")];
    if (document.hidden || watching || !working.length) return;
    watching = true;
    const stands = await Promise.all(working.map(standing));
    watching = false;
    if (stands.some((status) => status && !(status.state in WORDS))) return list.trigger("select", {});
    working.forEach((link, index) => {
      if (stands[index] && link.isConnected) link.querySelector("b").textContent = WORDS[stands[index].state](stands[index]);
    });
  }

  const share = ({ progress }) => `${Math.round(100 * progress)} %`;
  const WORDS = {
    received: ({ place }) => place ? `In the queue: ${place} before it` : "In the queue: next",
    preparing: () => "Getting ready",
    transcribing: (status) => `Listening: ${share(status)}`,
    scoring: (status) => `Scoring: ${share(status)}`,
  };

  document.addEventListener("pc-offer", ({ detail }) => {
    if (detail.offer === "retry") retry(detail.engine, detail.attempt);
    if (detail.offer === "submit") submit(detail);
  });

  return { status, recent, follow, leave, draw, fail, ask, confirmed, place: () => host };
})();
