// Says what measuring the spread will cost while the numbers are chosen.
(() => {
  const form = document.querySelector("[data-sc-calls]");
  if (!form) return;
  const cost = form.querySelector("[data-sc-cost]");
  const tell = () => {
    const pitches = form.elements.pitches.valueAsNumber, runs = form.elements.runs.valueAsNumber;
    if (!(pitches > 0 && runs > 0)) return;
    cost.textContent = `${pitches} × ${runs} scores: about ${pitches * runs * Number(form.dataset.scCalls)} questions to the model.`;
  };
  form.addEventListener("input", tell);
})();
