// The clock of rapid fire: counts while it is the seller's turn, stands still while an answer is sent, and
// goes on where it was after a reload. It never takes the word from anybody: late answers count as late.
window.pitchDrillClock = (box, drill, tell) => {
  const digits = box.querySelector("[data-pd-seconds]");
  const run = box.querySelector("[data-pd-run]");
  const kept = `pd-clock-${drill}`;
  let turn = null, limit = 0, spent = 0, since = null, told = 0, timer = null;

  const elapsed = () => spent + (since === null ? 0 : (performance.now() - since) / 1000);

  function draw() {
    const left = Math.ceil(limit - elapsed());
    digits.textContent = left > 0 ? left : "0";
    box.querySelector("small").textContent = left > 0 ? "seconds left" : "over: this answer will be late";
    box.classList.toggle("pd-soon", left > 0 && left <= 10);
    box.classList.toggle("pd-late", left <= 0);
    run.style.width = `${Math.max(0, Math.min(100, (100 * (limit - elapsed())) / limit))}%`;
    if (left <= 10 && left > 0 && told < 1) { told = 1; tell("Ten seconds left."); }
    if (left <= 0 && told < 2) { told = 2; tell("Time is over. You can still answer; it counts as late."); }
    if (since !== null) sessionStorage.setItem(kept, JSON.stringify({ turn, spent: elapsed() }));
  }

  return {
    // The seller's turn number `now` begins, or goes on.
    start(now, seconds) {
      if (turn === now && since !== null) return;
      if (turn !== now) {
        const before = JSON.parse(sessionStorage.getItem(kept) ?? "null");
        turn = now; told = 0;
        spent = before?.turn === now ? before.spent : 0;
      }
      limit = seconds;
      since = performance.now();
      box.classList.remove("pd-off");
      clearInterval(timer);
      timer = setInterval(draw, 250);
      draw();
    },
    pause() {
      if (since === null) return;
      spent = elapsed(); since = null;
      clearInterval(timer);
      draw();
    },
    // For an answer without a clock: what is left says so.
    drop() {
      clearInterval(timer);
      since = null;
      box.classList.remove("pd-soon", "pd-late");
      box.classList.add("pd-off");
      digits.textContent = "–";
      run.style.width = "0";
      box.querySelector("small").textContent = "no clock for this one";
    },
    elapsed,
  };
};
