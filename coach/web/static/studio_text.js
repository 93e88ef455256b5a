// The text side: a plain field of text over rows that give it line numbers, colours and marks.
window.studioText = (() => {
  const { el } = window.studioParts;
  const KEY = /^(\s*(?:- +)?)([\w-]+|"[^"]*")(:)(?= |$)/;
  const BLOCK = /(?::|-)\s+[>|][+-]?\d*\s*(?:#.*)?$/;

  // What each line is made of, and the place in the data that begins on it, as far as block style shows it.
  function scan(lines, markdown) {
    const rows = [];
    const places = [];
    const stack = []; // {indent, key}: names and positions around the line
    let block = -1; // indentation of the line that opened a text of several lines
    let head = markdown ? (lines[0]?.trimEnd() === "---" ? 1 : 0) : 1;
    lines.forEach((line, number) => {
      if (markdown && (number === 0 || head === 0 || line.trimEnd() === "---")) {
        if (number > 0 && line.trimEnd() === "---") head = 0;
        rows.push({ cuts: line.trimEnd() === "---" ? [["mark", line]] : [["", line]] });
        return;
      }
      const indent = line.length - line.trimStart().length;
      if (block >= 0 && (indent > block || !line.trim())) return void rows.push({ cuts: [["", line]] });
      block = -1;
      if (/^\s*#/.test(line)) return void rows.push({ cuts: [["note", line]] });
      const cuts = [];
      let rest = line;
      let column = indent;
      while (/^\s*- /.test(rest) || /^\s*-$/.test(rest)) {
        const dash = rest.indexOf("-");
        const depth = column;
        while (stack.length && (stack.at(-1).indent > depth || (stack.at(-1).indent === depth && typeof stack.at(-1).key === "number"))) {
          const gone = stack.pop();
          if (gone.indent === depth && typeof gone.key === "number") { stack.push({ indent: depth, key: gone.key + 1 }); break; }
        }
        if (!(stack.at(-1)?.indent === depth && typeof stack.at(-1).key === "number")) stack.push({ indent: depth, key: 0 });
        places.push([stack.map((each) => each.key), number]);
        cuts.push(["mark", rest.slice(0, dash + 1)]);
        rest = rest.slice(dash + 1);
        column = depth + 1 + (rest.length - rest.trimStart().length);
      }
      const key = KEY.exec(rest);
      if (key) {
        while (stack.length && (stack.at(-1).indent > column || (stack.at(-1).indent === column && typeof stack.at(-1).key === "string"))) stack.pop();
        stack.push({ indent: column, key: key[2].replaceAll('"', "") });
        places.push([stack.map((each) => each.key), number]);
        cuts.push(["", key[1]], ["key", key[2]], ["mark", key[3]]);
        rest = rest.slice(key[0].length);
      }
      if (BLOCK.test(line)) block = cuts.some(([, said]) => said.includes("-")) && !key ? indent : column;
      const note = rest.search(/(?:^| )#/);
      if (note >= 0 && !/["'].*#.*["']/.test(rest)) cuts.push(["", rest.slice(0, note)], ["note", rest.slice(note)]);
      else cuts.push(["", rest]);
      rows.push({ cuts });
    });
    return { rows, places };
  }

  class TextSide {
    constructor(root, markdown, typed) {
      this.area = root.querySelector("[data-se-area]");
      this.box = root.querySelector("[data-se-code]");
      this.rows = root.querySelector("[data-se-rows]");
      this.markdown = markdown;
      this.marks = new Map();
      this.drawn = [];
      this.places = [];
      this.area.addEventListener("input", () => {
        this.draw();
        typed(this.area.value);
      });
    }

    get text() {
      return this.area.value;
    }

    // Takes over another text and leaves caret, selection and scroll where they are.
    set(text) {
      const old = this.area.value;
      if (old === text) return;
      let start = 0;
      const most = Math.min(old.length, text.length);
      while (start < most && old[start] === text[start]) start += 1;
      let end = 0;
      while (end < most - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
      const top = this.box.scrollTop;
      this.area.setRangeText(text.slice(start, text.length - end), start, old.length - end, "preserve");
      this.draw();
      this.box.scrollTop = top;
    }

    // Only rows that changed are drawn again.
    draw() {
      const lines = this.area.value.split("\n");
      const { rows, places } = scan(lines, this.markdown);
      this.places = places;
      this.box.style.setProperty("--se-digits", String(lines.length).length);
      while (this.rows.childElementCount > rows.length) this.rows.lastElementChild.remove();
      rows.forEach((row, number) => {
        const mark = this.marks.get(number + 1) ?? "";
        const name = JSON.stringify([row.cuts, mark]);
        if (this.drawn[number] === name && this.rows.children[number]) return;
        const made = el("div", { class: `se-row ${mark}` });
        for (const [kind, said] of row.cuts) if (said) made.append(kind ? el("span", { class: `se-${kind}` }, said) : said);
        if (!made.textContent) made.append("\u200b");
        if (this.rows.children[number]) this.rows.children[number].replaceWith(made);
        else this.rows.append(made);
        this.drawn[number] = name;
      });
      this.drawn.length = rows.length;
    }

    // Marks the lines of remarks: an error outweighs advice.
    mark(remarks) {
      this.marks = new Map();
      for (const remark of remarks)
        if (remark.line && this.marks.get(remark.line) !== "se-error") this.marks.set(remark.line, `se-${remark.severity}`);
      this.draw();
    }

    // The line of a place in the data, or of the nearest part around it.
    line(where) {
      for (let depth = where.length; depth > 0; depth -= 1) {
        const wanted = JSON.stringify(where.slice(0, depth));
        const found = this.places.find(([place]) => JSON.stringify(place) === wanted);
        if (found) return found[1] + 1;
      }
      return null;
    }

    // Shows a line without taking the focus.
    show(line) {
      this.rows.querySelector(".se-here")?.classList.remove("se-here");
      const row = line && this.rows.children[line - 1];
      if (!row) return;
      row.classList.add("se-here");
      const top = row.offsetTop;
      const seen = this.box.scrollTop;
      if (top < seen + 20 || top + row.offsetHeight > seen + this.box.clientHeight - 20)
        this.box.scrollTop = Math.max(0, top - this.box.clientHeight / 3);
    }

    // Puts the caret at the beginning of a line.
    go(line) {
      this.area.focus({ preventScroll: true });
      const start = this.area.value.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
      this.area.setSelectionRange(start, start);
      this.show(line);
    }
  }

  return { TextSide, scan };
})();
