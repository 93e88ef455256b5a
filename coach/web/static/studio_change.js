// Choosing attempts: how many are ticked, and what scoring them takes, kept up to date. Without this the form
// has a button for it.
for (const form of document.querySelectorAll("[data-change]")) {
  const boxes = [...form.querySelectorAll("input[name=take]")];
  const told = form.querySelector("[data-chosen]");
  const cost = form.querySelector("[data-cost]");
  const begin = form.querySelector("button[value=begin]");
  const broken = begin.disabled;
  let asked = 0;
  let timer = null;

  form.querySelector("[data-by-hand]").hidden = true;
  const all = form.querySelector("[data-all]");
  all.hidden = false;
  all.addEventListener("click", ({ target }) => {
    if (!target.value) return;
    for (const box of boxes) box.checked = target.value === "all";
    changed();
  });
  form.addEventListener("change", changed);

  function changed() {
    count();
    clearTimeout(timer);
    timer = setTimeout(estimate, 250);
  }

  function count() {
    const ticked = boxes.filter((box) => box.checked).length;
    told.textContent = `${ticked} of ${boxes.length} listed attempts ticked`;
    begin.disabled = broken || !ticked;
  }

  async function estimate() {
    if (broken) return;
    const mine = ++asked;
    const take = boxes.filter((box) => box.checked).map((box) => box.value);
    const judge = form.querySelector("input[name=judge]:checked").value;
    let words = "The server does not answer; the figures cannot be told now.";
    try {
      const response = await fetch(form.dataset.change, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ take, judge }),
      });
      const body = await response.json();
      words = response.ok ? body.words : `${body.error.message} ${body.error.hint}`;
    } catch { /* said above */ }
    if (mine === asked) cost.textContent = words;
  }

  // What a browser fills in again after a reload is as good as ticked by hand.
  count();
  if (boxes.some((box) => box.checked !== box.defaultChecked)) estimate();
}
