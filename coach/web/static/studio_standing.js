// Where learners stand while a file is written: the chip beside the state of the page.
window.studioStanding = (() => {
  // What is said, and the longer words behind it. `version` is the hash of what the page holds.
  function told({ live, standing, version, unmended }) {
    if (live) return unmended ? [`${unmended} to mend before it can be saved`, ""] : ["Used as soon as it is saved", ""];
    if (!standing) return ["", ""];
    const used = standing.in_use;
    if (used && used.alike && used.version === version) return [`Same as version ${used.number}, which is in use`, ""];
    if (used) return [`Draft: learners get version ${used.number} until you publish`, used.alike ? "" : `The golden pitch, or what is true of us, is not as it was in version ${used.number}.`];
    if (standing.managed) return ["Draft: not published yet", "Learners do not see it before you publish it."];
    return ["In use as it stands", "When you save, what learners get now becomes version 1, and your change waits as a draft."];
  }

  function draw(chip, now) {
    const [named, why] = told(now);
    chip.hidden = !named;
    if (chip.textContent !== named) chip.textContent = named;
    chip.title = why;
    chip.classList.toggle("st-bad", now.live && now.unmended > 0);
  }

  return { draw };
})();
