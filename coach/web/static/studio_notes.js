// What the page tells: one sentence in passing, and notes that stay until somebody closes them.
window.studioNotes = (() => {
  const { el, icon } = window.studioParts;

  class Notes {
    constructor(root) {
      this.told = root.querySelector("[data-se-told]");
      this.box = root.querySelector("[data-se-notes]");
      this.named = new Map();
    }

    tell(message) {
      this.told.textContent = message;
    }

    // `ways` are the buttons of the note, [label, what it does]; each closes it.
    add(message, kind, ...ways) {
      const box = el("div", { class: kind === "bad" ? "ps-problem se-note" : "ps-note se-note" }, el("p", { dir: "auto" }, message));
      const close = () => box.remove();
      for (const [label, does] of ways)
        box.append(el("button", { type: "button", class: "sf-small", onclick: () => (close(), does()) }, label));
      box.append(el("button", { type: "button", class: "sf-tool", "aria-label": "Close this note", onclick: close }, icon("remove")));
      this.box.append(box);
      return box;
    }

    // A note of which there is one at a time: the next of that name takes its place.
    once(name, message, kind, ...ways) {
      const old = this.named.get(name);
      const box = this.add(message, kind, ...ways);
      if (old?.isConnected) old.replaceWith(box);
      this.named.set(name, box);
    }

    close(name) {
      this.named.get(name)?.remove();
      this.named.delete(name);
    }
  }

  return { Notes };
})();
