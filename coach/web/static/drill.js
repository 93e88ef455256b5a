// The sparring room: shows where the drill is, sends answers once, follows the rival's reply as it is made.
// The server decides everything; what is typed and not sent yet is kept in this browser.
(() => {
  const root = document.querySelector("[data-pd-room]");
  if (!root) return;
  const { el, sentence, refusal, post, load, look, wire, LOST } = window.pitchDrillParts;
  const find = (name) => root.querySelector(`[data-pd-${name}]`);
  const id = root.dataset.pdRoom, here = `/drills/${id}`;
  const text = find("text"), form = find("form"), lines = find("lines");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  const watchers = { said: [], state: [] };
  const LONG = 500;
  const GONE = "It was deleted, or you go by another name now. What you typed stays in the box.";
  const draft = `pd-draft-${id}`, sent = `pd-sent-${id}`, telling = "pd-tell";
  let state = JSON.parse(find("state").textContent);
  let listening = false, sending = false, trouble = null, notice = null, unclocked = null, held = false, about = null, heard = { turn: 0, said: [] };
  let askedSince = 0, told = { turn: 0, count: 0 };

  const announce = (words) => {
    const live = find("live");
    live.append(el("p", null, words));
    while (live.children.length > 12) live.firstChild.remove();
  };
  const drawn = window.pitchDrillTable(root);
  const clock = find("clock") && window.pitchDrillClock(find("clock"), id, announce);

  // What is shown.

  function show() {
    const yours = state.whose_turn === "seller";
    root.classList.toggle("pd-your-turn", yours);
    root.classList.toggle("pd-their-turn", state.whose_turn === "rival");
    find("them").textContent = listening ? (heard.said.length ? "speaks" : "thinks") : state.whose_turn === "rival" ? "their turn" : state.ended ? "has left" : "waits for you";
    find("you").textContent = yours ? "your turn" : state.ended ? "done" : "listen";
    drawn.table(state);
    showLines();
    showMine();
    drawn.board(state);
    showPast();
    showTrouble();
    form.hidden = state.ended !== null;
    find("end").hidden = state.ended !== null;
    find("over").hidden = state.ended === null;
    find("ended").textContent = state.ended_says ?? "";
    const send = find("send");
    send.setAttribute("aria-disabled", String(!yours || sending));
    send.textContent = sending ? "Sending …" : "Answer";
    find("how").textContent = yours ? `${mac ? "⌘" : "Ctrl"} + Enter sends it.` : `${state.rival} has the word. Write ahead if you like.`;
    find("left").textContent = state.to_come
      ? `${state.to_come === 1 ? "One point has" : `${state.to_come} points have`} not been put yet, and will not count.`
      : "Every point has been put.";
    if (clock) { tick(yours); find("clock").hidden = state.ended !== null; }
  }

  function tick(yours) {
    const off = unclocked === state.turn;
    find("unclock").hidden = !yours || off;
    if (!yours || sending || held) clock.pause();
    else if (off) clock.drop();
    else clock.start(state.turn, state.clock_s);
  }

  // Lines stay as they are while more of them come: nothing flickers, opened sources stay open.
  function showLines() {
    const last = state.turns.findLast((turn) => turn.speaker === "rival");
    const said = heard.turn > state.turn ? heard.said : last?.said ?? [];
    const turn = heard.turn > state.turn ? heard.turn : last?.number ?? 0;
    const same = Number(lines.dataset.turn) === turn;
    lines.dataset.turn = turn;
    if (!same) lines.replaceChildren();
    while (lines.children.length > said.length) lines.lastChild.remove();
    said.forEach((each, index) => {
      const old = lines.children[index];
      if (old?.dataset.text === each.text) return;
      const made = sentence(each, "div");
      made.dataset.text = each.text;
      if (!still) made.style.animationDelay = `${Math.min(index, 6) * 90}ms`;
      if (old) old.replaceWith(made);
      else lines.append(made);
    });
    const waits = listening && !trouble;
    find("thinks").hidden = !waits;
    const seconds = Math.round((performance.now() - askedSince) / 1000);
    find("thinking").textContent = heard.said.length ? `${state.rival} goes on` : seconds < 4 ? `${state.rival} is about to speak` : `${state.rival} thinks, ${seconds} s`;
  }

  function showMine() {
    const box = find("mine"), mine = state.turns.findLast((turn) => turn.speaker === "seller");
    box.hidden = !mine;
    if (!mine || box.dataset.turn === String(mine.number)) return;
    box.dataset.turn = mine.number;
    const marks = [mine.late ? "late" : null, mine.spoken ? "spoken" : null].filter(Boolean).join(", ");
    const panel = el("div", { "data-pd-panel": mine.number });
    const box2 = find("lately");
    const button = asker(mine, box2, panel);
    const words = el("span", null, el("b", null, marks ? `You said, ${marks}:` : "You said:"), " ", el("q", { dir: "auto" }, mine.text));
    box.replaceChildren(words, ...(mine.text.length > LONG ? [unfolds(words)] : []), button);
    const shut = el("button", { type: "button", class: "pd-quiet", onclick: () => { button.click(); button.focus(); } }, "Close");
    box2.replaceChildren(el("header", null, el("h2", null, "How that was"), shut), panel);
    box2.hidden = true;
    if (find("tell").checked && state.turn - mine.number < 2) button.click();
  }

  // A long answer must not push what they say off the screen.
  function unfolds(words) {
    words.classList.add("pd-cut");
    const all = el("button", { type: "button", class: "pd-quiet", "aria-expanded": "false", onclick: () => {
      const cut = words.classList.toggle("pd-cut");
      all.setAttribute("aria-expanded", String(!cut));
      all.textContent = cut ? "Show all of it" : "Show less";
    } }, "Show all of it");
    return all;
  }

  // A button that opens a box with what is known of an answer, and has it looked at if nothing is.
  function asker(turn, box, panel) {
    const hint = turn.text.length > 60 ? `${turn.text.slice(0, 60)} …` : turn.text;
    const button = el("button", { type: "button", class: "pd-quiet", "aria-expanded": "false" }, "How was that?", el("span", { class: "ps-hidden" }, ` Your answer: ${hint}`));
    button.addEventListener("click", () => {
      box.hidden = !box.hidden;
      button.setAttribute("aria-expanded", String(!box.hidden));
      if (!box.hidden) open(panel);
    });
    return button;
  }

  async function open(panel) {
    const turn = state.turns.find((each) => each.number === Number(panel.dataset.pdPanel));
    if (turn.assessed === "no") {
      const now = await look(panel, `${here}/answers/${turn.number}/assess`, undefined, id);
      if (now) adopt(now);
    } else {
      await load(panel, id, turn.number).catch(() => {
        panel.replaceChildren(el("p", { class: "ps-problem" }, `${LOST.message} ${LOST.hint}`));
      });
    }
  }

  // Everything but the exchange that is on the stage.
  const rows = new Map();
  function showPast() {
    const mine = state.turns.filter((turn) => turn.speaker === "seller"), over = state.ended ? mine : mine.slice(0, -1);
    find("past").hidden = over.length === 0;
    for (const turn of over) {
      if (rows.has(turn.number)) continue;
      const put = state.turns.find((each) => each.number === turn.number - 1);
      const panel = el("div", { "data-pd-panel": turn.number }), box = el("div", { class: "pd-looked", hidden: true }, panel);
      const row = el("li", null,
        el("div", { class: "pd-theirs" }, el("h3", { dir: "auto" }, put.objection ?? ""), ...put.said.map((each) => sentence(each, "div"))),
        el("div", { class: "pd-yours" }, el("p", { dir: "auto" }, turn.text), asker(turn, box, panel)), box);
      rows.set(turn.number, row);
      find("turns").prepend(row);
    }
  }

  function showTrouble() {
    const box = find("trouble"), problem = trouble ?? state.problem;
    const words = `${notice ?? ""}|${problem && !listening ? `${problem.message} ${problem.hint}` : ""}`;
    if (box.dataset.words === words) return;
    box.dataset.words = words;
    box.replaceChildren();
    if (notice) box.append(el("p", { class: "ps-note" }, notice));
    if (!problem || listening) return;
    const retries = problem.retries ?? [];
    box.append(el("div", { class: "ps-problem" }, el("p", null, el("b", { dir: "auto" }, problem.message), " ", el("span", { dir: "auto" }, problem.hint)),
      el("p", { class: "ps-row" }, ...retries.map((each, at) => el("button", {
        type: "button", class: at ? "ps-button" : "ps-button ps-primary", onclick: () => each.act ? each.act() : listen(each.engine),
      }, each.label)))));
  }

  // What happens.

  function adopt(now) {
    const before = state;
    // An older answer of the server's that comes late must not undo a newer one.
    if (now.turn < state.turn && !now.ended) return;
    state = now;
    if (state.turn > before.turn || state.ended !== before.ended) trouble = null;
    if (state.turn !== before.turn) about = null; // what was spoken belongs to the line before
    const was = form.hidden;
    show();
    for (const watcher of watchers.state) watcher(state);
    if (state.whose_turn !== before.whose_turn || state.turn !== before.turn) turned(was);
  }

  function turned(was) {
    if (state.ended) {
      announce(`${state.ended_says} The debrief is ready.`);
      if (!was) find("debrief").focus();
    } else if (state.whose_turn === "seller") {
      announce(`Your turn${state.table ? `, on: ${state.table.title}` : ""}.`);
      const free = [document.body, text, find("send")].includes(document.activeElement) || root.contains(document.activeElement) && document.activeElement.closest(".pd-trouble");
      if (free && matchMedia("(pointer: fine)").matches) text.focus({ preventScroll: true });
    }
  }

  function hear(said, index, turn) {
    if (heard.turn !== turn) heard = { turn, said: [] };
    if (index < heard.said.length && heard.said[index].text !== said.text) heard.said.length = index;
    heard.said[index] = said;
    if (told.turn !== turn) told = { turn, count: 0 };
    if (index < told.count) return;
    told.count = index + 1;
    announce(`${state.rival}: ${said.text}${said.unsourced ? " (unsourced)" : ""}`);
    for (const watcher of watchers.said) watcher(said, index, turn);
  }

  // Follow the rival's reply. The server makes it once, however often and from wherever it is asked for.
  async function listen(engine) {
    if (listening || state.whose_turn !== "rival") return;
    listening = true; trouble = null; askedSince = performance.now();
    heard = { turn: state.turn + 1, said: [] };
    const counting = setInterval(showLines, 1000);
    show();
    let outcome = null;
    for (let tries = 0; outcome === null && tries < 6; tries += 1) {
      if (tries) await pause(Math.min(8000, 500 * 2 ** tries));
      outcome = await follow(engine ?? state.engine).catch(() => null);
    }
    clearInterval(counting);
    listening = false;
    heard = { turn: 0, said: [] };
    if (outcome?.state) return adopt(outcome.state);
    trouble = { ...(outcome?.problem ?? LOST), retries: [{ label: "Try again", act: () => again(engine) }] };
    show();
  }

  async function again(engine) {
    await refresh();
    if (state.whose_turn === "rival") listen(engine);
  }

  const pause = (ms) => new Promise((done) => {
    const timer = setTimeout(done, ms);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });

  // {state} or {problem}; null where the connection broke off before the end.
  async function follow(engine) {
    const answer = await fetch(`${here}/reply?engine=${encodeURIComponent(engine)}`, { method: "POST", headers: { Accept: "application/x-ndjson, application/json" } });
    if (!answer.ok) return { problem: await refusal(answer) };
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const turn = state.turn + 1;
    let rest = "", index = 0, last = null;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return last;
      const parts = (rest + value).split("\n");
      rest = parts.pop();
      for (const part of parts.filter(Boolean)) {
        const event = JSON.parse(part);
        if (event.said) { hear(event.said, index, turn); index += 1; show(); }
        else last = event;
      }
    }
  }

  // Keep an answer. The same words for the same turn have the same key: sent twice, they are kept once.
  async function say(words, more = {}) {
    if (state.whose_turn !== "seller" || sending) return null;
    const after = state.turn, before = JSON.parse(localStorage.getItem(sent) ?? "null");
    const key = before?.after === after && before.words === words ? before.key : crypto.randomUUID();
    localStorage.setItem(sent, JSON.stringify({ after, words, key }));
    if (clock && unclocked !== after) { clock.pause(); more = { seconds: clock.elapsed(), ...more }; }
    sending = true; trouble = null; notice = null;
    show();
    try {
      const now = await post(`${here}/answers`, { text: words, after, key, ...more });
      localStorage.removeItem(sent);
      sending = false;
      if (text.value.trim() === words.trim()) { text.value = ""; about = null; localStorage.removeItem(draft); }
      adopt(now);
      listen();
      return now;
    } catch (problem) {
      sending = false;
      if (problem.state) {
        about = null; // what was refused as spoken may still be sent as words
        // What is on the table by now is shown at once; the words stay where they were typed.
        notice = `${problem.message} ${problem.status === 409 && !problem.state.ended ? "Your words are still in the box; what is on the table now is shown here." : problem.hint}`;
        adopt(problem.state);
      } else {
        trouble = { ...known(problem), retries: problem.lost ? [{ label: "Send it again", act: () => say(words, more) }] : [] };
      }
      show();
      if (state.whose_turn === "rival" && !state.problem) listen();
      return null;
    }
  }

  async function refresh() {
    const answer = await fetch(`${here}/state`).catch(() => null);
    if (answer?.ok) { const now = await answer.json(); if (now.turn >= state.turn) adopt(now); }
    else if (answer) { trouble = known(await refusal(answer)); show(); }
  }

  const known = (problem) => problem.status === 404 ? { ...problem, hint: GONE } : problem;

  // Hands on the keyboard.

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) return text.focus();
    say(text.value, about ?? {});
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  text.addEventListener("input", () => { localStorage.setItem(draft, text.value); if (!text.value.trim()) about = null; });
  find("stay").addEventListener("click", () => { find("end").open = false; find("end").firstElementChild.focus(); });
  find("end").addEventListener("keydown", (event) => { if (event.key === "Escape") find("stay").click(); });
  find("unclock")?.addEventListener("click", () => { unclocked = state.turn; show(); text.focus(); });
  find("tell").checked = localStorage.getItem(telling) === "1";
  find("tell").addEventListener("change", (event) => localStorage.setItem(telling, event.target.checked ? "1" : "0"));
  wire(root, id, adopt);

  // Another tab may have gone on meanwhile.
  const look_again = async () => {
    if (document.visibilityState !== "visible" || listening || sending) return;
    await refresh();
    if (state.whose_turn === "rival" && !state.problem && !trouble) listen();
  };
  document.addEventListener("visibilitychange", look_again);
  addEventListener("focus", look_again);
  addEventListener("storage", (event) => { if (event.key === sent) look_again(); });
  addEventListener("pageshow", (event) => { if (event.persisted) look_again(); });

  // Words that were spoken, to be read and changed before they are sent; what is known of them goes with them.
  function write(words, more) {
    text.value = [text.value.trim(), words].filter(Boolean).join(" ");
    about = more;
    localStorage.setItem(draft, text.value);
  }

  window.pitchDrill = {
    say, write,
    // Seconds spent on this answer, null where no clock runs; held, the clock stands still.
    elapsed: () => clock && unclocked !== state.turn ? clock.elapsed() : null,
    hold: (on) => { held = on; show(); },
    state: () => state,
    onSaid: (watcher) => watchers.said.push(watcher),
    onState: (watcher) => watchers.state.push(watcher),
  };
  text.value = localStorage.getItem(draft) ?? "";
  show();
  if (state.whose_turn === "seller") turned(false);
  // The others' scripts are there once the page is: they hear the first line too.
  addEventListener("load", () => { if (state.whose_turn === "rival" && !state.problem) listen(); });
})();
