// Picking a passage: the sentences of the golden pitch, one or several in a row.
window.studioPassage = (() => {
  const { el, ask, isMap, text } = window.studioParts;

  const plain = (words) => words.replace(/[“”„«»]/g, '"').replace(/[‘’‚`]/g, "'").replace(/\s+/g, " ").trim().toLowerCase();

  function sentences(body) {
    return (body.match(/\S[^]*?(?:[.!?…]+["”’')]*(?=\s|$)|\n\s*\n|$)/g) ?? []).map((each) => each.replace(/\s+/g, " ").trim()).filter(Boolean);
  }

  // Which checks quote a sentence already.
  function users(data, sentence, except) {
    const found = [];
    (Array.isArray(data?.criteria) ? data.criteria : []).forEach((criterion, number) => {
      (Array.isArray(criterion?.checks) ? criterion.checks : []).forEach((check, position) => {
        const where = ["criteria", number, "checks", position, "golden"];
        const passage = isMap(check) ? plain(text(check.golden)) : "";
        if (passage && passage.includes(plain(sentence)) && JSON.stringify(where) !== JSON.stringify(except)) found.push(text(check.id));
      });
    });
    return found;
  }

  async function pick(view, data) {
    const name = text(data?.golden_pitch);
    const dialog = el("dialog", { class: "se-dialog", "aria-labelledby": "se-pick-title" });
    const close = el("button", { type: "button", class: "ps-button" }, "Cancel");
    const use = el("button", { type: "button", class: "ps-button ps-primary", disabled: true }, "Use this passage");
    const list = el("div", { class: "se-sentences" });
    const head = el("h2", { id: "se-pick-title" }, "Which sentence of the golden pitch does it?");
    const lead = el("p", { class: "ps-lead" }, "Tick one, or several that follow each other.");
    dialog.append(head, lead, list, el("div", { class: "ps-row" }, use, close));
    document.querySelector(".se-editor").append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      view.focus();
    });
    close.addEventListener("click", () => dialog.close());
    dialog.showModal();
    let found = [];
    try {
      if (!name) throw { message: "No golden pitch is chosen yet.", hint: "Choose one above, under “What it is about”." };
      const answer = await ask(`/studio/text/pitch/${encodeURIComponent(name)}/golden`);
      found = sentences(text(answer.data?.body));
      if (!found.length) throw { message: "The golden pitch has no words yet.", hint: "Write it first." };
    } catch (problem) {
      list.append(el("p", { class: "ps-problem" }, `${problem.message} ${problem.hint}`));
      close.focus();
      return;
    }
    const now = plain(text(view.value));
    const boxes = found.map((sentence) => {
      const box = el("input", { type: "checkbox" });
      box.checked = Boolean(now) && now.includes(plain(sentence).replace(/[.!?]+$/, ""));
      const others = users(data, sentence, view.where);
      list.append(el("label", { class: "sf-tick" }, box, el("span", { dir: "auto" }, sentence, others.length ? el("span", { class: "ps-small" }, ` Used by ${others.join(", ")}.`) : null)));
      return box;
    });
    const chosen = () => boxes.flatMap((box, place) => (box.checked ? [place] : []));
    const look = (box) => {
      const places = chosen();
      const [first, last] = [places[0], places.at(-1)];
      // A gap between two ticked sentences is no passage: what was ticked last counts.
      if (places.length && last - first + 1 !== places.length) {
        if (box?.checked) boxes.forEach((each) => (each.checked = each === box));
        else boxes.forEach((each, place) => (each.checked = place === first));
      }
      use.disabled = !chosen().length;
    };
    boxes.forEach((box) => box.addEventListener("change", () => look(box)));
    look();
    use.addEventListener("click", () => {
      view.set(chosen().map((place) => found[place]).join(" "));
      dialog.close();
    });
    (boxes.find((box) => box.checked) ?? boxes[0]).focus();
  }

  return { pick, sentences };
})();
