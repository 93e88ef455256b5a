// Two texts side by side: which lines differ, and in them which words.
window.studioCompare = (() => {
  const { el } = window.studioParts;
  const MOST = 4_000_000; // cells of the table below; beyond, everything between the equal ends counts as changed

  // Pairs of positions at which both lists hold the same, in order.
  function common(left, right) {
    let start = 0;
    while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
    let end = 0;
    while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
    const pairs = [];
    for (let place = 0; place < start; place += 1) pairs.push([place, place]);
    const a = left.slice(start, left.length - end);
    const b = right.slice(start, right.length - end);
    if (a.length * b.length <= MOST) for (const [i, j] of longest(a, b)) pairs.push([start + i, start + j]);
    for (let place = end; place > 0; place -= 1) pairs.push([left.length - place, right.length - place]);
    return pairs;
  }

  function longest(a, b) {
    const wide = b.length + 1;
    const table = new Uint32Array((a.length + 1) * wide);
    for (let i = a.length - 1; i >= 0; i -= 1)
      for (let j = b.length - 1; j >= 0; j -= 1)
        table[i * wide + j] = a[i] === b[j] ? table[(i + 1) * wide + j + 1] + 1 : Math.max(table[(i + 1) * wide + j], table[i * wide + j + 1]);
    const pairs = [];
    for (let i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] === b[j]) pairs.push([i++, j++]);
      else if (table[(i + 1) * wide + j] >= table[i * wide + j + 1]) i += 1;
      else j += 1;
    }
    return pairs;
  }

  // The stretches of lines in which two texts differ, each with the lines on both sides.
  function stretches(mine, theirs) {
    const left = mine.split("\n");
    const right = theirs.split("\n");
    const found = [];
    let i = 0;
    let j = 0;
    for (const [a, b] of [...common(left, right), [left.length, right.length]]) {
      if (a > i || b > j) found.push({ line: i + 1, mine: left.slice(i, a), other: j + 1, theirs: right.slice(j, b) });
      i = a + 1;
      j = b + 1;
    }
    return found;
  }

  const words = (lines) => lines.join("\n").match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

  // Both sides of a stretch with the words marked that only one of them has.
  function marked(stretch) {
    const left = words(stretch.mine);
    const right = words(stretch.theirs);
    const pairs = common(left, right);
    const side = (tokens, kept, kind) => {
      const made = [];
      let run = "";
      const flush = () => {
        if (run.trim()) made.push(el("mark", { class: kind }, run));
        else if (run) made.push(run);
        run = "";
      };
      tokens.forEach((token, place) => {
        if (!kept.has(place)) return void (run += token);
        if (/^\s+$/.test(token) && run) return void (run += token); // blanks between two changed words belong to them
        flush();
        made.push(token);
      });
      flush();
      return made;
    };
    return [
      side(left, new Set(pairs.map(([i]) => i)), "se-mine"),
      side(right, new Set(pairs.map(([, j]) => j)), "se-other"),
    ];
  }

  // A table of all differences: ours left, theirs right.
  function table(mine, theirs, named = ["Your version", "Their version"]) {
    const rows = stretches(mine, theirs).map((stretch) => {
      const [left, right] = marked(stretch);
      const cell = (line, content) =>
        el("td", { dir: "auto" }, content.length ? [el("span", { class: "se-at" }, `line ${line}`), el("span", { class: "se-piece" }, content)] : el("span", { class: "ps-small" }, "nothing"));
      return el("tr", null, cell(stretch.line, left), cell(stretch.other, right));
    });
    const head = el("tr", null, named.map((name) => el("th", { scope: "col" }, name)));
    return el("table", { class: "se-differences" }, el("thead", null, head), el("tbody", null, rows));
  }

  return { stretches, table };
})();
