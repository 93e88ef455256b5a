// Changes of the form that the text does not take: each stays in its field, marked, until it is written anew.
window.studioRefused = (() => {
  const { at, text } = window.studioParts;
  const LONGEST_QUOTE = 60;

  function quote(value) {
    const letters = typeof value === "object" ? [] : [...text(value).replace(/\s+/g, " ").trim()];
    return letters.length > LONGEST_QUOTE ? `“${letters.slice(0, LONGEST_QUOTE - 1).join("")}…”` : letters.length ? `“${letters.join("")}”` : "";
  }

  const within = (outer, where) => outer.length <= where.length && outer.every((part, depth) => part === where[depth]);

  // Where a place is after a step; null where the step wrote over it or took it away.
  function after(where, edit) {
    const last = edit.where.at(-1);
    const depth = edit.where.length - 1;
    if (edit.do === "put" || typeof last !== "number") return within(edit.where, where) ? null : where;
    const place = where[depth];
    if (!within(edit.where.slice(0, -1), where) || typeof place !== "number") return where;
    let next = place;
    if (edit.do === "insert") next += place >= last ? 1 : 0;
    else if (edit.do === "remove") next = place === last ? null : place - (place > last ? 1 : 0);
    else if (place === last) next = edit.to;
    else {
      next -= place > last ? 1 : 0;
      next += next >= edit.to ? 1 : 0;
    }
    return next === null ? null : where.map((part, each) => (each === depth ? next : part));
  }

  const ground = (data, where) => JSON.stringify(at(data, where) ?? null);

  class Refused {
    // `ways`: drop() when somebody leaves one out, put(where, value) when one is written once more.
    constructor(notes, ways) {
      this.notes = notes;
      this.ways = ways;
      this.kept = [];
      this.onWay = new Map(); // the names of notes about places that are being sent once more
      this.count = 0;
    }

    get some() {
      return this.kept.length > 0;
    }

    get edits() {
      return this.kept.map(({ edit }) => edit);
    }

    get remarks() {
      return this.kept.map(({ edit, problem }) => ({ where: edit.where, line: null, message: problem.message, hint: problem.hint, severity: "error" }));
    }

    // One step that was refused. `data` is what the text says, `later` are the steps that come after it.
    take(item, problem, data, later) {
      const [edit] = item.edits;
      const holder = at(data ?? {}, edit.where.slice(0, -1));
      const stays = edit.do === "put" && item.edits.length === 1 && !item.alone && holder !== null && typeof holder === "object";
      const was = ground(data ?? {}, edit.where);
      const where = stays ? later.reduce((place, each) => place && after(place, each), edit.where) : null;
      const said = item.edits.map(({ value }) => quote(value)).filter(Boolean).join(", ");
      if (!stays) return void this.notes.add(`A change in the form could not be put into the text and was left out${said ? `: ${said}` : ""}. ${problem.message} ${problem.hint}`, "bad");
      if (!where) return; // it is written anew already
      const name = this.onWay.get(JSON.stringify(where)) ?? `refused ${(this.count += 1)}`;
      this.onWay.delete(JSON.stringify(where));
      const record = { edit: { ...edit, where }, problem, was, name };
      this.kept.push(record);
      const drop = () => {
        this.kept = this.kept.filter((each) => each !== record);
        this.ways.drop();
      };
      this.notes.once(name, `${said || "A change in the form"} is not in the text yet. ${problem.message} ${problem.hint}`, "bad", ["Leave it out", drop]);
    }

    // Steps that were made since: places move with them, and what is written anew is refused no more.
    pass(edits) {
      for (const edit of edits)
        this.kept = this.kept.filter((record) => {
          const where = after(record.edit.where, edit);
          if (where) record.edit.where = where;
          else this.onWay.set(JSON.stringify(record.edit.where), record.name);
          return where;
        });
    }

    // All of them, to be tried once more.
    again() {
      const { edits } = this;
      this.pass(edits);
      return edits;
    }

    // Closes the notes about what is neither refused nor on its way; `data` is what the text and those steps say.
    check(data, onWay) {
      this.kept = this.kept.filter(({ edit, was, name }) => {
        if (ground(data, edit.where) === was) return true;
        this.notes.once(name, `The text was changed where ${quote(edit.value) || "a change in the form"} waited, so it was left out.`, "bad", ["Write it there", () => this.ways.put(edit.where, edit.value)]);
        return false;
      });
      const sent = new Set(onWay.map(({ where }) => JSON.stringify(where)));
      for (const [where, name] of this.onWay)
        if (!sent.has(where)) {
          this.onWay.delete(where);
          this.notes.close(name);
        }
    }

    drop() {
      for (const { name } of this.kept) this.notes.close(name);
      this.kept = [];
    }
  }

  return { Refused };
})();
