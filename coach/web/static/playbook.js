// Two comforts that the pages do without: a button that says it is at work, and one that prints.
(() => {
  for (const form of document.querySelectorAll("[data-py-makes]")) {
    const says = form.querySelector("[data-py-says]");
    form.addEventListener("submit", (event) => {
      if (form.dataset.pyBusy) return event.preventDefault(); // one playbook a press
      form.dataset.pyBusy = "1";
      const button = event.submitter;
      if (button) {
        button.setAttribute("aria-disabled", "true");
        button.dataset.pyWas = button.textContent;
        button.textContent = "Thinking as their rep…";
      }
      if (says) says.textContent = form.dataset.pyMakes;
    });
    // Back from the playbook: a page out of the browser's cache must not still be at work.
    addEventListener("pageshow", () => {
      delete form.dataset.pyBusy;
      if (says) says.textContent = "";
      for (const button of form.querySelectorAll("[data-py-was]")) {
        button.textContent = button.dataset.pyWas;
        button.removeAttribute("aria-disabled");
        delete button.dataset.pyWas;
      }
    });
  }
  for (const button of document.querySelectorAll("[data-py-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
