// Shows which file a title will become, and keeps a pasted text until a draft is made of it (studio_draft.js).
(() => {
  const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th" };
  const LONGEST = 56;

  for (const id of document.querySelectorAll("[data-names]")) {
    const title = document.querySelector(`[data-titles="${id.dataset.names}"]`);
    const hint = document.getElementById(id.getAttribute("aria-describedby"));
    const rule = hint.textContent;
    const show = () => {
      const name = id.value.trim() || (title.value.trim() ? made(title.value, id.dataset) : "");
      const file = document.createElement("b");
      file.textContent = `${id.dataset.folder}/${name}.yaml`;
      hint.replaceChildren(...(name ? ["Its file will be ", file, "."] : [rule]));
    };
    for (const field of [id, title]) field.addEventListener("input", show);
    show();
  }

  // The same rule as the server's (coach/domain/studio/naming.py), which has the last word.
  function made(title, { taken, otherwise }) {
    const plain = [...title.toLowerCase()].map((char) => LETTERS[char] ?? char).join("").normalize("NFKD").replace(/\p{M}/gu, "");
    let name = plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
    if (!/^[a-z]/.test(name)) name = `${otherwise}_${name}`.replace(/_+$/, "");
    name = name.slice(0, LONGEST).replace(/_+$/, "");
    const known = new Set([...taken.split(" "), "us"]);
    let free = name;
    for (let number = 2; known.has(free); number++) free = `${name}_${number}`;
    return free;
  }

  // Under the person's key: another person in this tab sees a text of their own. `pasted` tells which text it is.
  for (const field of document.querySelectorAll("[data-keep]")) {
    const key = `studio:${field.dataset.keep}:${field.dataset.who}`;
    const { pasted, text } = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    const name = pasted ?? [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");
    if (!field.value) field.value = text ?? "";
    document.querySelector(`[data-kept="${field.dataset.keep}"]`).value = name;
    field.addEventListener("input", () => {
      try {
        sessionStorage.setItem(key, JSON.stringify({ pasted: name, text: field.value }));
      } catch {
        // Too much for this browser: the text is still in the field.
      }
    });
  }
})();
