// Tries the draft as it stands in the page. The newest try is the one that is shown; after a change it is marked.
(() => {
  const root = document.querySelector("[data-try]");
  if (!root) return;
  const address = root.dataset.try;
  let asked = 0;
  let under = null;
  let last = "embedded"; // who judged last
  let form, result, status;

  const say = (tag, text, className = "") => {
    const node = document.createElement(tag);
    node.textContent = text;
    if (className) node.className = className;
    return node;
  };
  const store = () => `studio-try ${form.dataset.syWho} ${address}`; // what one person pastes is no other's to read
  const draft = () => (window.studioEditor ? window.studioEditor.text() : null);

  function problem(message, hint) {
    const box = say("div", "", "ps-problem");
    box.setAttribute("role", "alert");
    box.append(say("b", message), say("p", hint));
    return box;
  }

  async function fetched(options = {}) {
    const answer = await fetch(`${address}${options.method ? "" : "?part=1"}`, {
      ...options, headers: { Accept: "application/json" },
    });
    if (answer.ok) return new DOMParser().parseFromString(await answer.text(), "text/html").body; // escaped by the server
    const told = await answer.json().catch(() => null);
    const refused = new Error(told?.error?.message ?? "The server could not do this.");
    refused.hint = told?.error?.hint ?? "Try again; if it stays so, look at the server's log.";
    throw refused;
  }

  const why = (error) => (error.hint
    ? problem(error.message, error.hint)
    : problem("The server does not answer.", "Your text is still here: try again when the connection is back."));

  // The situations and the number of questions may be others than when the page was loaded.
  function follow(part) {
    const told = part.querySelector("[data-sy-follow]");
    if (!told) return;
    told.remove();
    const select = form.querySelector("[data-sy-situation]");
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...[...told.children].map((each) => new Option(each.textContent, each.dataset.value)));
    select.value = [...select.options].some((each) => each.value === chosen) ? chosen : "";
    const calls = form.querySelector("[data-sy-calls]");
    if (calls && told.dataset.calls) calls.textContent = told.dataset.calls;
  }

  function busy(judge, since) {
    if (since === null) {
      status.textContent = "";
    } else {
      const seconds = Math.round((performance.now() - since) / 1000);
      const what = judge === "configured" ? "Asking the model" : "Trying";
      status.textContent = seconds < 3 ? `${what} …` : `${what} … ${seconds} s`;
    }
    root.setAttribute("aria-busy", String(since !== null));
  }

  async function run(judge) {
    last = judge;
    const mine = ++asked;
    under?.abort();
    under = new AbortController();
    const since = performance.now();
    busy(judge, since);
    const tick = setInterval(() => busy(judge, since), 1000);
    try {
      await window.studioEditor?.settled?.(); // what was typed a moment ago may be on its way into the text
      if (mine !== asked) return;
      const fields = new FormData(form);
      fields.set("judge", judge);
      fields.set("part", "1");
      if (fields.get("on") !== "text") fields.delete("text");
      const text = draft();
      if (text !== null) fields.set("draft", text);
      const part = await fetched({ method: "POST", body: fields, signal: under.signal });
      if (mine !== asked) return;
      follow(part);
      result.replaceChildren(...part.childNodes);
      result.classList.remove("sy-old");
      if (draft() !== text) changed();
    } catch (error) {
      if (mine !== asked || error.name === "AbortError") return;
      result.replaceChildren(why(error));
      result.classList.remove("sy-old");
    } finally {
      clearInterval(tick);
      if (mine === asked) busy(judge, null);
    }
  }

  function changed() {
    if (!result.childElementCount || result.classList.contains("sy-old")) return;
    result.classList.add("sy-old");
    const note = say("p", "", "sy-stale");
    note.setAttribute("role", "status");
    note.append(say("span", "This is from before your last change."));
    const judge = last;
    const model = judge === "configured" ? form.querySelector("[data-sy-model]") : null;
    const again = say("button", "Try it again", "ps-button");
    if (model) {
      const name = say("span", model.querySelector("[dir]").textContent);
      name.dir = "auto";
      again.replaceChildren("Ask ", name, ` again: ${model.querySelector("[data-sy-calls]").textContent}`);
    }
    again.type = "button";
    again.addEventListener("click", () => run(judge));
    note.append(again);
    result.prepend(note);
  }

  // The sentence that came nearest becomes one of the accepted phrasings, in the page only.
  function accept(button) {
    const { syCount: sentence, criterion, check } = button.dataset;
    const data = window.studioEditor.data();
    const criteria = Array.isArray(data.criteria) ? data.criteria : [];
    const outer = criteria.findIndex((each) => each?.id === criterion);
    const inner = outer < 0 || !Array.isArray(criteria[outer].checks) ? -1 : criteria[outer].checks.findIndex((each) => each?.id === check);
    if (inner < 0) return replaced(button, "This check is not in the draft any more.");
    const where = ["criteria", outer, "checks", inner, "says"];
    const given = criteria[outer].checks[inner].says;
    const says = Array.isArray(given) ? given : null;
    if (says?.includes(sentence)) return replaced(button, "It is one of the accepted phrasings already.");
    const edit = says ? { do: "insert", where: [...where, says.length], value: sentence } : { do: "put", where, value: [sentence] };
    if (window.studioEditor.steps([edit], "the added sentence", "The added sentence is taken out again."))
      replaced(button, "It is one of the accepted phrasings now, in the page. Save or Undo stand at the top.");
    else {
      button.nextElementSibling?.remove();
      button.after(say("span", "The text cannot be taken apart at the moment: mend it first."));
    }
  }

  function replaced(button, message) {
    const note = say("span", message);
    note.setAttribute("role", "status");
    note.tabIndex = -1;
    button.replaceWith(note);
    note.focus();
  }

  function choose() {
    form.querySelector("[data-sy-pasted]").hidden = form.querySelector("[data-sy-on]").value !== "text";
  }

  function keep() {
    const { on, text } = Object.fromEntries(new FormData(form));
    try {
      sessionStorage.setItem(store(), JSON.stringify({ on, text }));
    } catch {
      // A browser that keeps nothing: the text is in the page only.
    }
  }

  function recall() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(store()) ?? "{}");
      const on = form.querySelector("[data-sy-on]");
      if (kept.text && !form.text.value) form.text.value = kept.text;
      if ([...on.options].some((each) => each.value === kept.on)) on.value = kept.on;
    } catch {
      // What was kept cannot be read any more.
    }
  }

  function wire() {
    form = root.querySelector("[data-sy-form]");
    result = root.querySelector("[data-sy-result]");
    status = form.querySelector("[data-sy-status]");
    root.classList.add("sy-live");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(event.submitter?.value ?? "embedded");
    });
    form.addEventListener("input", () => {
      choose();
      keep();
      changed();
    });
    result.addEventListener("click", (event) => {
      const again = event.target.closest("[data-sy-again]");
      if (again) run(again.dataset.syAgain);
      const count = event.target.closest("[data-sy-count]");
      if (count && window.studioEditor) accept(count);
    });
    if (!result.childElementCount) recall();
    choose();
    window.studioEditor?.onChange(changed);
  }

  async function begin() {
    if (!root.querySelector("[data-sy-form]")) {
      try {
        const part = await fetched();
        const place = say("div", "", "sy-result");
        place.setAttribute("data-sy-result", "");
        root.replaceChildren(...part.childNodes, place);
      } catch (error) {
        root.replaceChildren(why(error));
        return;
      }
    }
    wire();
  }

  // The editor's own script stands before or after this one; both are there once the page is.
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
})();
