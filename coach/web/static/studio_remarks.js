// Everything that is to mend or to consider, above the form; each leads to its field and its line.
window.studioRemarks = (() => {
  const { el, quoted } = window.studioParts;

  function counts(remarks) {
    const errors = remarks.filter(({ severity }) => severity === "error").length;
    return { errors, advice: remarks.length - errors };
  }

  function summed(remarks) {
    const { errors, advice } = counts(remarks);
    return [errors ? `${errors} to mend` : "", advice ? `${advice} to consider` : ""].filter(Boolean).join(", ");
  }

  class Remarks {
    // `jump` is called with a remark and the side that was asked for.
    constructor(box, jump) {
      this.box = box;
      this.jump = jump;
      this.drawn = "";
      this.title = el("h2", { id: "se-remarks-title" });
      this.list = el("ul");
      this.fold = el("details", { open: true }, el("summary", null, this.title), this.list);
      box.append(this.fold);
    }

    draw(remarks) {
      const name = JSON.stringify(remarks);
      if (name === this.drawn) return;
      this.drawn = name;
      this.box.hidden = !remarks.length;
      const { errors, advice } = counts(remarks);
      this.title.textContent = summed(remarks);
      this.box.classList.toggle("se-some-errors", errors > 0);
      const held = [...this.list.querySelectorAll("a, button")].indexOf(document.activeElement);
      const shown = [...remarks].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === "error" ? -1 : 1));
      this.list.replaceChildren(...shown.map((remark) => this.item(remark)));
      this.list.querySelectorAll("a, button")[held]?.focus();
      if (!errors && advice > 3 && !this.folded) this.fold.open = !(this.folded = true);
    }

    item(remark) {
      const words = window.studioField.sentence(remark.message);
      const to = el("a", { href: "#se-form", class: "se-to" }, quoted(words));
      to.addEventListener("click", (event) => {
        event.preventDefault();
        this.jump(remark, "form");
      });
      const line = remark.line && el("button", { type: "button", class: "sf-small" }, `Line ${remark.line}`);
      line?.addEventListener("click", () => this.jump(remark, "text"));
      const kind = el("span", { class: `sf-flag sf-${remark.severity}` }, remark.severity === "error" ? "to mend" : "to consider");
      return el("li", { dir: "auto" }, kind, el("span", null, to, " ", quoted(remark.hint)), line);
    }
  }

  return { Remarks, counts, summed };
})();
