// Talking in a drill: what you say becomes your answer, the rival's lines are spoken. Typing works at any time.
// The microphone is asked for when voice is switched on, and let go when it is switched off.
(() => {
  const mount = document.getElementById("pd-voice"), room = window.pitchDrill;
  if (!mount || !room) return;
  const { el, refusal, LOST } = window.pitchDrillParts;
  const drill = room.state().id, here = `/drills/${drill}/utterances`;
  const box = document.getElementById("pd-text");
  const FREE = "free", HAND = "hand", OTHERWISE = "You can type your answers at any time.";
  const HOLD_MS = 400, TYPING_MS = 1200, TRIES = 3, ASKS = 200;

  const chosen = {
    read: (name, otherwise) => localStorage.getItem(`pd-voice-${name}`) ?? otherwise,
    keep: (name, value) => localStorage.setItem(`pd-voice-${name}`, value),
  };
  const mode = () => chosen.read("mode", FREE);
  const byHand = () => mode() === HAND;
  const pause = () => Math.min(5, Math.max(0.8, Number(chosen.read("pause", "1.6")) || 1.6));
  const aloud = () => chosen.read("aloud", "1") === "1";
  // Hands-free means hands free; who pushes a button has a hand for sending, too.
  const readFirst = () => chosen.read(`first-${mode()}`, byHand() ? "1" : "0") === "1";

  let stream = null, ear = null, source = { kind: "none" }, mouth = null;
  let typed = -TYPING_MS, worked = false, began = null, hushed = null, busy = 0, chain = Promise.resolve(), pieces = [], cards = [], waiters = [];

  // What is shown.

  const toggle = el("button", { type: "button", class: "ps-button pv-toggle", "aria-pressed": "false", onclick: () => ear ? switchOff() : switchOn() }, "Talk instead");
  const status = el("p", { class: "pv-status", role: "status" });
  const level = el("i"), rest = el("i");
  const meter = el("span", { class: "pv-meter", "aria-hidden": "true" }, level);
  const left = el("span", { class: "pv-left", "aria-hidden": "true" }, rest);
  const talk = el("button", { type: "button", class: "ps-button ps-primary pv-talk", "aria-describedby": "pv-hold" }, "Hold to talk");
  const now = el("button", { type: "button", class: "ps-button", onclick: () => ear?.end() }, "Done");
  const drop = el("button", { type: "button", class: "ps-button", onclick: forget }, "Forget it");
  const again = el("button", { type: "button", class: "ps-button", onclick: () => mouth.speaking ? hush() : repeat() }, "Say it again");
  const hold = el("p", { class: "ps-small", id: "pv-hold" }, "Hold the button, or the space bar, while you speak; or press once to begin and once more to end.");
  const patience = patient();
  const live = el("div", { class: "pv-live", hidden: true }, status, meter, left, el("div", { class: "ps-row" }, talk, now, drop, again), hold, patience);
  const ladder = el("p", { class: "ps-small pv-ladder" });
  const trouble = el("div", { role: "alert" });
  const waiting = el("div", { class: "pv-waiting" });
  const panel = el("div", { class: "pv" }, trouble, live, waiting, el("div", { class: "pv-foot" }, ladder, settings()));
  mount.append(toggle, panel);

  // How long you may be silent; whoever needs more time takes it.
  function patient() {
    const told = el("output", { for: "pv-pause" }), slider = el("input", { type: "range", id: "pv-pause", min: "0.8", max: "5", step: "0.1", value: pause(), "aria-describedby": "pv-time" });
    const tell = () => {
      told.textContent = `${pause().toFixed(1)} s`;
      slider.setAttribute("aria-valuetext", `${pause().toFixed(1)} seconds`);
    };
    slider.addEventListener("input", () => { chosen.keep("pause", slider.value); tell(); });
    tell();
    return el("div", { class: "pv-patience" },
      el("p", { class: "pv-pause" }, el("label", { for: "pv-pause" }, "How long you may pause"), slider, told),
      el("p", { class: "ps-small", id: "pv-time" }, "Take your time: a shorter pause ends nothing. Give yourself more if you think as you speak, or if you stutter. What you add before it is sent belongs to it."));
  }

  function settings() {
    const first = el("input", { type: "checkbox" }), loud = el("input", { type: "checkbox" });
    first.checked = readFirst();
    loud.checked = aloud();
    const choice = (value, words) => {
      const radio = el("input", { type: "radio", name: "pv-mode", value });
      radio.checked = mode() === value;
      radio.addEventListener("change", () => { chosen.keep("mode", value); first.checked = readFirst(); ear?.forget(); show(); });
      return el("label", null, radio, el("span", null, words));
    };
    first.addEventListener("change", () => chosen.keep(`first-${mode()}`, first.checked ? "1" : "0"));
    loud.addEventListener("change", () => { chosen.keep("aloud", loud.checked ? "1" : "0"); if (!loud.checked) hush(); show(); });
    return el("details", { class: "pv-settings" }, el("summary", null, "Voice settings"), el("div", null,
      el("fieldset", null, el("legend", null, "How you talk"),
        choice(FREE, "Hands-free: a longer pause ends it"), choice(HAND, "Push to talk: you end it")),
      el("label", null, first, el("span", null, "Let me read what was heard before it is sent")),
      el("label", null, loud, el("span", null, "Speak the rival's lines"))));
  }

  function show() {
    toggle.textContent = ear ? "Switch voice off" : "Talk instead";
    toggle.setAttribute("aria-pressed", String(Boolean(ear)));
    live.hidden = !ear;
    talk.hidden = hold.hidden = !byHand();
    talk.textContent = ear?.speaking ? "Done" : "Hold to talk";
    talk.classList.toggle("pv-hot", Boolean(ear?.speaking));
    now.hidden = byHand() || !ear?.speaking;
    drop.hidden = !ear?.speaking;
    left.hidden = patience.hidden = byHand();
    again.hidden = source.kind === "none" || !aloud();
    again.textContent = mouth?.speaking ? "Quiet" : "Say it again";
    mount.dataset.state = !ear ? "off" : ear.speaking ? "hearing" : busy ? "writing" : mouth?.speaking ? "speaking" : "listening";
    say({
      off: "",
      hearing: "Listening to you. Take your time.",
      writing: "Writing down what you said …",
      speaking: `${room.state().rival} speaks. Talk to interrupt.`,
      listening: byHand() ? "Ready when you are." : room.state().whose_turn === "seller" ? "Your turn. Speak when you are ready." : "Listening.",
    }[mount.dataset.state]);
  }

  const say = (words) => { if (status.textContent !== words) status.textContent = words; };

  function complain(problem) {
    trouble.replaceChildren();
    if (problem) trouble.append(el("div", { class: "ps-problem" }, el("p", null, el("b", null, problem.title ?? problem.message)),
      ...[problem.text, problem.hint].filter(Boolean).map((words) => el("p", null, words))));
  }

  // On and off.

  async function switchOn() {
    complain(null);
    const obstacle = pitchCapture.obstacle(OTHERWISE);
    if (obstacle) return complain(obstacle);
    toggle.disabled = true;
    toggle.textContent = "Asking for the microphone …";
    try {
      stream = await pitchCapture.open(false, OTHERWISE);
      stream.getTracks()[0].addEventListener("ended", lost);
      ear = pitchEar(stream, { pauseMs: () => pause() * 1000, byHand, rivalSpeaks: () => Boolean(mouth?.speaking), types: () => performance.now() - typed < TYPING_MS }, heardBy);
      if (room.state().whose_turn === "seller") repeat();
    } catch (problem) {
      complain(problem.title ? problem : { title: "The microphone could not be used", text: String(problem.message ?? problem), hint: OTHERWISE });
      pitchCapture.close(stream);
    }
    toggle.disabled = false;
    show();
  }

  function switchOff() {
    ear?.close();
    pitchCapture.close(stream);
    ear = stream = null;
    hush();
    show();
  }

  function lost() {
    switchOff();
    complain({ title: "The microphone went away", text: "It was unplugged, or another program took it.", hint: `Plug it in and switch voice on again. ${OTHERWISE}` });
  }

  // The rival's voice.

  const rivalTurn = () => room.state().turns.findLast((turn) => turn.speaker === "rival");

  function repeat() {
    if (!aloud() || source.kind === "none") return;
    mouth.stop();
    hushed = null;
    const turn = rivalTurn();
    turn?.said.forEach((said, index) => mouth.add(turn.number, index, said.text));
  }

  // Whoever is interrupted does not go on with the rest of it.
  function hush() {
    const { whose_turn: whose, turn } = room.state();
    hushed = whose === "rival" ? turn + 1 : turn;
    mouth?.stop();
  }

  room.onSaid((said, index, turn) => { if (ear && aloud() && turn !== hushed) mouth.add(turn, index, said.text); });

  // What you say.

  const heardBy = {
    level: (share) => { level.style.width = `${Math.round(share * 100)}%`; },
    silent: (share) => { rest.style.width = `${Math.round((1 - share) * 100)}%`; },
    dead() { if (!worked) say("No sound arrives. If you are speaking: is the microphone muted?"); },
    began() {
      const { whose_turn: whose, turn } = room.state();
      began = whose === "seller" ? turn : null;
      rest.style.width = "100%";
      worked = true;
      hush();
      show();
    },
    ended(sound, seconds, lagMs) {
      rest.style.width = "0";
      const spent = began === null ? null : room.elapsed();
      const piece = { sound, seconds, began, clock: spent === null ? null : Math.max(0, spent - lagMs / 1000) };
      busy += 1;
      if (began !== null) room.hold(true);
      chain = chain.then(() => take(piece)).finally(() => { busy -= 1; if (!busy) room.hold(false); show(); });
      show();
    },
  };

  function forget() {
    ear?.forget();
    rest.style.width = "0";
    show();
    flush();
  }

  async function take(piece) {
    const state = await sellersTurn();
    if (!state) return complain({ title: "The drill is over", text: "What you said last was not sent." });
    piece.after = piece.began ?? state.turn;
    piece.clock ??= state.clock_s ? room.elapsed() : null;
    return understand(piece);
  }

  // The turn is yours, or null: the drill has ended.
  async function sellersTurn() {
    for (;;) {
      const state = room.state();
      if (state.ended) return null;
      if (state.whose_turn === "seller") return state;
      await new Promise((done) => waiters.push(done));
    }
  }

  async function understand(piece, engine = "configured") {
    try {
      piece.id ??= await upload(piece);
      const heard = await written(piece, engine);
      cards = cards.filter((card) => card !== piece);
      if (heard.problem) keep(piece, heard.problem);
      else pieces.push({ ...piece, text: heard.text });
    } catch (problem) {
      keep(piece, { hint: "", retries: [{ name: engine, label: "Try again" }], ...problem });
    }
    showCards();
    await flush();
  }

  // Where another tab has it listened to, this one asks again until the words are there.
  async function written(piece, engine) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await asked(`${here}/${piece.id}/hear?engine=${encodeURIComponent(engine)}`, { method: "POST" });
      } catch (problem) {
        if (problem.status !== 409 || tries === ASKS) throw problem;
        await new Promise((done) => setTimeout(done, 1500));
      }
    }
  }

  async function upload({ sound, after, seconds }) {
    const address = `${here}?after=${after}&seconds=${seconds.toFixed(2)}`;
    for (let tries = 1; ; tries += 1) {
      try {
        return (await asked(address, { method: "POST", body: sound, headers: { "Content-Type": sound.type || "application/octet-stream" } })).id;
      } catch (problem) {
        if (!problem.lost || tries === TRIES) throw problem;
        await new Promise((done) => setTimeout(done, 800 * tries));
      }
    }
  }

  async function asked(address, given) {
    const answer = await fetch(address, given).catch(() => { throw { ...LOST, hint: "What you said is kept on this page. Try again." }; });
    if (!answer.ok) throw await refusal(answer);
    return answer.status === 204 ? null : answer.json();
  }

  // What was understood becomes the answer; not while you are still talking on.
  async function flush() {
    if (!pieces.length || ear?.speaking) return;
    const text = pieces.map((piece) => piece.text).join(" "), last = pieces.at(-1), state = room.state();
    const mine = state.whose_turn === "seller" && last.after === state.turn;
    const atOnce = mine && !readFirst() && !pieces.some((piece) => piece.kept) && box.value.trim() === "";
    // Where there is a clock, reading takes time as well: then it says how long the answer took.
    const seconds = !state.clock_s ? pieces.reduce((sum, piece) => sum + (piece.seconds ?? 0), 0) : atOnce ? last.clock : null;
    // What was said to an earlier line may be sent as words, but not as the recording of this answer.
    const about = { ...(last.after === state.turn ? { utterance: last.id } : {}), ...(seconds === null ? {} : { seconds: Math.round(seconds * 10) / 10 }) };
    pieces = [];
    room.write(text, about);
    if (atOnce) await room.say(text, about);
    else box.focus();
  }

  // What was said and did not become an answer: nothing is lost, also after a reload.

  function keep(piece, problem) {
    // Coughs and chairs: of what nobody could make out, the newest is enough.
    if (!problem.retries?.length) for (const old of cards.filter((card) => card.problem && !card.problem.retries?.length)) discard(old);
    cards.push(Object.assign(piece, { problem, kept: true }));
  }

  async function discard(piece) {
    cards = cards.filter((card) => card !== piece);
    showCards();
    if (piece.id) await asked(`${here}/${piece.id}`, { method: "DELETE" }).catch(complain);
  }

  function showCards() {
    waiting.replaceChildren(...cards.map((piece) => {
      const problem = piece.problem, length = piece.seconds ? ` (${Math.round(piece.seconds)} s)` : "";
      const row = el("p", { class: "ps-row" });
      const act = (label, work) => row.append(el("button", { type: "button", class: "ps-button", onclick: work }, label));
      const hear = (engine) => { piece.problem = null; busy += 1; show(); understand(piece, engine).finally(() => { busy -= 1; show(); }); };
      if (piece.text) act("Use it", () => { cards = cards.filter((card) => card !== piece); pieces.push(piece); showCards(); flush(); });
      else if (problem) for (const retry of problem.retries ?? []) act(retry.label, () => hear(retry.name));
      else act("Write it down", () => hear("configured"));
      act("Listen", (event) => {
        const address = piece.id ? `${here}/${piece.id}` : URL.createObjectURL(piece.sound);
        const player = el("audio", { controls: true, autoplay: true, src: address });
        player.addEventListener("error", () => player.replaceWith(el("span", { class: "ps-small" }, "This recording is not there any more.")));
        event.currentTarget.replaceWith(player);
      });
      act("Discard", () => discard(piece));
      const words = problem ? [el("b", null, problem.message), " ", problem.hint] : piece.text
        ? [el("b", null, "You said this, and it was not sent: "), el("q", { dir: "auto" }, piece.text)]
        : [el("b", null, `You said something${length} that was not written down yet.`)];
      return el("div", { class: "ps-note pv-card" }, el("p", null, ...words), row);
    }));
  }

  room.onState((state) => {
    for (const done of waiters.splice(0)) done();
    cards = cards.filter((card) => card.after === state.turn || !card.after);
    if (state.ended && ear) switchOff();
    showCards();
    show();
    // So that the space bar talks: the empty box takes the focus whenever it is your turn.
    setTimeout(() => { if (ear && byHand() && document.activeElement === box && !box.value) talk.focus(); });
  });

  // Hands: hold, or press once and once more.

  let pressedAt = 0, ends = false;
  function press() {
    ends = Boolean(ear?.speaking);
    pressedAt = performance.now();
    if (ends) ear.end();
    else ear?.begin();
  }
  function release() {
    if (!ends && performance.now() - pressedAt > HOLD_MS) ear?.end();
  }
  talk.addEventListener("pointerdown", (event) => { if (event.button === 0) { talk.setPointerCapture(event.pointerId); press(); } });
  talk.addEventListener("pointerup", release);
  talk.addEventListener("pointercancel", release);
  talk.addEventListener("click", (event) => { if (event.detail === 0) press(); });   // by a screen reader
  const isTalk = (event) => ear && byHand() && (event.target === talk ? ["Space", "Enter"] : ["Space"]).includes(event.code)
    && (event.target === talk || !event.target.closest("input, textarea, select, button, a, summary, audio, [contenteditable]"));
  addEventListener("keydown", (event) => { if (isTalk(event)) { event.preventDefault(); if (!event.repeat) press(); } });
  addEventListener("keyup", (event) => { if (isTalk(event)) { event.preventDefault(); release(); } });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && mouth?.speaking) hush(); });
  addEventListener("pagehide", switchOff);
  box.addEventListener("keydown", () => { typed = performance.now(); });   // the noise of keys is no answer

  // What speaks and what listens, said before anything does.

  async function look() {
    const found = await asked("/voice").catch(() => null);
    if (!found) return;
    const own = found.voice && found.first ? null : await pitchMouth.ownVoice();
    source = found.voice && found.first ? { kind: "server" } : own ? { kind: "browser", voice: own } : { kind: found.voice ? "server" : "none" };
    const speaks = { none: "No voice is installed here: the rival's lines are text only.", browser: `The rival speaks with this browser's voice${own ? ` “${own.name}”` : ""}.`,
      server: found.spoken_at ? `The rival speaks with ${found.voice}; its lines are sent there.` : found.first ? `The rival speaks with ${found.voice}.` : `The rival speaks with ${found.voice} on this computer, like a robot.` };
    const names = { pocketsphinx: "PocketSphinx", openai: "the transcription server" };
    const name = names[found.hears] ?? found.hears;
    const hears = found.heard_at ? `What you say is sent to ${found.heard_at} to be written down.`
      : found.strong ? `What you say is written down by ${name} on this computer.` : `What you say is written down by ${name} on this computer, which often mishears.`;
    ladder.textContent = `${speaks[source.kind]} ${hears}`;
    mouth = pitchMouth(drill, source, { changed: show, failed: (problem) => complain({ title: problem.message, hint: problem.hint }) });
    show();
  }

  async function recall() {
    const found = await asked(here).catch(() => []);
    cards.push(...found.map((each) => ({ ...each, after: each.answers, kept: true })));
    showCards();
  }

  toggle.disabled = true;
  look().finally(() => { toggle.disabled = false; });
  recall();
  show();
})();
