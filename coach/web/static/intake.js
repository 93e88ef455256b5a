// Handing in without the recorder: a file, a pasted transcript, or a sample; and whether the take counts.
window.pitchIntake ??= (() => {
  const coach = window.pitchPractice;
  const section = () => document.querySelector(".pp-intake");
  let refresh = null;  // has the page count again which official attempts are left

  // What `pitchPractice.confirmed` asks about.
  function stake() {
    const { left, title } = document.querySelector(".pp-stakes")?.dataset ?? {};
    return { kind: section().dataset.kind, left, title };
  }

  function upload(name, content, key = crypto.randomUUID()) {
    const { rubric, situation, kind } = section().dataset;
    const request = new XMLHttpRequest();  // fetch cannot tell how much has been sent
    const send = () => upload(name, content, key);  // under the same key: twice received is still one attempt
    const broke = {
      message: navigator.onLine ? "The upload broke off." : "You are offline, so it could not be sent.",
      hint: "What you chose is still here.", retries: [{ label: "Send it again", act: send }],
    };
    request.open("POST", `/attempts?${new URLSearchParams({ rubric, situation, kind, filename: name, key })}`);
    request.upload.onprogress = ({ loaded, total }) => coach.draw({ state: "received", say: `Sending “${name}”: ${Math.round(100 * loaded / total)} %`, share: loaded / total });
    request.onerror = () => coach.fail(broke);
    request.onload = () => {
      let body = {};
      try { body = JSON.parse(request.responseText); } catch { /* told below */ }
      if (request.status !== 201) return coach.fail(body.error ?? broke);
      coach.follow(body.id, { scroll: true });
      if (kind === "official") counted();
    };
    coach.draw({ state: "received", say: `Sending “${name}”…`, share: 0 });
    coach.place().scrollIntoView({ block: "nearest" });
    request.send(content);
  }

  async function handIn(name, content) {
    const limit = Number(section().dataset.limit);
    if (content.size > limit) {
      return coach.fail({ message: `“${name}” is larger than ${Math.round(limit / 1e6)} MB.`, hint: "Send the sound alone, or a shorter recording." });
    }
    if (!await coach.confirmed(stake())) return;
    coach.leave();
    upload(name, content);
  }

  async function sample({ rubric, situation, kind }) {
    try {
      const { id } = await coach.ask(`/attempts/sample?${new URLSearchParams({ rubric, situation, kind })}`, { method: "POST" });
      coach.follow(id, { scroll: true });
      coach.place().scrollIntoView({ block: "nearest" });
    } catch (error) { coach.fail(error); }
  }
  // The samples stand in more than one part of the page.
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".pp-sample, .pp-try");
    if (button) sample(button.dataset);
  });

  function intake(element) {
    drawnAnew(element);
    element.addEventListener("change", (event) => {
      if (!event.target.matches(".pp-file") || !event.target.files.length) return;
      const [file] = event.target.files;
      event.target.value = "";  // so that the same file can be chosen again
      handIn(file.name, file);
    });
    element.addEventListener("click", (event) => {
      if (!event.target.closest(".pp-send")) return;
      const box = element.querySelector(".pp-paste textarea");
      if (box.value.trim()) handIn("pasted.txt", new Blob([box.value]));
      else box.focus();
    });
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      element.addEventListener(kind, (event) => {
        const zone = event.target.closest(".pp-drop");
        if (!zone) return;
        event.preventDefault();
        zone.classList.toggle("pp-over", kind === "dragenter" || kind === "dragover");
        const [file] = kind === "drop" ? event.dataTransfer.files : [];
        if (file) handIn(file.name, file);
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
