// Somebody else's version of the file: both side by side, and three ways to go on.
window.studioTheirs = (() => {
  const { el } = window.studioParts;

  class Theirs {
    // `ways`: mine() and theirs() are called when somebody chose; beside(table) shows the comparison elsewhere.
    constructor(box, ways) {
      this.box = box;
      this.ways = ways;
      this.version = null; // {text, stamp}; text null where the file is gone
    }

    get waiting() {
      return this.version !== null;
    }

    open(version, mine, { focus = false } = {}) {
      const known = this.version && this.version.stamp === version.stamp;
      this.version = version;
      if (!known) this.build();
      this.compare(mine);
      this.box.hidden = false;
      if (focus) {
        this.folded(false);
        this.heading.focus();
        this.box.scrollIntoView({ block: "start" });
      }
    }

    close() {
      this.inner?.remove();
      this.version = null;
      this.box.hidden = true;
      this.box.replaceChildren();
    }

    build() {
      const gone = this.version.text === null;
      this.heading = el("h2", { id: "se-theirs-title", tabindex: "-1" }, gone ? "The file was deleted meanwhile, and you have unsaved work" : "Somebody else changed this file, and you have unsaved work");
      const lead = el("p", null, gone
        ? "It was deleted or renamed, by somebody else or in another window. Nothing of yours is lost."
        : "By another person, in another window, or in an editor. Nothing is overwritten until you choose. Words that only one version has are marked.");
      const way = (label, help, does, kind = "") => {
        const button = el("button", { type: "button", class: `ps-button ${kind}` }, label);
        button.addEventListener("click", does);
        return el("div", { class: "se-way" }, button, el("p", { class: "ps-small" }, help));
      };
      this.ways_ = el("div", { class: "se-choose" },
        way("Keep mine", gone ? "Saving writes the file again, as you have it." : "Saving then puts your version in place of theirs.", () => this.ways.mine(), "ps-primary"),
        gone ? null : way("Take theirs", "Your version can be put back with Undo.", () => this.ways.theirs()),
        gone ? null : way("Go on writing with theirs beside", "The comparison follows what you write; choose whenever you like.", () => this.folded(true)),
      );
      this.inner = el("div", { class: "se-compared ps-scroll", tabindex: "0", role: "region", "aria-label": "Both versions compared" });
      this.show = el("button", { type: "button", class: "sf-small", hidden: true, "aria-expanded": "false" }, "Show both versions");
      this.show.addEventListener("click", () => {
        this.folded(false);
        this.heading.focus();
      });
      this.lead = lead;
      this.box.replaceChildren(this.heading, lead, this.inner, this.ways_, this.show);
      this.folded(false);
    }

    folded(yes) {
      this.box.classList.toggle("se-folded", yes);
      for (const part of [this.lead, this.ways_]) part.hidden = yes;
      if (!yes) this.ways_.before(this.inner);
      this.show.hidden = !yes;
      this.show.setAttribute("aria-expanded", String(!yes));
      this.isFolded = yes;
      this.ways.beside(yes ? this.inner : null);
    }

    compare(mine) {
      if (!this.version || this.version.text === null) return void this.inner?.replaceChildren();
      if (mine === this.compared && this.inner.childElementCount) return;
      this.compared = mine;
      this.inner.replaceChildren(window.studioCompare.table(mine, this.version.text));
    }
  }

  return { Theirs };
})();
