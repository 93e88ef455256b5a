// Lists of the form: what is added, taken out and moved. Lines are the simplest of them.
window.studioList = (() => {
  const { el, icon, text } = window.studioParts;
  const { View, Typed } = window.studioField;

  // Pairs what is there now with the views that showed it: by what names it, then by its place.
  function paired(values, views, named) {
    const left = new Set(views);
    const found = values.map((value, place) => {
      const view = views[place];
      if (!view || !left.has(view) || named(view.value) !== named(value)) return null;
      left.delete(view);
      return view;
    });
    values.forEach((value, place) => {
      if (found[place]) return;
      const view = [...left].find((each) => named(each.value) === named(value));
      if (view) left.delete((found[place] = view));
    });
    values.forEach((value, place) => {
      if (found[place] || !left.has(views[place])) return;
      left.delete((found[place] = views[place]));
    });
    return { found, gone: [...left] };
  }

  // Puts elements in order. The one that holds the focus stays where it is: others move around it.
  function arrange(box, elements) {
    const held = elements.findIndex((each) => each.contains(document.activeElement));
    const anchor = held < 0 ? null : elements[held];
    let next = anchor;
    for (const each of elements.slice(0, Math.max(held, 0)).reverse()) {
      if (each.parentNode !== box || each.nextElementSibling !== next) box.insertBefore(each, next);
      next = each;
    }
    let before = anchor;
    for (const each of elements.slice(held + 1)) {
      if (each.parentNode !== box || each.previousElementSibling !== before) before ? before.after(each) : box.prepend(each);
      before = each;
    }
  }

  class List extends View {
    // A list in the data, whatever stands there.
    entries(value) {
      return Array.isArray(value) ? value : [];
    }

    full() {
      return this.field.most && this.views.length >= this.field.most;
    }

    update(value, where) {
      super.update(value, where);
      const values = this.entries(value);
      const { found, gone } = paired(values, this.views, (each) => this.named(each));
      for (const view of gone) view.el.remove();
      this.views = values.map((each, place) => found[place] ?? this.made(each));
      this.views.forEach((view, place) => view.update(values[place], [...where, this.key(place)]));
      arrange(this.list, this.views.map((view) => view.el));
      this.adding.hidden = this.full();
      this.strange.hidden = value === undefined || value === null || this.fits(value);
      this.settled?.();
    }

    fits(value) {
      return Array.isArray(value);
    }

    key(place) {
      return place;
    }

    find(where) {
      return this.views[where[this.where.length]]?.find(where) ?? this;
    }

    frame(...inner) {
      this.strange = el("p", { class: "ps-note", hidden: true }, "Here the text holds something that is no list. Mend it on the side of the text.");
      this.el = el("fieldset", { class: `sf-field sf-kind-${this.field.kind}` }, ...inner);
    }

    mark(remarks) {
      const depth = this.where.length;
      const own = remarks.filter(({ where }) => !this.views[where[depth]]);
      super.mark(own);
      this.views.forEach((view, place) => view.mark(remarks.filter(({ where }) => where[depth] === this.key(place))));
    }

    move(view, by) {
      const from = this.views.indexOf(view);
      const to = from + by;
      if (to < 0 || to >= this.views.length) return;
      this.ctx.steps([{ do: "move", where: [...this.where, from], to }, ...(this.renumbered?.(from, to) ?? [])]);
      this.ctx.tell(`${this.called(view)} is number ${to + 1} of ${this.views.length} now.`);
    }

    focus() {
      (this.views[0] ?? this.adding).focus();
    }
  }

  // Several short texts.
  class Lines extends List {
    constructor(ctx, field) {
      super(ctx, field);
      this.views = [];
      this.list = el("ol", { class: "sf-lines" });
      this.adding = el("button", { type: "button", class: "sf-small" }, icon("add"), ` Add a ${field.noun ?? "line"}`);
      this.adding.addEventListener("click", () => this.add(this.views.length));
      const legend = el("legend", { class: "sf-label" }, field.label, " ", this.optional());
      this.hint();
      this.frame(legend, this.help, this.list, this.adding, this.said);
      this.el.insertBefore(this.strange, this.list);
      this.list.addEventListener("keydown", (event) => this.pressed(event));
    }

    named(value) {
      return text(value);
    }

    called(view) {
      return `“${view.control.value}”`;
    }

    made(value) {
      const view = new Typed(this.ctx, { kind: "text", label: this.field.label, required: true, example: this.field.example });
      view.control.setAttribute("aria-label", `${this.field.label}, one ${this.field.noun ?? "line"}`);
      view.el.querySelector("label").remove();
      const remove = el("button", { type: "button", class: "sf-tool", "aria-label": `Remove this ${this.field.noun ?? "line"}`, title: "Remove" }, icon("remove"));
      remove.addEventListener("click", () => this.remove(view));
      const box = el("li", { class: "sf-line" }, view.el, remove);
      view.el = box;
      return view;
    }

    // `value` is what the form already holds there: an empty line may be begun in the middle.
    add(place) {
      if (this.full()) return;
      if (this.views.length) this.ctx.steps([{ do: "insert", where: [...this.where, place], value: "" }]);
      else this.ctx.put(this.where, [""], true);
      this.views[place]?.control.focus();
    }

    remove(view, quietly) {
      const place = this.views.indexOf(view);
      const words = view.control.value;
      const last = this.views.length === 1 && !this.field.required;
      const step = last ? { do: "put", where: this.where, value: null } : { do: "remove", where: [...this.where, place] };
      quietly ? this.ctx.steps([step]) : this.ctx.remove([step], words ? `“${words}”` : `An empty ${this.field.noun ?? "line"}`);
      (this.views[place] ?? this.views[place - 1])?.control.focus();
      if (!this.views.length) this.adding.focus();
    }

    pressed(event) {
      const view = this.views.find((each) => each.control === event.target);
      if (!view || event.isComposing) return;
      const place = this.views.indexOf(view);
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        this.add(place + 1);
      } else if (event.key === "Backspace" && !view.control.value && this.views.length > 1) {
        event.preventDefault();
        this.remove(view, true);
        this.views[Math.max(0, place - 1)]?.control.focus();
      } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        event.preventDefault();
        event.stopPropagation();
        this.move(view, event.key === "ArrowUp" ? -1 : 1);
      }
    }
  }

  return { List, Lines, arrange };
})();
