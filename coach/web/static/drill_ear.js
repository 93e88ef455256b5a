// Listens to an open microphone and finds out by itself where an answer begins and ends.
//
// It follows how loud the room is, and takes for speech what is well above that. While the rival's voice plays,
// more is asked: what comes back out of the loudspeaker must not count as an interruption.
window.pitchEar = (() => {
  const STEP_MS = 40;
  const QUIETEST = 0.01, QUIETEST_OVER_RIVAL = 0.03;   // below it nothing is speech, however silent the room is
  const ABOVE = 3, ABOVE_OVER_RIVAL = 8;               // so many times the level of the room is speech
  const BEGINS_MS = 160, BEGINS_OVER_RIVAL_MS = 360;
  const FALLS = 0.2, RISES = 0.0013;   // of the difference at each step: at once down, up within half a minute
  const FORGET_MS = 4000;         // of the silence before an answer, so much at most is sent along
  const LONGEST_MS = 280_000;
  const DEAD = 0.0004, DEAD_MS = 8000;
  const BITS = 48_000;

  // tell: {level(0..1), began(), silent(share of the pause 0..1), ended(blob, seconds, lagMs), dead()}
  // settings: {pauseMs(), byHand(), rivalSpeaks(), types()}
  return (stream, settings, tell) => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    context.createMediaStreamSource(stream).connect(analyser);
    context.resume().catch(() => {});
    const samples = new Float32Array(analyser.fftSize);
    const type = pitchCapture.format(false);
    let floor = 0.004, voiced = 0, speaking = false, take = null, before = performance.now(), soundAt = before;

    function record() {
      const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS });
      const made = { recorder, parts: [], at: performance.now(), from: null, voiceAt: null };
      recorder.ondataavailable = (event) => { if (event.data.size) made.parts.push(event.data); };
      recorder.start();
      return made;
    }

    const drop = (made) => { if (made && made.recorder.state !== "inactive") made.recorder.stop(); };

    function begin(now) {
      take ??= record();
      speaking = true;
      Object.assign(take, { from: now - voiced, voiceAt: now });
      tell.began();
    }

    // The answer is over: all of it as one recording. The next one is recorded from here on.
    function end() {
      if (!speaking) return;
      const done = take, now = performance.now();
      const last = settings.byHand() ? now : done.voiceAt;
      speaking = false; voiced = 0; take = null;
      done.recorder.onstop = () => tell.ended(new Blob(done.parts, { type: done.recorder.mimeType }), Math.max(0, last - done.from) / 1000, now - last);
      if (!settings.byHand()) take = record();
      done.recorder.stop();
    }

    function step() {
      const now = performance.now(), passed = Math.min(500, now - before);
      before = now;
      analyser.getFloatTimeDomainData(samples);
      const strength = Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
      tell.level(Math.min(1, Math.max(0, (20 * Math.log10(strength + 1e-6) + 55) / 45)));
      if (strength > DEAD) soundAt = now;
      if (now - soundAt > DEAD_MS) tell.dead();
      const rival = settings.rivalSpeaks() && !speaking;
      const loud = !(settings.types() && !speaking) && strength > (rival ? Math.max(QUIETEST_OVER_RIVAL, floor * ABOVE_OVER_RIVAL) : Math.max(QUIETEST, floor * ABOVE));
      floor = Math.min(0.05, floor + (strength - floor) * (strength < floor ? FALLS : RISES));
      if (settings.byHand()) {
        if (!speaking && take) { drop(take); take = null; }
        if (speaking && now - take.from > LONGEST_MS) end();
        return;
      }
      voiced = loud ? voiced + passed : Math.max(0, voiced - passed / 2);
      if (!speaking) {
        if (voiced >= (rival ? BEGINS_OVER_RIVAL_MS : BEGINS_MS)) return begin(now);
        if (take && voiced === 0 && now - take.at > FORGET_MS) { const old = take; take = record(); drop(old); }
        take ??= record();
        return;
      }
      if (loud) take.voiceAt = now;
      const quiet = now - take.voiceAt;
      tell.silent(Math.min(1, quiet / settings.pauseMs()));
      if (quiet >= settings.pauseMs() || now - take.from > LONGEST_MS) end();
    }

    const timer = setInterval(step, STEP_MS);
    return {
      get speaking() { return speaking; },
      // By hand: the answer begins now. `end` sends what was said, also without the pause.
      begin() { if (!speaking) { drop(take); take = null; voiced = 0; begin(performance.now()); } },
      end,
      // What was said since the answer began is dropped.
      forget() { if (speaking) { speaking = false; voiced = 0; drop(take); take = null; } },
      close() {
        clearInterval(timer);
        drop(take);
        context.close().catch(() => {});
      },
    };
  };
})();
