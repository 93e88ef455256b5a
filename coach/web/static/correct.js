/* Correcting the transcript in place: lines turn into fields, and what is typed outlives a reload.
   `pitchCorrect(root)` once on the element around the report. The report itself knows nothing of it: the
   button raises `pc-offer`, the play buttons beside the lines stay where they are. */
globalThis.pitchCorrect = (root) => {
  "use strict";
  let editor = null;  // what is open: {report, section, fields, ...}, or null

  const el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children);
    return node;
  };

  /* What was typed, by line, with what the line read then: enough to find its place again. */
  const drafts = {
    key: (attempt) => `pitch-corrections:${attempt}`,
    read(attempt) {
      try { return JSON.parse(sessionStorage.getItem(this.key(attempt))) ?? []; } catch { return []; }
    },
    write(attempt, typed) {
      try {
        if (typed.length) sessionStorage.setItem(this.key(attempt), JSON.stringify(typed));
        else sessionStorage.removeItem(this.key(attempt));
      } catch { /* storage is full or switched off: what is typed stays on the page */ }
    },
  };

  const tidy = (text) => text.split(/\s+/).filter(Boolean).join(" ");
  const said = (line) => Array.from(line.querySelectorAll("p span"), (word) => word.textContent).join(" ");

  function field(line, number) {
    const was = said(line);
    const name = `Line ${number}`;
    const text = el("textarea", { rows: "1", maxlength: "10000", spellcheck: "true", "aria-label": name, lang: line.closest("[lang]")?.lang ?? "" });
    const before = el("p", { class: "pc-was", id: `pc-was-${number}`, hidden: true });
    const box = el("div", { class: "pc-typing" }, text, before);
    text.value = was;
    text.setAttribute("aria-describedby", before.id);
    const one = { line, number, was, text, box };
    one.changed = () => tidy(text.value) !== was;
    one.show = () => {
      box.classList.toggle("pc-changed", one.changed());
      before.hidden = !one.changed();
      before.replaceChildren(...one.changed() ? [
        tidy(text.value) ? `Until now: “${was}” ` : `Will be taken out: “${was}” `,
        el("button", { type: "button", "aria-label": `Undo line ${number}`, onclick: () => { text.value = was; changed(one); text.focus(); } }, "Undo"),
      ] : []);
      text.style.height = "auto";
      text.style.height = `${text.scrollHeight + 2}px`;
    };
    text.addEventListener("input", () => changed(one));
    text.addEventListener("keydown", (event) => {
      event.stopPropagation();  // space and arrows are the player's keys, outside of a field
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();  // a line is a line: Enter goes on to the next one
      if (event.ctrlKey || event.metaKey) save();
      else editor.fields[editor.fields.indexOf(one) + (event.shiftKey ? -1 : 1)]?.text.focus();
    });
    return one;
  }

  function changed(one) {
    one.show();
    tell();
    drafts.write(editor.attempt, [
      ...editor.fields.filter((each) => each.changed()).map(({ number, was, text }) => ({ number, was, typed: text.value })),
      ...editor.lost,
    ]);
  }

  function tell() {
    const count = editor.fields.filter((one) => one.changed()).length;
    editor.count.textContent = count === 0 ? "Nothing changed yet." : count === 1 ? "One line changed." : `${count} lines changed.`;
    editor.save.disabled = count === 0;
  }

  function open(report, focus) {
    const section = report.querySelector("[data-pc-speech]");
    const offered = report.querySelector('[data-pc-offer="correct"]');
    if (!section || !offered || editor?.report === report) return;
    const attempt = report.dataset.attempt;
    const fields = Array.from(section.querySelectorAll("[data-line]"), (line) => field(line, Number(line.dataset.line)));
    for (const { line, box } of fields) {
      line.querySelector("p").hidden = true;
      line.querySelector("p").after(box);
    }
    const help = el("p", { class: "pc-sub pc-how" },
      "Type what you said where it was heard wrong, and only that: the recording decides. ",
      "Enter goes to the next line, Ctrl+Enter saves. What was heard is kept and shown to whoever reviews this.");
    const count = el("span", { role: "status" });
    const keep = el("button", { type: "button", class: "pc-save", onclick: save }, "Save and score again");
    const leave = el("button", { type: "button", onclick: cancel }, "Cancel");
    const problem = el("div", { role: "alert" });
    const bar = el("div", { class: "pc-saving" }, problem, el("p", {}, count, leave, keep));
    section.querySelector("[data-pc-lines]").before(help);
    section.append(bar);
    section.classList.add("pc-correcting");
    offered.parentElement.hidden = true;
    editor = { report, section, attempt, fields, help, bar, problem, count, save: keep, leave, offered, lost: [] };
    restore();
    for (const one of fields) one.show();
    tell();
    const first = fields.find((one) => one.changed()) ?? fields[0];
    if (focus) first?.text.focus();
  }

  /* Lines may have other numbers by now, and may be gone: then what was typed is at least shown. */
  function restore() {
    const { fields, lost } = editor;
    for (const draft of drafts.read(editor.attempt)) {
      const same = fields.filter((one) => one.was === draft.was && !one.changed());
      const place = same.find((one) => one.number === draft.number) ?? same[0];
      if (place) place.text.value = draft.typed;
      else lost.push(draft);
    }
    if (lost.length) {
      complain("Some lines that you had typed over read differently now.", "This is what you typed; copy what you still need.",
        el("ul", {}, ...lost.map(({ typed }) => el("li", {}, `“${typed}”`))));
    }
  }

  function complain(message, hint, ...more) {
    editor.problem.replaceChildren(el("b", {}, message), el("p", {}, hint), ...more);
  }

  function close() {
    const { section, fields, help, bar, offered } = editor;
    for (const { line, box } of fields) {
      box.remove();
      line.querySelector("p").hidden = false;
    }
    help.remove();
    bar.remove();
    section.classList.remove("pc-correcting");
    offered.parentElement.hidden = false;
    editor = null;
  }

  function cancel() {
    const { attempt, offered } = editor;
    drafts.write(attempt, []);
    close();
    offered.focus();
  }

  async function save() {
    if (editor.save.disabled) return;
    const { attempt, section, fields, leave } = editor;
    const lines = fields.filter((one) => one.changed()).map(({ number, text }) => ({ number, text: text.value }));
    const hold = (held) => { for (const part of [...fields.map((one) => one.text), editor.save, leave]) part.disabled = held; };
    hold(true);
    editor.count.textContent = "Saving…";
    try {
      const response = await fetch(`/attempts/${encodeURIComponent(attempt)}/corrections`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ edition: section.dataset.edition, lines }),
      });
      const body = await response.json().catch(() => ({}));
      if (!response.ok) throw body.error ?? { message: `The server answered ${response.status}.`, hint: "Try again." };
    } catch (error) {
      hold(false);
      tell();
      complain(error.hint ? error.message : "The server does not answer.", error.hint ?? "What you typed is kept here; try again.");
      return;
    }
    drafts.write(attempt, []);
    editor.count.textContent = "Saved. It is being scored again…";
    globalThis.pitchPractice?.follow(attempt, { scroll: true });
  }

  root.addEventListener("pc-offer", ({ detail }) => {
    if (detail.offer === "correct") open(root.querySelector("[data-pc-report]"), true);
  });

  /* A report that is drawn anew, after a reload or by itself, opens with what had been typed into it. */
  new MutationObserver(() => {
    const report = root.querySelector("[data-pc-report]");
    if (editor && editor.report !== report) editor = null;
    if (report && !editor && drafts.read(report.dataset.attempt).length) open(report, false);
  }).observe(root, { childList: true, subtree: true });
};
