// What the scripts of the editor share: elements made of text, places in data, requests.
window.studioParts = (() => {
  function el(tag, given, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given ?? {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return made;
  }

  const DRAWN = {
    up: "M4 10l4-4 4 4",
    down: "M4 6l4 4 4-4",
    remove: "M4 4l8 8M12 4l-8 8",
    open: "M6 4l4 4-4 4",
    add: "M8 3v10M3 8h10",
  };

  function icon(name) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    made.setAttribute("viewBox", "0 0 16 16");
    made.setAttribute("aria-hidden", "true");
    made.setAttribute("class", `sf-icon sf-icon-${name}`);
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", DRAWN[name]);
    made.append(line);
    return made;
  }

  const UNREADABLE = "(unreadable)"; // what the server puts where a value is left empty in the text

  const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const text = (value) => (value === undefined || value === null || value === UNREADABLE ? "" : String(value));

  function at(data, where) {
    let value = data;
    for (const part of where) value = value === null || typeof value !== "object" ? undefined : value[part];
    return value;
  }

  // One step, made in data of our own, exactly as the server makes it in the text.
  function apply(data, edit) {
    const holder = at(data, edit.where.slice(0, -1));
    const last = edit.where.at(-1);
    if (holder === null || typeof holder !== "object") return;
    if (edit.do === "put") {
      if (edit.value !== null) holder[last] = structuredClone(edit.value);
      else if (!Array.isArray(holder)) delete holder[last];
    } else if (edit.do === "insert") holder.splice(last, 0, structuredClone(edit.value));
    else if (edit.do === "remove") Array.isArray(holder) ? holder.splice(last, 1) : delete holder[last];
    else if (edit.do === "move") holder.splice(edit.to, 0, ...holder.splice(last, 1));
  }

  // The step that writes a value at a place of which some of the outer parts may not be there yet.
  function put(data, where, value) {
    for (let depth = 1; depth < where.length; depth += 1) {
      const outer = at(data, where.slice(0, depth));
      if (outer !== null && typeof outer === "object") continue;
      if (value === null) return null;
      let whole = value;
      for (const part of where.slice(depth).reverse()) whole = typeof part === "number" ? [whole] : { [part]: whole };
      return { do: "put", where: where.slice(0, depth), value: whole };
    }
    return { do: "put", where, value };
  }

  // A short name made of words, different from the ones there are.
  const FILLING = new Set("a an the of to in on at and or is are does do did has have say says seller that they it its for with who what how if us our their your than".split(" "));
  function shortName(words, taken, fallback) {
    const plain = words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().match(/[a-z0-9]+/g) ?? [];
    const telling = plain.filter((word) => !FILLING.has(word));
    let name = (telling.length ? telling : plain).slice(0, 3).join("_").replace(/^[^a-z]+/, "").slice(0, 50);
    name ||= fallback;
    let free = name;
    for (let number = 2; taken.includes(free); number += 1) free = `${name}_${number}`;
    return free;
  }

  const LOST = { message: "Pitch Coach cannot be reached.", hint: "Your work is kept in this browser.", lost: true };

  // Half a letter, as it can be left of a pasted emoji, becomes the sign for one that is missing.
  const whole = (words) => words.toWellFormed?.() ?? words.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");

  // The answer's JSON; throws {status, message, hint, body} or LOST.
  async function ask(address, body) {
    let answer;
    try {
      answer = await fetch(address, {
        method: body ? "POST" : "GET",
        headers: { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) },
        body: body ? JSON.stringify(body, (_, value) => (typeof value === "string" ? whole(value) : value)) : undefined,
      });
    } catch {
      throw LOST;
    }
    const said = await answer.json().catch(() => null);
    if (answer.ok && said) return said;
    const told = said?.error ?? {};
    throw {
      status: answer.status,
      message: told.message ?? `The server answered ${answer.status}.`,
      hint: told.hint ?? "Try again in a moment. Your work is kept in this browser.",
      body: said,
    };
  }

  // A sentence of the server's: what stands between backquotes is a word of the file.
  const quoted = (sentence) => sentence.split(/`([^`]*)`/).map((piece, place) => (place % 2 ? el("code", null, piece) : piece));

  const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
  const MANY = { criterion: "criteria", "point for them": "points for them", "point for us": "points for us", "way to say it": "ways to say it" };
  const counted = (count, noun) => plural(count, noun, MANY[noun]);

  return { el, icon, isMap, text, at, apply, put, shortName, ask, clock, plural, counted, quoted, LOST };
})();
