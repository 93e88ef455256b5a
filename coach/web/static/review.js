// Plays the evidence, in the report and in the form, keeps the points up to date, and asks before what was
// filled in is left behind. Everything works without it, apart from playing a quote: then there is a button
// that asks for the points.
(() => {
  const root = document.querySelector("[data-rv-root]");
  if (!root) return;
  pitchReport(root);
  const form = root.querySelector("[data-rv-form]");
  if (!form) return;
  form.classList.add("rv-live");
  let asked = 0;
  let unkept = Boolean(form.querySelector("textarea").value);

  // The server adds up, by the same rules as ever: the answer is this page with other points in it.
  async function recount() {
    const mine = ++asked;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", "sum");
    try {
      const answer = await fetch(form.action.split("#")[0], { method: "POST", body: fields });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const sum = page.querySelector("[data-rv-sum]");
      if (mine !== asked || !sum) return;
      form.querySelector("[data-rv-sum]").replaceChildren(...sum.childNodes);
    } catch {
      form.classList.remove("rv-live"); // the button is there again
    }
  }

  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") recount();
  });
  form.addEventListener("input", () => { unkept = true; });
  form.addEventListener("submit", () => { unkept = false; });
  addEventListener("beforeunload", (event) => { if (unkept) event.preventDefault(); });
})();
