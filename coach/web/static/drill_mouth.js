// Speaks the rival's sentences in their order, each as soon as it is there: with the server's voice, with one of
// this browser's own, or not at all. The words are on the page in any case.
window.pitchMouth = (() => {
  const VOICES_MS = 1500;         // browsers load their list of voices late

  // A voice that speaks English on this device, without sending the words anywhere; null where there is none.
  async function ownVoice() {
    if (!("speechSynthesis" in window)) return null;
    if (!speechSynthesis.getVoices().length) await new Promise((done) => {
      speechSynthesis.addEventListener("voiceschanged", done, { once: true });
      setTimeout(done, VOICES_MS);
    });
    const local = speechSynthesis.getVoices().filter((voice) => voice.localService && /^en\b/i.test(voice.lang));
    return local.find((voice) => voice.default) ?? local.find((voice) => /US/.test(voice.lang)) ?? local[0] ?? null;
  }

  // `source` is {kind: "server" | "browser" | "none", voice}. changed(whether it speaks), failed({message, hint}).
  return Object.assign((drill, source, { changed, failed }) => {
    let line = [], current = null, silence = () => {};

    async function fetched(turn, index, quit) {
      const answer = await fetch(`/drills/${drill}/turns/${turn}/speech/${index}`, { signal: quit.signal });
      if (answer.status === 204) return null;
      if (!answer.ok) throw (await answer.json().catch(() => ({}))).error ?? { message: `The server answered ${answer.status}.`, hint: "" };
      return URL.createObjectURL(await answer.blob());
    }

    function played(address) {
      return new Promise((done, fail) => {
        const audio = new Audio(address);
        silence = () => { audio.pause(); done(); };
        audio.onended = done;
        audio.onerror = () => fail({ message: "This browser cannot play the rival's voice.", hint: "The words are there to read." });
        audio.play().catch((error) => error.name === "AbortError" ? done() : audio.onerror());
      });
    }

    function synthesised(text) {
      return new Promise((done, fail) => {
        const spoken = new SpeechSynthesisUtterance(text);
        Object.assign(spoken, { voice: source.voice, lang: source.voice.lang });
        silence = () => { speechSynthesis.cancel(); done(); };
        spoken.onend = done;
        spoken.onerror = (event) => ["interrupted", "canceled"].includes(event.error) ? done()
          : fail({ message: `This browser's voice failed: ${event.error}.`, hint: "The words are there to read." });
        speechSynthesis.speak(spoken);
      });
    }

    async function speak(part) {
      if (source.kind === "browser") return synthesised(part.text);
      const address = await part.sound;
      if (!address || part.quit.signal.aborted) return undefined;
      try { return await played(address); } finally { URL.revokeObjectURL(address); }
    }

    async function run() {
      if (current) return;
      current = line.shift();
      changed(true);
      for (; current; current = line.shift()) {
        const { quit } = current;
        await speak(current).catch((problem) => { if (!quit.signal.aborted) failed(problem); });
        silence = () => {};
      }
      changed(false);
    }

    return {
      get speaking() { return Boolean(current); },
      // The sound is asked for at once and played when its turn has come.
      add(turn, index, text) {
        if (source.kind === "none") return;
        const quit = new AbortController();
        const sound = source.kind === "server" ? fetched(turn, index, quit) : null;
        sound?.catch(() => {});   // told when its turn has come
        line.push({ text, quit, sound });
        run();
      },
      // Silence, at once.
      stop() {
        for (const part of [current, ...line]) part?.quit.abort();
        line = [];
        silence();
      },
    };
  }, { ownVoice });
})();
