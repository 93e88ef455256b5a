// The form of a file: its groups of fields, drawn from their description.
window.studioForm = (() => {
  const { el, icon, isMap } = window.studioParts;
  const { View, Typed, Choice, Flag, Ids, Shares, Position } = window.studioField;

  const filled = (value) => value !== undefined && value !== null && !(Array.isArray(value) && !value.length);

  // Fields that may be left out together.
  class Together extends View {
    constructor(ctx, field) {
      super(ctx, field);
      this.adding = el("button", { type: "button", class: "sf-small" }, icon("add"), ` Add ${field.noun === "answer" ? "an answer" : `a ${field.noun}`}`);
      this.adding.addEventListener("click", () => {
        this.ctx.put(this.where, structuredClone(field.new), true);
        this.fields?.focus();
      });
      this.taking = el("button", { type: "button", class: "sf-small", hidden: true }, icon("remove"), ` Remove the ${field.noun}`);
      this.taking.addEventListener("click", () => {
        this.ctx.remove([{ do: "put", where: this.where, value: null }], `The ${field.noun}`);
        this.adding.focus();
      });
      this.hint();
      this.box = el("div");
      this.el = el("fieldset", { class: "sf-field sf-kind-group" }, el("legend", { class: "sf-label" }, field.label), this.help, this.box, this.said, this.adding, this.taking);
      this.control = this.adding;
    }

    update(value, where) {
      super.update(value, where);
      const there = isMap(value);
      if (there && !this.fields) {
        this.fields = new Fields(this.ctx, this.field.fields);
        this.box.append(this.fields.el);
      }
      this.box.hidden = !there;
      this.adding.hidden = filled(value);
      this.taking.hidden = !filled(value);
      if (there) this.fields.update(value, where);
    }

    find(where) {
      return isMap(this.value) && where.length > this.where.length ? (this.fields.find(where) ?? this) : this;
    }

    focus() {
      (isMap(this.value) ? this.fields : this.adding).focus();
    }

    mark(remarks) {
      const inner = isMap(this.value) ? remarks.filter(({ where }) => where.length > this.where.length && this.fields.knows(where)) : [];
      super.mark(remarks.filter((each) => !inner.includes(each)));
      this.fields?.mark(inner);
    }
  }

  function made(ctx, field) {
    const { Lines } = window.studioList;
    const { Groups, Named } = window.studioEntries;
    const kinds = { choice: Choice, flag: Flag, ids: Ids, shares: Shares, position: Position, group: Together, lines: Lines, groups: Groups, named: Named };
    return new (kinds[field.kind] ?? Typed)(ctx, field);
  }

  // Fields beside each other, in the order of the description.
  class Fields {
    constructor(ctx, fields, entry = null) {
      this.ctx = ctx;
      this.entry = entry;
      this.views = new Map(fields.map((field) => [field.name, made(ctx, field)]));
      this.switches = new Map();
      this.el = el("div", { class: "sf-fields" }, [...this.views.values()].map((view) => view.el));
      for (const [name, view] of this.views) {
        view.el.dataset.sfName = name;
        if (view.field.instead_of) this.offer(name, view);
      }
    }

    // Checks or levels: what is not in use is one button.
    offer(name, view) {
      const other = view.field.instead_of;
      const button = el("button", { type: "button", class: "sf-small" }, `Score by ${name} instead of ${other}`);
      button.addEventListener("click", () => {
        const first = name === "levels" ? [{ level: 0, text: "" }, { level: 1, text: "" }] : [structuredClone(view.field.new)];
        const steps = [{ do: "put", where: [...this.where, other], value: null }, { do: "put", where: [...this.where, name], value: first }];
        this.ctx.remove(steps, `The ${other}`);
        view.focus();
      });
      const box = el("p", { class: "sf-switch" }, button);
      view.el.after(box);
      this.switches.set(name, box);
    }

    update(value, where) {
      this.where = where;
      const data = isMap(value) ? value : {};
      for (const [name, view] of this.views) {
        view.update(data[name], [...where, name]);
        const { instead_of: other, only_with: partner } = view.field;
        if (other) {
          const shown = filled(data[name]) || (!filled(data[other]) && name === "checks");
          view.el.hidden = !shown;
          this.switches.get(name).hidden = shown;
        }
        if (partner) view.el.hidden = !filled(data[partner]) && !filled(data[name]);
        if (view instanceof Shares) view.general?.(data.weight);
      }
    }

    knows(where) {
      return this.views.has(where[this.where.length]);
    }

    find(where) {
      return this.views.get(where[this.where.length])?.find(where);
    }

    focus() {
      [...this.views.values()][0]?.focus();
    }

    mark(remarks) {
      for (const [name, view] of this.views) view.mark(remarks.filter(({ where }) => where[this.where.length] === name));
    }
  }

  class Form {
    constructor(ctx, root, form) {
      this.root = root;
      this.groups = form.groups.map((group) => {
        const fields = new Fields(ctx, group.fields);
        const title = `sf-group-${group.name}`;
        const head = [el("h2", { id: title, tabindex: "-1" }, group.title), group.help && el("p", { class: "sf-help" }, group.help)];
        const box = el("section", { class: "ps-card sf-group", "aria-labelledby": title }, head, el("div", { "data-sf-above": group.name }), fields.el);
        // A group of one list needs no second heading.
        if (group.fields.length === 1 && ["groups", "named"].includes(group.fields[0].kind)) fields.el.classList.add("sf-alone");
        return { fields, box };
      });
      this.waiting = el("p", { class: "ps-note sf-waiting", hidden: true, role: "status" });
      this.all = el("fieldset", { class: "sf-all" }, el("legend", { class: "ps-hidden" }, "All fields of the file"), this.groups.map(({ box }) => box));
      const ways = form.groups.map((group) => el("a", { href: `#sf-group-${group.name}` }, group.title));
      const jumps = ways.length > 1 ? el("nav", { class: "sf-jumps", "aria-label": "Parts of the form" }, ways) : "";
      root.replaceChildren(jumps, this.waiting, this.all);
    }

    update(data) {
      for (const { fields } of this.groups) fields.update(data, []);
    }

    mark(remarks) {
      const placed = remarks.filter(({ where }) => where);
      for (const { fields } of this.groups) fields.mark(placed);
    }

    // Holds the fields back while the text cannot be taken apart.
    wait(words) {
      this.waiting.hidden = !words;
      if (this.waiting.textContent !== (words ?? "")) this.waiting.textContent = words ?? "";
      this.all.disabled = Boolean(words);
    }

    find(where) {
      for (const { fields } of this.groups) {
        const view = where.length && fields.find(where);
        if (view) return view;
      }
      return null;
    }
  }

  return { Form, Fields };
})();
