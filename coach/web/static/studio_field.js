// Single fields of the form. Each keeps its element for good, so drawing again never costs a caret or a word.
window.studioField = (() => {
  const { el, icon, text, isMap, quoted } = window.studioParts;
  const NUMBER = /^-?\d{1,6}([.,]\d+)?$/;
  let count = 0;

  // What all fields have: a place in the data, and remarks about it.
  class View {
    constructor(ctx, field) {
      this.ctx = ctx;
      this.field = field;
      this.id = `sf-${(count += 1)}`;
      this.where = [];
      this.value = undefined;
      this.saying = null;
    }

    // Takes over a value from outside.
    update(value, where) {
      this.value = value;
      this.where = where;
    }

    // The view in which a place is filled in; containers open themselves on the way.
    find() {
      return this;
    }

    focus() {
      this.control?.focus();
    }

    // Shows what is said about this field; nothing is touched where it stays the same.
    mark(remarks) {
      const name = JSON.stringify(remarks.map(({ message, hint, severity }) => [message, hint, severity]));
      if (name === this.saying || (!remarks.length && this.saying === null)) return;
      this.saying = remarks.length ? name : null;
      const error = remarks.some(({ severity }) => severity === "error");
      this.said.replaceChildren(
        ...remarks.map((remark) =>
          el("span", { class: `sf-remark sf-${remark.severity}` }, el("b", null, remark.severity === "error" ? "To mend: " : "To consider: "), quoted(`${sentence(remark.message)} ${remark.hint}`)),
        ),
      );
      this.el.classList.toggle("sf-has-error", error);
      this.el.classList.toggle("sf-has-warning", !error && remarks.length > 0);
      this.describe(remarks.length > 0, error);
    }

    describe(saying, error) {
      for (const control of this.controls ?? (this.control ? [this.control] : [])) {
        const by = [this.help && `${this.id}-help`, saying && `${this.id}-said`].filter(Boolean).join(" ");
        by ? control.setAttribute("aria-describedby", by) : control.removeAttribute("aria-describedby");
        error ? control.setAttribute("aria-invalid", "true") : control.removeAttribute("aria-invalid");
      }
    }

    hint() {
      this.help = this.field.help ? el("p", { class: "sf-help", id: `${this.id}-help` }, this.field.help) : null;
      this.said = el("p", { class: "sf-said", id: `${this.id}-said` });
      return this.help;
    }

    // Without a value a required field says so, a field that may be left out says what holds then.
    optional() {
      if (this.field.required) return null;
      return el("span", { class: "sf-optional" }, this.field.left_out ? `left empty: ${this.field.left_out}` : "may be empty");
    }
  }

  const sentence = (words) => words.replace(/[\s.:]*$/, /[?!”]$/.test(words.trim()) ? "" : ".").replace(/^./u, (first) => first.toUpperCase());

  // A line, a text, a short name, a number.
  class Typed extends View {
    constructor(ctx, field) {
      super(ctx, field);
      const wide = field.kind === "text" || field.kind === "passage";
      this.control = el(wide ? "textarea" : "input", {
        id: this.id,
        type: wide ? null : "text",
        rows: wide ? "1" : null,
        inputmode: field.kind === "number" ? "decimal" : null,
        placeholder: field.example || null,
        spellcheck: field.kind === "id" || field.kind === "number" ? "false" : "true",
        autocapitalize: field.kind === "id" ? "off" : null,
        autocomplete: "off",
        dir: "auto",
        class: `sf-control sf-as-${field.kind}`,
        "aria-required": field.required ? "true" : null,
      });
      const label = el("label", { for: this.id, class: "sf-label" }, field.label, " ", this.optional());
      this.el = el("div", { class: `sf-field sf-kind-${field.kind}` }, label, this.hint(), this.control, this.more(), this.said);
      this.describe(false, false);
      this.control.addEventListener("input", () => this.typed());
      this.control.addEventListener("focus", () => this.ctx.show(this.where));
      this.control.addEventListener("blur", () => this.settle());
      if (field.kind === "line" || field.kind === "id" || field.kind === "number")
        this.control.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    }

    more() {
      if (this.field.kind !== "passage") return null;
      const pick = el("button", { type: "button", class: "sf-small" }, "Choose from the golden pitch");
      pick.addEventListener("click", () => this.ctx.pick(this));
      return pick;
    }

    // What is written, as the file holds it; null takes the name out.
    read() {
      const written = this.control.value.trim();
      if (!written) return this.field.required ? "" : null;
      if (this.field.kind !== "number") return written;
      // Anything else stays the text that it is, so that a remark names the field.
      return NUMBER.test(written) ? Number(written.replace(",", ".")) : written;
    }

    typed() {
      this.value = this.read();
      this.grow();
      this.ctx.put(this.where, this.value);
    }

    update(value, where) {
      super.update(value, where);
      if (text(this.read()) !== text(value)) this.show();
    }

    show() {
      const { control } = this;
      const shown = isMap(this.value) || Array.isArray(this.value) ? JSON.stringify(this.value) : text(this.value);
      // Whoever stands in the field keeps the place: only what differs is exchanged.
      if (document.activeElement === control) {
        const old = control.value;
        let start = 0;
        while (start < Math.min(old.length, shown.length) && old[start] === shown[start]) start += 1;
        let end = 0;
        while (end < Math.min(old.length, shown.length) - start && old.at(-1 - end) === shown.at(-1 - end)) end += 1;
        control.setRangeText(shown.slice(start, shown.length - end), start, old.length - end, "preserve");
      } else control.value = shown;
      this.grow();
    }

    set(value) {
      this.control.value = value;
      this.typed();
    }

    settle() {
      if (this.field.kind === "id" || this.field.kind === "number") this.control.value = this.control.value.trim();
      this.ctx.left(this);
    }

    // For browsers that cannot let a field grow by itself.
    grow() {
      if (this.control.rows && !CSS.supports("field-sizing", "content")) {
        const lines = this.control.value.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 56)), 0);
        this.control.rows = Math.max(1, lines);
      }
    }
  }

  // One of several.
  class Choice extends View {
    constructor(ctx, field) {
      super(ctx, field);
      this.control = el("select", { id: this.id, class: "sf-control", "aria-required": field.required ? "true" : null });
      const label = el("label", { for: this.id, class: "sf-label" }, field.label);
      this.el = el("div", { class: "sf-field sf-kind-choice" }, label, this.hint(), this.control, this.said);
      this.describe(false, false);
      this.control.addEventListener("change", () => this.ctx.put(this.where, (this.value = this.control.value || (this.field.required ? "" : null)), true));
      this.control.addEventListener("focus", () => this.ctx.show(this.where));
      this.drawn = "";
    }

    update(value, where) {
      super.update(value, where);
      const known = this.field.source ? this.ctx.options(this.field.source) : (this.field.options ?? []);
      const now = text(value);
      const shown = known.map((each) => [each.value, each.label]);
      if (!this.field.required) shown.unshift(["", this.field.left_out || "None"]);
      else if (!now) shown.unshift(["", "Choose …"]);
      if (now && !known.some((each) => each.value === now)) shown.push([now, `“${now}”, which is not known`]);
      const name = JSON.stringify(shown);
      if (name !== this.drawn) {
        this.drawn = name;
        this.control.replaceChildren(...shown.map(([key, words]) => el("option", { value: key }, words)));
      }
      if (this.control.value !== now) this.control.value = now;
    }
  }

  // Yes or no.
  class Flag extends View {
    constructor(ctx, field) {
      super(ctx, field);
      this.control = el("input", { id: this.id, type: "checkbox" });
      this.el = el("div", { class: "sf-field sf-kind-flag" }, el("label", { class: "sf-tick" }, this.control, el("span", null, field.label)), this.hint(), this.said);
      this.describe(false, false);
      this.control.addEventListener("change", () => this.ctx.put(this.where, (this.value = this.control.checked || null), true));
    }

    update(value, where) {
      super.update(value, where);
      this.control.checked = value === true;
    }
  }

  // Some of the ids there are.
  class Ids extends View {
    constructor(ctx, field) {
      super(ctx, field);
      this.list = el("div", { class: "sf-ticks" });
      this.el = el("fieldset", { class: "sf-field sf-kind-ids" }, el("legend", { class: "sf-label" }, field.label, " ", this.optional()), this.hint(), this.list, this.said);
      this.drawn = "";
    }

    get controls() {
      return [...this.list.querySelectorAll("input")];
    }

    focus() {
      this.controls[0]?.focus();
    }

    update(value, where) {
      super.update(value, where);
      const chosen = Array.isArray(value) ? value.map(text) : [];
      const known = this.ctx.options(this.field.source);
      const shown = [...known, ...chosen.filter((id) => !known.some((each) => each.value === id)).map((id) => ({ value: id, label: `“${id}”, which is not known` }))];
      const name = JSON.stringify(shown);
      if (name !== this.drawn) {
        this.drawn = name;
        const held = this.controls.find((each) => each === document.activeElement)?.value;
        this.list.replaceChildren(
          ...shown.map((each) => {
            const box = el("input", { type: "checkbox", value: each.value });
            box.addEventListener("change", () => this.chosen());
            return el("label", { class: "sf-tick" }, box, el("span", { dir: "auto" }, each.label));
          }),
        );
        if (!shown.length) this.list.append(el("span", { class: "ps-small" }, "There is nothing to choose from yet."));
        this.controls.find((each) => each.value === held)?.focus();
      }
      for (const box of this.controls) box.checked = chosen.includes(box.value);
    }

    chosen() {
      const now = Array.isArray(this.value) ? this.value.map(text) : [];
      const ticked = this.controls.filter((box) => box.checked).map((box) => box.value);
      // In the order in which they stood, what is new at the end: for some lists the first one counts most.
      const next = [...now.filter((id) => ticked.includes(id)), ...ticked.filter((id) => !now.includes(id))];
      this.value = next;
      this.ctx.put(this.where, next.length || this.field.required ? next : null, true);
    }
  }

  // One number for each situation.
  class Shares extends View {
    constructor(ctx, field) {
      super(ctx, field);
      this.list = el("div", { class: "sf-shares" });
      this.el = el("fieldset", { class: "sf-field sf-kind-shares" }, el("legend", { class: "sf-label" }, field.label, " ", this.optional()), this.hint(), this.list, this.said);
      this.views = new Map();
    }

    get controls() {
      return [...this.views.values()].map((each) => each.control);
    }

    focus() {
      this.controls[0]?.focus();
    }

    find(where) {
      return this.views.get(where[this.where.length]) ?? this;
    }

    update(value, where) {
      super.update(value, where);
      const weights = isMap(value) ? value : {};
      const known = this.ctx.options(this.field.source);
      const names = [...known, ...Object.keys(weights).filter((id) => !known.some((each) => each.value === id)).map((id) => ({ value: id, label: `“${id}”, which is not known` }))];
      for (const [id, view] of this.views)
        if (!names.some((each) => each.value === id)) {
          view.el.remove();
          this.views.delete(id);
        }
      for (const { value: id, label } of names) {
        if (!this.views.has(id)) {
          const inner = { put: (at, given) => this.typed(at, given), show: this.ctx.show, left: () => undefined };
          this.views.set(id, new Typed(inner, { ...this.field, label, help: "", kind: "number", required: false, left_out: "", example: "" }));
          this.list.append(this.views.get(id).el);
        }
        const view = this.views.get(id);
        view.el.querySelector("label").firstChild.textContent = label;
        view.update(weights[id] ?? null, [...where, id]);
      }
    }

    // The general weight shows in the fields that are empty.
    general(weight) {
      for (const view of this.views.values()) view.control.placeholder = text(weight);
    }

    typed(where, given) {
      const next = { ...(isMap(this.value) ? this.value : {}) };
      given === null ? delete next[where.at(-1)] : (next[where.at(-1)] = given);
      this.value = next;
      Object.keys(next).length ? this.ctx.put(where, given) : this.ctx.put(this.where, null);
    }

    mark(remarks) {
      super.mark(remarks.filter(({ where }) => !this.views.has(where[this.where.length])));
      for (const [id, view] of this.views) view.mark(remarks.filter(({ where }) => where[this.where.length] === id));
    }
  }

  // The number of an entry, which nobody fills in.
  class Position extends View {
    constructor(ctx, field) {
      super(ctx, field);
      this.hint();
      this.el = el("div", { class: "sf-field sf-kind-position" }, this.said);
    }
  }

  return { View, Typed, Choice, Flag, Ids, Shares, Position, sentence, icon };
})();
