// Keeps what was chosen over a reload, chooses by digits, and plays from a sentence. Grading works without it.
(() => {
  const form = document.querySelector("[data-sg-form]");
  const cleared = document.querySelector("[data-sg-clear]");
  const drafts = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; } },
    write(key, choices) { try { localStorage.setItem(key, JSON.stringify(choices)); } catch { /* full, or forbidden */ } },
    drop(beginning) {
      try {
        Object.keys(localStorage).filter((key) => key.startsWith(beginning)).forEach((key) => localStorage.removeItem(key));
      } catch { /* forbidden */ }
    },
  };
  if (cleared) drafts.drop(cleared.dataset.sgClear);
  if (!form) return;

  const key = form.dataset.sgDraft;
  const asked = [...form.querySelectorAll(".sg-asked")];
  const count = form.querySelector("[data-sg-count]");
  const note = form.elements.note;
  form.querySelector("[data-sg-keys]").hidden = false;

  const chosen = () => Object.fromEntries([...form.querySelectorAll("input:checked")].map((each) => [each.name, each.value]));
  const tell = () => {
    const answered = asked.filter((each) => each.querySelector("input:checked")).length;
    count.textContent = `${answered} of ${asked.length} questions answered`;
  };

  // What a form was sent back with is newer than what was kept here.
  if (!("sgGiven" in form.dataset)) {
    const draft = drafts.read(key);
    for (const input of form.querySelectorAll("input[type=radio]")) {
      if (draft.chosen && draft.chosen[input.name] === input.value) input.checked = true;
    }
    if (typeof draft.note === "string" && draft.note) note.value = draft.note;
  }
  const keep = () => drafts.write(key, { chosen: chosen(), note: note.value });
  form.addEventListener("input", () => { keep(); tell(); });
  tell();

  // A digit chooses that answer of the question one is in, and goes on to the next.
  form.addEventListener("keydown", (event) => {
    const group = event.target.type === "radio" && event.target.closest(".sg-asked");
    if (!group || !/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    const input = group.querySelectorAll("input")[Number(event.key) - 1];
    if (!input) return;
    event.preventDefault();
    input.checked = true;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    const next = asked[asked.indexOf(group) + 1];
    if (next) (next.querySelector("input:checked") || next.querySelector("input")).focus();
    else note.focus();
  });

  const player = document.querySelector("[data-sg-player]");
  if (!player) return;
  for (const button of document.querySelectorAll("[data-sg-start]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      player.currentTime = Number(button.dataset.sgStart);
      player.play().catch(() => { /* the browser asks for a gesture first */ });
    });
  }
})();
