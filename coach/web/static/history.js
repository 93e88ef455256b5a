// Makes choosing and listening easier. Everything works without it: forms are sent and links open.
for (const form of document.querySelectorAll("[data-ph-compare]")) {
  const bar = form.querySelector(".ph-compare");
  if (!bar) continue;
  const note = bar.querySelector("[data-ph-chosen]");
  const ask = note.textContent;
  const chosen = [...form.querySelectorAll("input:checked")];
  const tell = () => {
    note.textContent = [ask, "One take chosen. Tick another one.", "Two takes chosen."][chosen.length];
    bar.toggleAttribute("data-some", chosen.length > 0);
    bar.toggleAttribute("data-ready", chosen.length === 2);
  };
  note.setAttribute("role", "status");
  form.addEventListener("change", ({ target }) => {
    const place = chosen.indexOf(target);
    if (place >= 0) chosen.splice(place, 1);
    if (target.checked) chosen.push(target);
    if (chosen.length > 2) chosen.shift().checked = false;
    tell();
  });
  form.addEventListener("submit", (event) => {
    if (chosen.length === 2) return;
    event.preventDefault();
    note.textContent = chosen.length ? "One take chosen. Tick another one, then compare." : "Tick two takes first.";
    form.querySelector("input:not(:checked)").focus();
  });
  tell();
}

const players = [...document.querySelectorAll("[data-ph-player]")];
for (const player of players) {
  player.addEventListener("play", () => players.forEach((other) => other === player || other.pause()));
}
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-ph-play]");
  const player = link && players.find((each) => each.dataset.phPlayer === link.dataset.phPlay);
  if (!player) return;
  event.preventDefault();
  player.currentTime = Number(link.dataset.start);
  player.play().catch(() => {}); // interrupted by the next press: nothing is wrong
});
