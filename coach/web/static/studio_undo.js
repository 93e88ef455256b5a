// What can be taken back, the last thing first; also when the text has gone on meanwhile.
window.studioUndo = (() => {
  const { at, apply, isMap } = window.studioParts;

  // The steps the other way round.
  function reversed(data, edits) {
    const steps = [];
    const copy = structuredClone(data);
    for (const edit of edits) {
      const holder = at(copy, edit.where.slice(0, -1));
      const old = at(copy, edit.where) ?? null;
      if (edit.do === "insert") steps.unshift({ do: "remove", where: edit.where });
      else steps.unshift({ do: edit.do === "remove" && Array.isArray(holder) ? "insert" : "put", where: edit.where, value: structuredClone(old) });
      apply(copy, edit);
    }
    return steps;
  }

  // The text of now with the lines of `before` where those of `after` stand; null where both changed the same lines.
  function merged({ before, after }, now) {
    const { stretches } = window.studioCompare;
    const cuts = [...stretches(after, before), ...stretches(after, now)].map(({ line, mine, theirs }) => ({ start: line - 1, end: line - 1 + mine.length, lines: theirs }));
    cuts.sort((a, b) => a.start - b.start || a.end - b.end);
    const lines = after.split("\n");
    const made = [];
    let place = 0;
    for (const { start, end, lines: given } of cuts) {
      if (start < place) return null;
      made.push(...lines.slice(place, start), ...given);
      place = end;
    }
    return [...made, ...lines.slice(place)].join("\n");
  }

  function alike(a, b) {
    if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, place) => alike(each, b[place]));
    if (!isMap(a)) return a === b;
    return isMap(b) && Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((name) => name in b && alike(a[name], b[name]));
  }

  const notes = (text) => text.split("\n").map((line) => line.trim()).filter((line) => line.startsWith("#"));

  class Undo {
    // `page`: text(), data() of that text or null, read(text) -> data of another, replace(text), step(edits).
    constructor(button, page) {
      this.button = button;
      this.page = page;
      this.stack = [];
    }

    get some() {
      return this.stack.length > 0;
    }

    // Steps of the form. `back` is the sentence that is told when they are taken back.
    steps(data, edits, label, back) {
      return this.push({ label, back, inverse: reversed(data, edits) });
    }

    push(record) {
      this.stack.push(record);
      this.offer();
      return record;
    }

    forget(record) {
      this.stack = record ? this.stack.filter((each) => each !== record) : [];
      this.offer();
    }

    offer() {
      const last = this.stack.at(-1);
      this.button.hidden = !last;
      if (last) this.button.textContent = `Undo: ${last.label.length > 32 ? `${last.label.slice(0, 31)}…` : last.label}`;
    }

    // Takes the last thing back; the sentence to tell, null where there is nothing.
    async back() {
      const last = this.stack.pop();
      if (!last) return null;
      const now = this.page.text();
      let lost = false;
      if (last.after === now) await this.page.replace(last.before);
      else if (last.inverse) {
        const whole = await this.whole(last, now);
        if (whole !== null && this.page.text() === now) await this.page.replace(whole);
        else {
          this.page.step(last.inverse);
          lost = last.after !== undefined && notes(last.before).length > notes(last.after).length;
        }
      } else {
        this.stack.push({ label: "what was here", before: now, after: last.before });
        await this.page.replace(last.before);
      }
      this.offer();
      return `${last.back ?? `${last.label} is back.`}${lost ? " The remarks that stood with it could not be brought back." : ""}`;
    }

    // The text of now with the very lines put back that the steps changed, if it says what it has to say.
    async whole(last, now) {
      const data = this.page.data();
      const text = data && last.after !== undefined ? merged(last, now) : null;
      if (text === null) return null;
      const wanted = structuredClone(data);
      for (const edit of last.inverse) apply(wanted, edit);
      return alike(wanted, await this.page.read(text)) ? text : null;
    }
  }

  return { Undo };
})();
