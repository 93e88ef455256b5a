// What the room and the debrief share: elements made of text, sentences with their sources, and the
// panels in which an answer is looked at and tried again.
window.pitchDrillParts = (() => {
  function el(tag, given, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given ?? {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "onclick") made.addEventListener("click", value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  // One sentence of the rival's, and where it comes from.
  function sentence(said, tag = "p") {
    const line = el(tag, { class: "pd-line" }, el("span", { dir: "auto" }, said.text));
    if (said.sources.length) {
      const notes = said.sources.map((each) =>
        el("p", null, el("b", { dir: "auto" }, each.source), ", ", el("time", { datetime: each.iso }, each.date),
          el("q", { dir: "auto" }, each.text)),
      );
      const which = said.sources.length > 1 ? `${said.sources.length} sources` : "Source";
      line.append(" ", el("details", { class: "pd-source" }, el("summary", null, which), el("div", null, ...notes)));
    } else if (said.unsourced) {
      line.append(" ", el("span", { class: "pd-unsourced" }, "unsourced"));
    }
    return line;
  }

  // What went wrong, as {message, hint}, whatever the answer looks like.
  async function refusal(answer) {
    const body = await answer.json().catch(() => ({}));
    const told = body.message ? body : body.error ?? {};
    return {
      status: answer.status,
      message: told.message ?? `The server answered ${answer.status}.`,
      hint: told.hint ?? "Try again.",
      state: body.state,
    };
  }

  const LOST = { message: "Pitch Coach cannot be reached.", hint: "Your words are kept here. Try again.", lost: true };

  async function post(address, body) {
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST",
        headers: { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) },
        body: body ? JSON.stringify(body) : undefined,
      });
    } catch {
      throw LOST;
    }
    if (!answer.ok) throw await refusal(answer);
    return answer.json();
  }

  async function load(panel, drill, number) {
    const answer = await fetch(`/drills/${drill}/answers/${number}`, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"); // escaped by the server
    panel.replaceChildren(...page.body.childNodes);
  }

  // Forms in the panels under `root` are sent from here; `[data-pd-panel]` holds the number of an answer.
  function wire(root, drill, changed = () => {}) {
    root.addEventListener("submit", async (event) => {
      const form = event.target.closest("[data-pd-look-form]");
      if (!form) return;
      event.preventDefault();
      const panel = form.closest("[data-pd-panel]");
      if (panel.hasAttribute("aria-busy")) return;
      const text = form.elements.text?.value;
      const state = await look(panel, form.action, text === undefined ? undefined : { text }, drill);
      if (state) changed(state);
    });
  }

  // Have an answer looked at and show what came of it; the state of the drill, or null where it failed.
  async function look(panel, address, body, drill) {
    const number = panel.dataset.pdPanel;
    panel.setAttribute("aria-busy", "true");
    panel.querySelector(".pd-asking")?.remove();
    const note = el("p", { class: "pd-asking", role: "status" }, body ? "Looking at both …" : "Looking at it …");
    panel.append(note);
    try {
      const state = await post(address, body);
      await load(panel, drill, number);
      focus(panel);
      return state;
    } catch (problem) {
      note.className = "pd-asking ps-problem";
      note.textContent = `${problem.message ?? LOST.message} ${problem.hint ?? ""}`;
      return null;
    } finally {
      panel.removeAttribute("aria-busy");
    }
  }

  function focus(panel) {
    const shown = panel.querySelector(".pd-look");
    if (!shown || (document.activeElement !== document.body && !panel.contains(document.activeElement))) return;
    shown.tabIndex = -1;
    shown.focus({ preventScroll: true });
  }

  return { el, sentence, refusal, post, load, look, wire, LOST };
})();
