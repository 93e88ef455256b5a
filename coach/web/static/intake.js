// Handing in without the recorder: a file, a pasted transcript, or a sample; and whether the take counts.
window.pitchIntake ??= (() => {
  const coach = window.pitchPractice;
  const PASTED = "pasted.txt";
  const section = () => document.querySelector(".pp-intake");
  let refresh = null;   // has the page count again which official attempts are left
  let handing = false;  // from the choice until it was received or refused
  let sending = false;
  let another = false;  // whether a file was chosen while one was being sent

  const draft = {
    place: () => `pitch-pasted-${section()?.dataset.owner}`,
    get() { try { return sessionStorage.getItem(this.place()); } catch { return null; } },
    set(text) { try { sessionStorage.setItem(this.place(), text); } catch { /* switched off: then it is not kept */ } },
  };

  // What `pitchPractice.confirmed` asks about.
  function stake() {
    const { left, title } = document.querySelector(".pp-stakes")?.dataset ?? {};
    return { kind: section().dataset.kind, left, title };
  }

  // One thing at a time: a second press of a button is no second pitch.
  async function alone(work) {
    if (handing) return;
    handing = true;
    try { await work(); } finally { handing = false; }
  }
  // Instead of the attempt that was followed, which goes on by itself and stands among the last ones.
  function refuse(problem) {
    coach.leave();
    coach.fail(problem);
    coach.place().scrollIntoView({ block: "nearest" });
  }
  // What is still being sent would be lost with the page; once received, it can be closed.
  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

  // Resolves when it was received or has failed, which is told by then. `about` is what it was first handed in as.
  const upload = (about, content, kept) => new Promise((resolve) => {
    const request = new XMLHttpRequest();  // fetch cannot tell how much has been sent
    const send = () => alone(() => upload(about, content, kept));  // under the same key: twice received is still one attempt
    const broke = () => ({
      message: navigator.onLine ? "The upload broke off." : "You are offline, so it could not be sent.",
      hint: "What you chose is still here.", retries: [{ label: "Send it again", act: send }],
    });
    const draw = (far, share) => {
      const say = `Sending ${about.filename === PASTED ? "your text" : `“${about.filename}”`}${far}`;
      coach.draw({ state: "sending", say: another ? `${say}. Choose the other one again when this one is received.` : say, share });
    };
    request.open("POST", `/attempts?${new URLSearchParams(about)}`);
    request.upload.onprogress = ({ loaded, total }) => draw(`: ${Math.round(100 * loaded / total)} %`, loaded / total);
    request.onloadend = () => { sending = another = false; resolve(); };
    request.onerror = () => coach.fail(broke());
    request.onload = () => {
      let body = {};
      try { body = JSON.parse(request.responseText); } catch { /* told below */ }
      if (request.status !== 201) return coach.fail(body.error ?? broke());
      kept?.();
      coach.follow(body.id, { scroll: true });
      if (about.kind === "official") counted();
    };
    draw("…", 0);
    coach.place().scrollIntoView({ block: "nearest" });
    sending = true;
    request.send(content);
  });

  // `kept` is called when the server has it.
  const handIn = (name, content, kept) => alone(async () => {
    const { rubric, situation, kind } = section().dataset;
    const limit = Number(section().dataset.limit);
    if (content.size > limit) {
      return refuse({ message: `“${name}” is larger than ${Math.round(limit / 1e6)} MB.`, hint: "Send the sound alone, or a shorter recording." });
    }
    try {
      await content.slice(0, 1).arrayBuffer();
    } catch {
      return refuse({ message: `“${name}” cannot be read.`, hint: "A folder cannot be handed in, nor a file that was moved: choose the recording itself." });
    }
    if (!await coach.confirmed(stake())) return;
    coach.leave();
    await upload({ rubric, situation, kind, filename: name, key: crypto.randomUUID() }, content, kept);
  });

  function chosen(files) {
    if (sending) another = true;
    else if (files.length > 1) {
      refuse({ message: `These are ${files.length} files.`, hint: "Each pitch is handed in by itself: drop one of them." });
    } else if (files.length) handIn(files[0].name, files[0]);
  }

  const sample = ({ rubric, situation, kind }) => alone(async () => {
    coach.leave();
    coach.draw({ state: "sending", say: "Handing in the sample…", share: 0 });
    coach.place().scrollIntoView({ block: "nearest" });
    try {
      const { id } = await coach.ask(`/attempts/sample?${new URLSearchParams({ rubric, situation, kind })}`, { method: "POST" });
      coach.follow(id, { scroll: true });
    } catch (error) { coach.fail(error); }
  });
  // The samples stand in more than one part of the page.
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".pp-sample, .pp-try");
    if (button) sample(button.dataset);
  });
  // A file that misses its place would be opened instead of this page.
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.closest?.(".pp-drop") || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
  }

  function intake(element) {
    drawnAnew(element);
    const box = () => element.querySelector(".pp-paste textarea");
    // What was typed outlives the page, and its being drawn anew for another pitch.
    const typed = () => {
      if (!box() || box().value || !draft.get()) return;
      box().value = draft.get();
      box().closest("details").open = true;
    };
    new MutationObserver(typed).observe(element, { childList: true, subtree: true });
    element.addEventListener("input", (event) => {
      if (event.target !== box()) return;
      box().setCustomValidity("");
      draft.set(box().value);
    });
    element.addEventListener("change", (event) => {
      if (!event.target.matches(".pp-file") || !event.target.files.length) return;
      const files = [...event.target.files];
      event.target.value = "";  // so that the same file can be chosen again
      chosen(files);
    });
    element.addEventListener("click", (event) => {
      if (!event.target.closest(".pp-send")) return;
      const text = box().value;
      if (text.trim()) return handIn(PASTED, new Blob([text]), () => draft.set(""));
      box().setCustomValidity("Type or paste what you say, then score it.");
      box().reportValidity();
    });
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      element.addEventListener(kind, (event) => {
        const zone = event.target.closest(".pp-drop");
        if (!zone) return;
        event.preventDefault();
        zone.classList.toggle("pp-over", kind === "dragenter" || kind === "dragover");
        if (kind === "drop") chosen(event.dataTransfer.files);
      });
    }
  }

  // The choice stays as it was made while the rest of the page is drawn anew, as long as it is still open.
  function adopt() {
    const chosen = document.querySelector(".pp-stakes input:checked:not(:disabled)");
    const practice = document.querySelector(".pp-stakes input[value=practice]");
    if (!chosen && practice) practice.checked = true;
    const kind = chosen?.value ?? "practice";
    if (section() && section().dataset.kind !== kind) section().dataset.kind = kind;
  }
  const drawnAnew = (element) => new MutationObserver(adopt).observe(element, { childList: true, subtree: true, attributes: true });

  function stakes(element, trigger) {
    refresh = () => trigger("select", {});
    element.addEventListener("change", adopt);
    drawnAnew(element);
  }

  // After something that counts: back to practice, and the rest is counted again.
  function counted() {
    const practice = document.querySelector(".pp-stakes input[value=practice]");
    if (practice) practice.checked = true;
    adopt();
    refresh?.();
  }
  document.addEventListener("pp-counted", counted);

  return { intake, stakes };
})();
