// One file, written in a form and as text at once. The text is what counts: the form's steps are made in it.
(() => {
  const root = document.querySelector(".se-editor");
  if (!root) return;
  const { el, at, apply, put, isMap, text: words, shortName, ask, clock, plural, LOST } = window.studioParts;
  const part = (name) => root.querySelector(`[data-se-${name}]`);
  const start = JSON.parse(part("start").textContent);
  const tail = root.dataset.tail;
  const wide = matchMedia("(min-width: 1000px)");

  const READ_MS = 250;
  const KEEP_MS = 150;
  const POLL_MS = 2000;
  const MADE_UP = /^(criterion|check|proof|claim|play|point_for_them|point_for_us|question|price)_\d+$/;

  let text = start.text; // what the page holds
  let stamp = start.stamp; // the state of the file that this began from
  let saved = start.stamp === null ? null : start.text; // what that state says
  let data = start.data ?? {};
  let latest = start; // the text as it was taken apart last
  let remarks = start.remarks;
  let readable = start.data !== null;
  let standing = start.standing; // of a rubric: what learners are scored by
  let typings = 0;
  let connected = true;
  let saving = false;
  let epoch = 0; // counts saves, so that an answer from before one is not taken for news
  let unsaved = null;
  const listeners = [];
  const notes = new window.studioNotes.Notes(root);
  const tell = (message) => notes.tell(message);

  // What was written in the form and does not stand in the text yet, the oldest first.
  const pending = () => [...queue.edits, ...refused.edits];
  const dirty = () => text !== saved || queue.waiting || refused.some;

  // --- what is told ---

  function state() {
    const chip = part("state");
    const [shown, tone] = theirs.waiting
      ? ["Two versions", "st-bad"]
      : !connected
        ? ["Not connected, kept in this browser", "st-bad"]
        : saving
          ? ["Saving …", ""]
          : dirty()
            ? [stamp === null ? "Not saved yet" : "Unsaved", "st-mid"]
            : ["Saved", "st-good"];
    if (chip.textContent !== shown) chip.textContent = shown;
    chip.className = `st-chip se-state ${tone}`;
    window.studioStanding.draw(part("version"), { live: start.live, standing, version: latest.version, unmended: unmended() });
    part("save").setAttribute("aria-disabled", String(!dirty()));
    document.title = document.title.replace(/^(• )?/, dirty() ? "• " : "");
  }

  const unmended = () => remarks.filter(({ severity }) => severity === "error").length;

  // --- taking over what a text says ---

  function adopt(answer) {
    latest = answer;
    remarks = answer.remarks;
    readable = answer.data !== null;
    if (readable) {
      data = structuredClone(answer.data);
      for (const edit of queue.edits) apply(data, edit);
      refused.check(data, queue.edits);
      for (const edit of refused.edits) apply(data, edit);
      form.wait(null);
      draw();
    } else {
      const line = remarks.find((remark) => remark.line)?.line;
      form.wait(`The text cannot be taken apart${line ? `: look at line ${line}` : ""}. The form waits, and shows what could be read last. ${remarks[0]?.message ?? ""} ${remarks[0]?.hint ?? ""}`);
    }
    mark();
    state();
    for (const listener of listeners) listener(text);
  }

  function draw() {
    form.update(data);
    weights.draw(data);
    count();
    const named = { rubric: data.title, card: data.name, us: data.company }[root.dataset.kind];
    const heading = root.querySelector("h1");
    if (words(named).trim() && heading.textContent !== words(named)) heading.textContent = words(named);
  }

  function mark() {
    const all = [...refused.remarks, ...remarks];
    form.mark(all);
    side.mark(all);
    list.draw(all);
  }

  // How long a pitch takes to say, at the pace of an unhurried talk.
  const WORDS_A_MINUTE = 150;
  function count() {
    if (root.dataset.kind !== "pitch") return;
    const spoken = words(data.body).match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;
    const seconds = Math.round((spoken / WORDS_A_MINUTE) * 12) * 5;
    const long = seconds < 60 ? `${seconds} seconds` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
    counter.textContent = `${plural(spoken, "word")}, about ${long} at ${WORDS_A_MINUTE} words a minute`;
  }

  function changed() {
    clearTimeout(changed.timer);
    changed.timer = setTimeout(keep, KEEP_MS);
    state();
  }

  function keep() {
    clearTimeout(changed.timer);
    if (!unsaved) return;
    if (!dirty()) return unsaved.drop();
    const worked = unsaved.works;
    if (!unsaved.keep({ text, stamp, edits: pending(), at: Date.now() }) && worked)
      notes.add("This browser keeps no unsaved work, because its storage is full or closed. Save often.", "bad");
    if (theirs.waiting) theirs.compare(text);
  }

  // Puts another whole text in place.
  async function replace(next) {
    text = next;
    typings += 1;
    side.set(next);
    changed();
    await read();
  }

  // --- the side of the text ---

  function typed(value) {
    text = value;
    typings += 1;
    changed();
    clearTimeout(typed.timer);
    typed.timer = setTimeout(read, READ_MS);
  }

  // Takes the text apart. Whether that works; null where nobody could be asked.
  async function read({ send = true } = {}) {
    clearTimeout(typed.timer);
    const before = typings;
    try {
      const answer = await ask(`/studio/read/${tail}`, { text });
      reached(true);
      if (before !== typings) return readable;
      adopt(answer);
      if (send) queue.flush();
    } catch (problem) {
      if (problem.lost || problem.status >= 500) {
        reached(false, problem);
        typed.timer = setTimeout(read, 2000);
        return null;
      }
      tell(`${problem.message} ${problem.hint}`);
    }
    return readable;
  }

  function reached(yes, problem) {
    if (connected === yes) return;
    connected = yes;
    tell(yes ? "Connected again." : `${problem.message} ${problem.hint}`);
    state();
  }

  // --- the steps of the form ---

  const queue = new window.studioQueue.Queue(`/studio/steps/${tail}`, {
    text: () => text,
    typings: () => typings,
    readable: () => readable,
    reached,
    stepped(answer, batch, before) {
      text = answer.text;
      side.set(text);
      for (const item of batch) if (item.undo) Object.assign(item.undo, { before, after: text });
      notes.close("blocked");
      adopt(answer);
      changed();
    },
    reads: () => read({ send: false }),
    misfit(problem, item) {
      if (item.undo) undo.forget(item.undo);
      refused.take(item, problem, latest.data, queue.edits);
      adopt(latest);
      tell(`${problem.message} ${problem.hint}`);
      changed();
    },
    refused(problem) {
      notes.once("blocked", `The last change could not be put into the text. ${problem.message} ${problem.hint}`, "bad");
    },
  });

  const refused = new window.studioRefused.Refused(notes, {
    drop() {
      adopt(latest);
      changed();
    },
    put: (where, value) => context.put(where, value, true),
  });

  const undo = new window.studioUndo.Undo(part("undo"), {
    text: () => text,
    data: () => (readable && !queue.waiting && latest.text === text ? latest.data : null),
    read: (other) => ask(`/studio/read/${tail}`, { text: other }).then((answer) => answer.data, () => null),
    replace: (next) => replace(next),
    step: (edits) => step(edits),
  });

  function step(edits, { now = true, taken = null } = {}) {
    for (const edit of edits) apply(data, edit);
    refused.pass(edits);
    queue.add({ edits, alone: Boolean(taken), undo: taken }, now);
    if (now) draw();
    changed();
  }

  function undoable(edits, label, back) {
    step(edits, { taken: undo.steps(data, edits, label, back) });
  }

  const context = {
    put(where, value, now = false) {
      const edit = put(data, where, value);
      if (!edit) return;
      step([edit], { now });
      if (!now) requestAnimationFrame(() => weights.draw(data));
    },
    steps: (edits) => step(edits),
    remove(edits, label) {
      undoable(edits, label);
      tell(`${label} was removed.`);
    },
    options(source) {
      if (source === "situations") return Object.entries(isMap(data.situations) ? data.situations : {}).map(([value, each]) => ({ value, label: (isMap(each) && words(each.title)) || value }));
      if (source === "claims") return (Array.isArray(data.claims) ? data.claims : []).filter(isMap).map((each) => ({ value: words(each.id), label: words(each.text) || words(each.id) }));
      return start.sources[source] ?? [];
    },
    // The short names that a new entry of a list may not have.
    taken(where) {
      const ids = (value) => (Array.isArray(value) ? value.filter(isMap).map((each) => words(each.id)) : []);
      return root.dataset.kind === "card" ? Object.values(data).flatMap(ids) : ids(at(data, where));
    },
    // What has to go with a situation.
    forgotten(id) {
      const steps = [];
      (Array.isArray(data.certifies) ? data.certifies : []).forEach((each, place) => each === id && steps.unshift({ do: "remove", where: ["certifies", place] }));
      (Array.isArray(data.criteria) ? data.criteria : []).forEach((each, place) => {
        if (!isMap(each?.weights) || !(id in each.weights)) return;
        const where = ["criteria", place, "weights"];
        steps.push(Object.keys(each.weights).length > 1 ? { do: "remove", where: [...where, id] } : { do: "put", where, value: null });
      });
      return steps;
    },
    // A short name follows what it names until somebody writes one.
    left(view) {
      const outer = view.where.slice(0, -1);
      const entry = at(data, outer);
      if (!isMap(entry) || !MADE_UP.test(words(entry.id)) || !words(view.value).trim() || outer.length < 2) return;
      const field = form.find([...outer, "id"]);
      if (field?.field.follows !== view.field.name) return;
      const others = context.taken(outer.slice(0, -1)).filter((id) => id !== entry.id);
      const name = shortName(words(view.value), others, entry.id);
      if (name !== entry.id) context.put([...outer, "id"], name, true);
    },
    show: (where) => side.show(side.line(where)),
    pick: (view) => window.studioPassage.pick(view, data),
    tell,
  };

  // --- taking back ---

  async function takeBack() {
    const held = document.activeElement === part("undo");
    await queue.settled();
    const told = await undo.back();
    if (!told) return;
    tell(told);
    if (held && part("undo").hidden) part("save").focus();
  }

  // --- saving ---

  // Whether the text holds all that was written in the form; else it is told what stands in the way.
  async function complete() {
    for (const again of [false, true]) {
      if (again) {
        for (const edit of refused.again()) queue.add({ edits: [edit] });
        queue.again();
      }
      if ((await queue.settled()) && !refused.some) return true;
    }
    const [first] = refused.remarks;
    const line = remarks.find((remark) => remark.line)?.line;
    const { message, hint } = !readable
      ? { message: `What you wrote in the form last is not in the text yet, because the text cannot be taken apart${line ? `: look at line ${line}` : ""}.`, hint: "Mend it first." }
      : (first ?? queue.problem ?? LOST);
    tell(`Not saved. ${message} ${hint}`);
    if (readable && first) jump(first, "form");
    else notes.once("saving", `Not saved. ${message} ${hint} Your work is kept here.`, "bad", ["Try again", save]);
    return false;
  }

  async function save() {
    if (saving) return;
    notes.close("saving");
    const whole = await complete();
    if (theirs.waiting) {
      tell("There are two versions. Choose one first.");
      return theirs.open(theirs.version, text, { focus: true });
    }
    if (!whole || saving) return;
    if (!dirty()) return tell("Everything is saved.");
    if (start.live && unmended()) {
      const first = remarks.find(({ severity }) => severity === "error");
      const line = first.line ? ` in line ${first.line}` : "";
      tell(`Not saved: ${unmended()} to mend first${line}, because this file is used from the moment it is saved. ${first.message} Your work stays here.`);
      return list.title.scrollIntoView({ block: "center" });
    }
    saving = true;
    epoch += 1;
    const sent = text;
    state();
    try {
      const answer = await ask(`/studio/save/${tail}`, { text: sent, stamp });
      stamp = answer.stamp;
      saved = answer.text;
      standing = answer.standing;
      connected = true;
      if (text === sent) {
        text = answer.text;
        side.set(text);
        adopt(answer);
      }
      const left = unmended();
      tell(`Saved at ${clock(Date.now())}.${left ? ` ${left} to mend before it can be published.` : ""}`);
    } catch (problem) {
      if (problem.status === 409) {
        epoch += 1;
        saving = false;
        standing = problem.body.theirs?.standing ?? standing;
        meet(problem.body.theirs ?? { text: null, stamp: null }, true);
        tell("Not saved: the file was changed meanwhile. Both versions are shown.");
      } else {
        if (problem.lost) connected = false;
        notes.once("saving", `Not saved. ${problem.message} ${problem.hint} Your work is kept here.`, "bad", ["Try again", save]);
        tell(`Not saved. ${problem.message}`);
      }
    }
    saving = false;
    epoch += 1;
    keep();
    state();
  }

  // --- somebody else's change ---

  const theirs = new window.studioTheirs.Theirs(part("theirs"), {
    mine() {
      stamp = theirs.version.stamp;
      saved = theirs.version.text;
      theirs.close();
      beside(null);
      keep();
      state();
      tell("Yours is kept. Save to put it in place of theirs.");
      part("save").focus();
    },
    async theirs() {
      const { text: next, stamp: newer } = theirs.version;
      await queue.settled();
      undo.push({ label: "your version", before: text, after: next });
      queue.drop();
      refused.drop();
      stamp = newer;
      saved = next;
      theirs.close();
      beside(null);
      await replace(next);
      tell("Their version is here now. Yours can be put back with Undo.");
      part("undo").focus();
    },
    beside,
  });

  // A version in the file that is not the one this began from.
  function meet(newer, focus = false) {
    if (newer.text === text && !pending().length) {
      stamp = newer.stamp;
      saved = newer.text;
      theirs.close();
      beside(null);
      keep();
    } else theirs.open(newer, text, { focus });
    state();
  }

  // Shows the comparison as a side of its own, or no longer.
  function beside(table) {
    const button = part("beside");
    button.hidden = !table;
    if (table) {
      part("theirs-side").replaceChildren(table);
      show("theirs");
    } else if (root.dataset.side === "theirs") show("form");
  }

  // Looks whether the file has changed; `whole` asks for all of it even where it has not.
  async function poll(whole = false) {
    if (document.visibilityState !== "visible" || saving) return;
    const before = epoch;
    const since = theirs.waiting ? theirs.version.stamp : stamp;
    let answer;
    try {
      answer = await ask(`/studio/text/${tail}${since && !whole ? `?since=${since}` : ""}`);
    } catch (problem) {
      if (problem.lost) return reached(false, problem);
      answer = problem.status === 404 ? { stamp: null } : null;
    }
    reached(true);
    if (answer?.standing && before === epoch) {
      standing = answer.standing;
      state();
    }
    if (!answer || before !== epoch || saving || answer.stamp === (theirs.waiting ? theirs.version.stamp : stamp)) return;
    if (theirs.waiting && answer.stamp === stamp) {
      theirs.close();
      beside(null);
      state();
      return tell("Their change was taken back. The file is as it was when you began.");
    }
    if (answer.stamp === null) {
      if (dirty() && stamp !== null) return meet({ text: null, stamp: null });
      stamp = null;
      saved = null;
      notes.add("This file was deleted or renamed meanwhile. What it said is still here: saving writes it again.", "bad");
      return state();
    }
    const newer = { text: answer.text, stamp: answer.stamp };
    if (answer.text === undefined) return;
    if (dirty()) {
      const first = !theirs.waiting;
      meet(newer);
      if (first && theirs.waiting) tell("The file was changed meanwhile. Both versions are shown above the form.");
      return;
    }
    stamp = answer.stamp;
    saved = text = answer.text;
    typings += 1;
    side.set(text);
    adopt(answer);
    undo.forget();
    tell(`The file was changed elsewhere. Since ${clock(Date.now())} you see it as it is now.`);
  }

  // --- work that was not saved ---

  async function bringBack() {
    unsaved = await window.studioUnsaved.Unsaved.open(root.dataset.path);
    const { own, others, beside: other } = await unsaved.left();
    const differs = (record) => record.text !== saved || record.edits?.length;
    for (const { name, record } of others) if (!differs(record)) unsaved.drop(name);
    const real = others.filter(({ record }) => differs(record));
    let record = own && differs(own) ? own : null;
    if (own && !record && !dirty()) unsaved.drop();
    if (!record && !dirty() && real.length) {
      const first = real.shift();
      record = first.record;
      unsaved.keep(record);
      unsaved.drop(first.name);
    }
    if (record && !dirty()) await restore(record);
    else if (record) real.unshift({ name: unsaved.name, record });
    for (const each of real) {
      notes.add(`There is other unsaved work on this file from ${clock(each.record.at)}, from a window that was closed.`, "", 
        ["Put it in place of this", async () => {
          undo.push({ label: "what was here", before: text, after: each.record.text });
          if (each.name !== unsaved.name) unsaved.drop(each.name);
          await restore(each.record, true);
        }],
        ["Discard it", () => unsaved.drop(each.name)]);
    }
    if (other) notes.add("Another window of this browser has unsaved work on this file. Each keeps its own; whoever saves second is shown both versions.", "");
  }

  async function restore(record, quiet = false) {
    const newer = { text: saved, stamp };
    const elsewhere = record.stamp !== stamp;
    stamp = record.stamp;
    text = record.text;
    typings += 1;
    side.set(text);
    await read();
    for (const edit of record.edits ?? []) {
      apply(data, edit);
      queue.add({ edits: [edit] });
    }
    if (record.edits?.length) draw();
    queue.flush();
    if (elsewhere) meet(newer);
    else if (!quiet) notes.add(`Unsaved work from ${clock(record.at)} was put back.`, "", ["Discard it", discard]);
    keep();
    state();
  }

  async function discard() {
    await queue.settled();
    queue.drop();
    refused.drop();
    undo.push({ label: "unsaved work", before: text, after: saved ?? "" });
    await replace(saved ?? "");
    keep();
    tell("The unsaved work is discarded. It can be put back with Undo.");
  }

  // --- the sides ---

  function show(name) {
    root.dataset.side = name;
    for (const button of root.querySelectorAll("[data-se-side]")) {
      const shown = button.dataset.seSide;
      button.setAttribute("aria-pressed", String(shown === name || (wide.matches && shown === "text" && name === "form")));
    }
    if (name === "text" || wide.matches) side.draw();
  }

  function jump(remark, to) {
    const view = to === "form" && remark.where ? form.find(remark.where) : null;
    if (view) {
      if (!wide.matches || root.dataset.side === "form") show("form");
      view.focus();
      view.el.scrollIntoView({ block: "center" });
      if (remark.line) side.show(remark.line);
      return;
    }
    show("text");
    side.go(remark.line ?? 1);
  }

  const side = new window.studioText.TextSide(root, root.dataset.kind === "pitch", typed);
  const form = new window.studioForm.Form(context, part("form"), start.form);
  const weights = new window.studioWeights.Weights(part("form").querySelector('[data-sf-above="criteria"]'));
  const list = new window.studioRemarks.Remarks(part("remarks"), jump);
  const counter = el("p", { class: "ps-small se-count" });
  if (root.dataset.kind === "pitch") part("form").append(counter);

  side.set(text);
  side.draw();
  adopt(start);
  show(location.hash === "#st-try" ? "try" : "form");

  for (const button of root.querySelectorAll("[data-se-side]")) button.addEventListener("click", () => show(button.dataset.seSide));
  wide.addEventListener("change", () => show(root.dataset.side));
  part("save").addEventListener("click", save);
  part("undo").addEventListener("click", takeBack);
  part("area").addEventListener("focus", () => queue.flush());
  addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    const inText = /^(input|textarea|select)$/i.test(document.activeElement?.tagName);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && key === "s") {
      event.preventDefault();
      save();
    } else if ((event.ctrlKey || event.metaKey) && key === "z" && !event.shiftKey && !inText && undo.some) {
      event.preventDefault();
      takeBack();
    } else if (event.key === "F6" && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      if (document.activeElement === part("area")) {
        show("form");
        (show.last?.isConnected ? show.last : part("form").querySelector("input, textarea"))?.focus();
      } else {
        show("text");
        part("area").focus();
      }
    }
  });
  part("form").addEventListener("focusin", (event) => (show.last = event.target));
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? poll(true) : keep()));
  setInterval(() => poll(), POLL_MS);

  window.studioEditor = {
    text: () => text,
    data: () => structuredClone(data),
    onChange: (listener) => listeners.push(listener),
    settled: () => queue.settled(),
    // Steps that are made for somebody by one click elsewhere on the page; `back` is told when they are undone.
    steps(edits, label, back) {
      if (!readable) return false;
      undoable(edits, label, back);
      return true;
    },
    redraw: () => (draw(), mark()),
  };
  bringBack().finally(() => (root.dataset.ready = "yes"));
})();
