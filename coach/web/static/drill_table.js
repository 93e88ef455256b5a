// What lies on the table, and which points are behind it: drawn from the state alone, told in words as well.
window.pitchDrillTable = (root) => {
  const { el } = window.pitchDrillParts;
  const find = (name) => root.querySelector(`[data-pd-${name}]`);

  function table(state) {
    const box = find("table"), now = state.table;
    box.hidden = now === null;
    if (!now) return box.replaceChildren();
    const rounds = find("rounds");
    if (rounds && now.rounds) {
      const { now: round, most } = now.rounds;
      rounds.replaceChildren(el("b", null, `Round ${round}`), el("small", null, `of ${most} at most`));
    }
    const pips = [];
    for (let each = 1; each <= now.presses; each += 1) pips.push(el("i", { class: each <= now.press ? "pd-full" : null }));
    const pressed = now.press === 0 ? "Put just now" : now.press === 1 ? "Pressed" : `Pressed ${now.press} times`;
    const where = now.rounds
      ? now.rounds.needed > 1 ? `They have let go ${now.rounds.let_go} of ${now.rounds.needed} times` : "The play you fear"
      : `Point ${now.number} of ${now.of}`;
    box.replaceChildren(
      el("p", { class: "pd-where" }, el("span", null, "On the table"), ` · ${where}`),
      el("h2", { dir: "auto" }, now.title),
      now.presses === 0 ? "" : el("p", { class: "pd-press" }, el("span", { class: "pd-pips", "aria-hidden": "true" }, ...pips),
        now.rounds && now.press === 0 && now.rounds.now > 1 ? "Put once more" : pressed),
    );
  }

  function board(state) {
    const done = state.board.map((each) => el("li", { class: each.here ? "pd-here" : `pd-done pd-is-${each.tone}`, "aria-current": each.here ? "true" : null },
      el("span", { dir: "auto" }, each.title), el("small", null, each.state)));
    const more = state.to_come;
    if (more && !state.ended) {
      const covered = Array.from({ length: Math.min(more, 5) }, () => el("i", { "aria-hidden": "true" }));
      done.push(el("li", { class: "pd-covered" }, ...covered, el("small", null, `${more} more to come`)));
    } else if (more) {
      done.push(el("li", { class: "pd-covered" }, el("small", null, `${more} not put`)));
    }
    find("board").replaceChildren(...done);
  }

  return { table, board };
};
