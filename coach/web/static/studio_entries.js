// Entries of the form: lists whose entries have fields and fold.
window.studioEntries = (() => {
  const { el, icon, isMap, text, shortName, counted } = window.studioParts;
  const { View } = window.studioField;
  const { List, arrange } = window.studioList;

  // One entry of a list: a heading that folds, and fields that are made when it is first opened.
  class Entry extends View {
    constructor(list, value) {
      super(list.ctx, list.field);
      this.list = list;
      this.value = value;
      this.remarks = [];
      this.name = el("span", { class: "sf-entry-name", dir: "auto" });
      this.sum = el("span", { class: "sf-entry-sum" });
      this.flags = el("span", { class: "sf-entry-flags" });
      this.toggle = el("button", { type: "button", class: "sf-toggle", "aria-expanded": "false", "aria-controls": `${this.id}-body` }, icon("open"), this.name);
      this.toggle.addEventListener("click", () => this.open(this.body.hidden));
      const tool = (name, label, does) => {
        const made = el("button", { type: "button", class: "sf-tool", title: label }, icon(name), el("span", { class: "ps-hidden" }, `${label} this ${list.noun}`));
        made.addEventListener("click", does);
        return made;
      };
      this.tools = list.movable
        ? [tool("up", "Move up", () => list.move(this, -1)), tool("down", "Move down", () => list.move(this, 1))]
        : [];
      this.tools.push(tool("remove", "Remove", () => list.remove(this)));
      this.said = el("p", { class: "sf-said", id: `${this.id}-said` });
      this.body = el("div", { class: "sf-entry-body", id: `${this.id}-body`, hidden: true });
      const head = el("div", { class: "sf-entry-head" }, this.toggle, this.flags, this.sum, el("span", { class: "sf-tools" }, this.tools));
      this.el = el("li", { class: "sf-entry" }, head, this.said, this.body);
      this.control = this.toggle;
      this.el.addEventListener("keydown", (event) => {
        if (!list.movable || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
        event.preventDefault();
        event.stopPropagation();
        list.move(this, event.key === "ArrowUp" ? -1 : 1);
      });
    }

    open(yes) {
      if (yes && !this.fields) {
        this.fields = new window.studioForm.Fields(this.ctx, this.field.fields, this);
        this.body.append(this.fields.el);
        this.fields.update(this.value, this.where);
        this.fields.mark(this.remarks);
      }
      this.body.hidden = !yes;
      this.toggle.setAttribute("aria-expanded", String(yes));
      this.el.classList.toggle("sf-open", yes);
    }

    find(where) {
      this.open(true);
      return where.length > this.where.length ? (this.fields.find(where) ?? this) : this;
    }

    update(value, where) {
      super.update(value, where);
      this.fields?.update(value, where);
      this.title();
    }

    // The heading says what stands in the entry.
    title() {
      const { field, value, list } = this;
      const place = list.views.indexOf(this);
      const words = isMap(value) ? text(value[field.titled]) : "";
      const number = place < 0 ? text(this.where.at(-1)) : place + (field.name === "levels" ? 0 : 1);
      const name = words || `${list.noun.charAt(0).toUpperCase()}${list.noun.slice(1)} ${number}, still without words`;
      const shown = field.name === "levels" ? `Level ${number}: ${words || "still without words"}` : name;
      if (this.name.textContent !== shown) this.name.textContent = shown;
      const sum = summary(field, value, this.where);
      if (this.sum.textContent !== sum) this.sum.textContent = sum;
      this.el.setAttribute("aria-label", shown);
    }

    mark(remarks) {
      this.remarks = remarks;
      const depth = this.where.length;
      const known = new Set(this.field.fields.map((each) => each.name));
      super.mark(remarks.filter(({ where }) => where.length === depth || !known.has(where[depth])));
      this.fields?.mark(remarks.filter(({ where }) => where.length > depth && known.has(where[depth])));
      const errors = remarks.filter(({ severity }) => severity === "error").length;
      const advice = remarks.length - errors;
      const flags = [errors ? ["sf-error", `${errors} to mend`] : null, advice ? ["sf-warning", `${advice} to consider`] : null].filter(Boolean);
      const name = JSON.stringify(flags);
      if (name === this.flagged) return;
      this.flagged = name;
      this.flags.replaceChildren(...flags.map(([kind, words]) => el("span", { class: `sf-flag ${kind}` }, words)));
    }
  }

  function summary(field, value, where) {
    if (!isMap(value)) return "";
    if (field.name === "criteria") {
      const inner = Array.isArray(value.levels) ? counted(value.levels.length, "level") : Array.isArray(value.checks) ? counted(value.checks.length, "check") : "";
      const floor = value.at_least ? `floor ${value.at_least} %` : "";
      return [value.weight === undefined ? "" : `weight ${text(value.weight)}`, inner, floor].filter(Boolean).join(" · ");
    }
    if (field.kind === "named") return text(where.at(-1));
    if (value.gate) return value.gate === "must" ? "must be said" : "may never be said";
    if (value.danger) return `danger ${text(value.danger)}`;
    return text(value.date);
  }

  // A list whose entries have fields.
  class Groups extends List {
    constructor(ctx, field) {
      super(ctx, field);
      this.views = [];
      this.noun = field.noun ?? "entry";
      this.list = el("ol", { class: "sf-entries" });
      this.adding = el("button", { type: "button", class: "ps-button sf-add" }, icon("add"), ` Add a ${this.noun}`);
      this.adding.addEventListener("click", () => this.add());
      this.hint();
      this.frame(el("legend", { class: "sf-label" }, field.label), this.help, this.list, this.adding, this.said);
      this.el.insertBefore(this.strange, this.list);
    }

    get movable() {
      return true;
    }

    named(value) {
      return isMap(value) ? text(value.id ?? value.text ?? "") : "";
    }

    called(view) {
      return view.name.textContent;
    }

    made(value) {
      return new Entry(this, value);
    }

    settled() {
      const last = this.views.length - 1;
      this.views.forEach((view, place) => {
        view.title();
        if (view.tools.length !== 3) return;
        view.tools[0].setAttribute("aria-disabled", String(place === 0));
        view.tools[1].setAttribute("aria-disabled", String(place === last));
      });
    }

    // A new entry: as the form describes it, with a short name that is free.
    fresh() {
      const entry = structuredClone(this.field.new ?? {});
      const ids = this.ctx.taken(this.where);
      if (entry.id) {
        const base = entry.id.replace(/_\d+$/, "");
        let number = this.views.length + 1;
        while (ids.includes(`${base}_${number}`)) number += 1;
        entry.id = `${base}_${number}`;
      }
      if (this.field.name === "levels") entry.level = this.views.length;
      return entry;
    }

    add() {
      const place = this.views.length;
      const first = this.field.name === "levels" && !place ? [{ level: 0, text: "" }, { level: 1, text: "" }] : [this.fresh()];
      if (place) this.ctx.steps([{ do: "insert", where: [...this.where, place], value: first[0] }]);
      else this.ctx.put(this.where, first, true);
      this.views[place]?.open(true);
      this.views[place]?.fields.focus();
    }

    remove(view) {
      const place = this.views.indexOf(view);
      const last = this.views.length === 1 && !this.field.required;
      const step = last ? { do: "put", where: this.where, value: null } : { do: "remove", where: [...this.where, place] };
      this.ctx.remove([step, ...(last ? [] : this.renumbered(place, null))], view.name.textContent);
      (this.views[place] ?? this.views[place - 1] ?? { control: this.adding }).control.focus();
    }

    // Levels are numbered by their place.
    renumbered(from, to) {
      if (this.field.name !== "levels") return [];
      const order = this.views.map((_, place) => place);
      const [taken] = order.splice(from, 1);
      if (to !== null) order.splice(to, 0, taken);
      return order.flatMap((old, place) => (this.entries(this.value)[old]?.level === place ? [] : [{ do: "put", where: [...this.where, place, "level"], value: place }]));
    }
  }

  // Entries that stand under ids of their own, in the order of the file.
  class Named extends Groups {
    constructor(ctx, field) {
      super(ctx, field);
      this.adding.hidden = true;
      this.title = el("input", { type: "text", id: `${this.id}-new`, class: "sf-control", placeholder: "Title", autocomplete: "off", dir: "auto" });
      const button = el("button", { type: "button", class: "ps-button sf-add" }, icon("add"), ` Add a ${this.noun}`);
      button.addEventListener("click", () => this.begin());
      this.title.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        this.begin();
      });
      this.adding.replaceWith(el("div", { class: "sf-begin" }, el("label", { class: "ps-hidden", for: this.title.id }, `Title of a new ${this.noun}`), this.title, button));
    }

    get movable() {
      return false;
    }

    fits(value) {
      return isMap(value);
    }

    entries(value) {
      this.keys = isMap(value) ? Object.keys(value) : [];
      this.byKey = isMap(value) ? value : {};
      return this.keys.map((key) => this.byKey[key]);
    }

    named(value) {
      return this.keys?.find((key) => this.byKey[key] === value) ?? "";
    }

    update(value, where) {
      // Views are known by their id, which is the last part of their place.
      const old = new Map(this.views.map((view) => [view.where.at(-1), view]));
      const values = this.entries(value);
      View.prototype.update.call(this, value, where);
      this.views = this.keys.map((key, place) => old.get(key) ?? this.made(values[place]));
      for (const [key, view] of old) if (!this.keys.includes(key)) view.el.remove();
      this.views.forEach((view, place) => view.update(values[place], [...where, this.keys[place]]));
      arrange(this.list, this.views.map((view) => view.el));
      this.strange.hidden = value === undefined || value === null || isMap(value);
    }

    key(place) {
      return this.keys[place];
    }

    find(where) {
      return this.views[this.keys.indexOf(where[this.where.length])]?.find(where) ?? this;
    }

    mark(remarks) {
      const depth = this.where.length;
      View.prototype.mark.call(this, remarks.filter(({ where }) => !this.keys.includes(where[depth])));
      this.views.forEach((view, place) => view.mark(remarks.filter(({ where }) => where[depth] === this.keys[place])));
    }

    begin() {
      const title = this.title.value.trim();
      if (!title) {
        this.title.focus();
        return this.ctx.tell(`Write the title of the new ${this.noun} first.`);
      }
      const id = shortName(title, this.keys ?? [], this.noun);
      this.title.value = "";
      this.ctx.put([...this.where, id], { ...structuredClone(this.field.new), title }, true);
      this.ctx.tell(`${title} is added.`);
    }

    remove(view) {
      const id = view.where.at(-1);
      this.ctx.remove([{ do: "remove", where: [...this.where, id] }, ...this.ctx.forgotten(id)], view.name.textContent);
      (this.views[0] ?? { control: this.title }).control.focus();
    }
  }

  return { Groups, Named };
})();
