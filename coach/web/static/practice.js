// Handing in and waiting: uploads go to our own route, progress is polled from it, and the page's
// address keeps the attempt, so that a reload comes back to it.
window.pitchPractice ??= (() => {
  const POLL_MS = 700;
  let host = null;      // the element that shows where the attempt stands
  let announce = null;  // tells the page that an attempt can be shown
  let current = null;   // id of the attempt being followed
  let timer = null;
  let jump = false;     // whether the report, once there, is scrolled to: not after a mere reload

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

  function draw(state) {
    if (!host) return;
    const box = host.querySelector(".pp-status");
    box.hidden = false;
    const failed = ["waiting", "refused", "interrupted", "failed"].includes(state.state);
    const at = Math.max(0, STEPS.findIndex(([name]) => name === state.state));
    const steps = failed ? null : el("ol", { class: "pp-steps" }, ...STEPS.map(([name, label], index) =>
      el("li", { class: index < at ? "pp-past" : index === at ? "pp-now" : "", "aria-current": index === at && "step" }, label)));
    const percent = Math.round(100 * (state.share ?? 0));
    const bar = failed || state.state === "done" ? null : el("div", {
      class: "pp-bar", role: "progressbar", "aria-label": state.say, "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": String(percent),
    }, el("i", { style: `width:${percent}%` }));
    const problem = state.problem ? el("div", { class: "pp-problem", role: "alert" },
      el("b", {}, state.problem.message), el("p", {}, state.problem.hint),
      el("p", { class: "pp-retries" }, ...(state.problem.retries ?? []).map((engine) =>
        el("button", { type: "button", onclick: () => retry(engine) }, RETRIES[engine] ?? `Try again with ${engine}`)))) : null;
    box.replaceChildren(...[
      el("p", { class: "pp-say", role: "status", "aria-live": "polite" }, state.say ?? ""), steps, bar, problem].filter(Boolean));
    box.dataset.state = state.state;
  }

  const RETRIES = {
    configured: "Try again",
    embedded: "Draft it with the embedded judge",
    pocketsphinx: "Listen with PocketSphinx instead",
  };

  function describe(status) {
    const percent = Math.round(100 * status.progress);
    if (status.state === "received") {
      const place = status.place ? `${status.place} before it` : "starting";
      return { say: `“${status.name}” is safe. In the queue: ${place}.`, share: 0 };
    }
    if (status.state === "preparing") {
      const fetched = percent ? `: ${percent} % of the recogniser's model fetched` : "";
      return { say: `Getting ready to listen${fetched}`, share: status.progress };
    }
    if (status.state === "transcribing") return { say: `Listening to “${status.name}”: ${percent} %`, share: status.progress };
    if (status.state === "scoring") return { say: `Scoring “${status.name}”: ${percent} %`, share: status.progress };
    if (status.state === "done") return { say: "Done. Your report is below.", share: 1 };
    return { say: `“${status.name}” is kept.`, share: 0 };
  }

  async function ask(url, options) {
    const response = await fetch(url, options);
    const body = await response.json().catch(() => ({}));
    if (response.ok) return body;
    throw body.error ?? { message: `The server answered ${response.status}.`, hint: "Load the page again." };
  }

  function follow(id) {
    current = id;
    const url = new URL(location.href);
    url.searchParams.set("attempt", id);
    history.replaceState(null, "", url);
    clearTimeout(timer);
    poll();
  }

  async function poll() {
    const id = current;
    if (!id) return;
    try {
      const status = await ask(`/attempts/${encodeURIComponent(id)}`);
      if (id !== current) return;
      draw({ ...status, ...describe(status) });
      const finished = ["done", "waiting", "refused", "interrupted"].includes(status.state);
      if (finished && status.state !== "interrupted") show(id);
      if (!finished) timer = setTimeout(poll, POLL_MS);
    } catch (error) {
      if (id !== current) return;
      if (error instanceof TypeError) {  // the network: the attempt is safe on the server, so keep asking
        draw({ state: "failed", say: "The server does not answer. Your recording is safe there; asking again…" });
        timer = setTimeout(poll, 3000);
      } else draw({ state: "failed", say: "", problem: error });
    }
  }

  function show(id) {
    const report = document.getElementById("report");
    if (jump && report) {
      const drawn = new MutationObserver(() => {
        drawn.disconnect();
        report.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "start" });
      });
      drawn.observe(report, { childList: true, subtree: true });
    }
    jump = false;
    announce("select", { id });
  }

  async function retry(engine, id = current) {
    if (!id) return;
    jump = true;
    try {
      await ask(`/attempts/${encodeURIComponent(id)}/retry?engine=${encodeURIComponent(engine)}`, { method: "POST" });
      follow(id);
    } catch (error) {
      draw({ state: "failed", say: "", problem: error });
    }
  }

  function upload(section, file) {
    if (!file) return;
    if (file.size > Number(section.dataset.limit)) {
      const limit = Math.round(Number(section.dataset.limit) / 1e6);
      draw({ state: "failed", say: "", problem: { message: `“${file.name}” is larger than ${limit} MB.`, hint: "Send the sound alone, or a shorter recording." } });
      return;
    }
    current = null;
    clearTimeout(timer);
    const query = new URLSearchParams({ rubric: section.dataset.rubric, situation: section.dataset.situation, filename: file.name });
    const request = new XMLHttpRequest();  // fetch cannot tell how much has been sent
    const again = { message: "The upload broke off.", hint: "Check the connection and choose the file again." };
    request.open("POST", `/attempts?${query}`);
    request.upload.onprogress = (event) => draw({ state: "received", say: `Sending “${file.name}”: ${Math.round(100 * event.loaded / event.total)} %`, share: event.loaded / event.total });
    request.onerror = () => draw({ state: "failed", say: "", problem: again });
    request.onload = () => {
      let body = {};
      try { body = JSON.parse(request.responseText); } catch { /* told below */ }
      if (request.status === 201) follow(body.id);
      else draw({ state: "failed", say: "", problem: body.error ?? again });
    };
    jump = true;
    draw({ state: "received", say: `Sending “${file.name}”…`, share: 0 });
    host.scrollIntoView({ block: "nearest" });
    request.send(file);
  }

  function intake(element) {
    const section = () => element.querySelector(".pp-intake");
    element.addEventListener("change", (event) => {
      if (!event.target.matches(".pp-file")) return;
      upload(section(), event.target.files[0]);
      event.target.value = "";  // so that the same file can be chosen again
    });
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      element.addEventListener(kind, (event) => {
        const zone = event.target.closest(".pp-drop");
        if (!zone) return;
        event.preventDefault();
        zone.classList.toggle("pp-over", kind === "dragenter" || kind === "dragover");
        if (kind === "drop") upload(section(), event.dataTransfer.files[0]);
      });
    }
    element.addEventListener("click", async (event) => {
      const button = event.target.closest(".pp-sample");
      if (!button) return;
      const { rubric, situation } = section().dataset;
      const query = new URLSearchParams({ rubric, situation, kind: button.dataset.kind });
      try {
        jump = true;
        follow((await ask(`/attempts/sample?${query}`, { method: "POST" })).id);
        host.scrollIntoView({ block: "nearest" });
      } catch (error) {
        draw({ state: "failed", say: "", problem: error.message ? error : { message: "The server does not answer.", hint: "Is it still running?" } });
      }
    });
  }

  function status(element, trigger) {
    host = element;
    announce = trigger;
    const wanted = new URL(location.href).searchParams.get("attempt");
    if (wanted) follow(wanted);
  }

  function recent(element) {
    element.addEventListener("click", (event) => {
      const link = event.target.closest("[data-attempt]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      jump = true;
      follow(link.dataset.attempt);
    });
  }

  document.addEventListener("pc-offer", ({ detail }) => {
    if (detail.offer === "retry") retry(detail.engine, detail.attempt);
  });

  return { intake, status, recent, follow };
})();
