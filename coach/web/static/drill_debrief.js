// The debrief: has the answers that nobody looked at yet assessed one by one, then shows the whole page anew.
(() => {
  const root = document.querySelector("[data-pd-debrief]");
  if (!root) return;
  const { post, wire } = window.pitchDrillParts;
  const id = root.dataset.pdDebrief, find = (name) => root.querySelector(`[data-pd-${name}]`);
  wire(root, id);
  // What was typed in the room and not sent is of no use any more.
  if ("pdOver" in root.dataset) for (const kind of ["draft", "sent"]) localStorage.removeItem(`pd-${kind}-${id}`);

  const print = find("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  // An answer that a link leads to may lie in what is folded away.
  const reveal = () => {
    const target = location.hash.startsWith("#answer-") && document.getElementById(location.hash.slice(1));
    if (!target) return;
    target.closest("details").open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  root.addEventListener("click", (event) => { if (event.target.closest("a[href^='#answer-']")) setTimeout(reveal); });
  reveal();

  const reading = root.querySelector("[data-pd-unread]");
  if (!reading) return;
  const byhand = find("byhand"), total = Number(reading.dataset.pdTotal);
  let waiting = reading.dataset.pdUnread.split(",").filter(Boolean).map(Number);

  async function lookAtAll() {
    byhand.hidden = true;
    find("note").textContent = "";
    while (waiting.length) {
      try {
        await post(`/drills/${id}/answers/${waiting[0]}/assess`); // what fails is kept as not scored, with the reason
      } catch (problem) {
        find("note").textContent = `${problem.message} ${problem.hint}`;
        byhand.hidden = false;
        return;
      }
      waiting = waiting.slice(1);
      const done = total - waiting.length;
      find("count").textContent = `${done} of ${total} looked at`;
      find("run").style.width = `${(100 * done) / total}%`;
    }
    location.reload();
  }

  byhand.firstElementChild.textContent = "Go on";
  byhand.addEventListener("submit", (event) => { event.preventDefault(); lookAtAll(); });
  lookAtAll();
})();
