// Recording in the page: one recorder, drawn into any element, for a whole pitch or for one check.
//
//   pitchRecorder.mount(element, options)  draws a recorder; called again on the same element it draws anew.
//   pitchRecorder.busy()                   whether a recording is running anywhere in this page.
//
// Options, all of them optional:
//   seconds      the recording ends by itself after so many (never later than the server's limit)
//   target       {least, most}: the length to aim for in seconds; false for none
//   redo         {attempt, criterion, check}: re-records one check; `check` is null for levels
//   rubric, situation, kind   what it is for. Without them they are read from the `.pp-intake` of the page when
//                Record is pressed: data-rubric, data-situation, data-kind (practice | official), and for the
//                target data-length-least and data-length-most. Nothing can be recorded before there is a pitch
//   compact      true: small, microphone only, and only unfinished takes of the same `redo` are offered
//   onSubmitted  (id of the attempt) => …; without it `pitchPractice.follow(id)`
//
// The element it is mounted in raises bubbling DOM events: `pitch-recording` {id} and `pitch-submitted` {id}.
// Needs takes.js, capture.js and pieces.js before it, and recorder.css. A recorder whose element leaves the page stops, and
// what it recorded is kept.
window.pitchRecorder ??= (() => {
  const TICK_MS = 200;
  const LAST_MS = 10_000;   // how long the last part may take to come after the end
  const WARN_S = 30;        // how long before it ends by itself that is told
  const AGAIN_MS = 4000;    // how often the list of kept takes is asked for while something may change it
  const { pitchTakes: takes, pitchCapture: capture } = window;
  const mounted = new WeakMap();
  let running = null;       // the recorder that has the microphone: one at a time

  const { el, button, clock, spoken, moment, where } = window.pitchPieces;

  const same = (one, other) => one === other || (one && other
    && one.attempt === other.attempt && one.criterion === other.criterion && (one.check ?? null) === (other.check ?? null));

  class Recorder {
    constructor(element, options) {
      this.options = options;
      this.host = element.querySelector(".pr") ?? element.appendChild(el("section", { class: "pr", "aria-label": "Recorder" }));
      this.host.classList.toggle("pr-compact", Boolean(options.compact));
      this.longest = Math.min(options.seconds ?? Infinity, Number(document.querySelector(".pr[data-max-seconds]")?.dataset.maxSeconds ?? 3600));
      this.live = el("p", { class: "pr-live", role: "status" });
      this.stage = el("div", { class: "pr-stage" });
      this.kept = el("div", { class: "pr-kept" });
      this.host.replaceChildren(this.live, this.kept, this.stage);
      this.take = this.stream = this.machine = this.asking = this.awake = null;
      this.closed = false;
      this.offers = [];         // the listed takes with their buttons
      this.leave = (event) => { if (this.atRisk()) event.preventDefault(); };
      this.look = () => {
        if (document.hidden) return;
        if (this.state === "idle") this.list();
        if (this.machine) this.stayAwake();  // a page that was out of sight has lost it
      };
      addEventListener("beforeunload", this.leave);
      document.addEventListener("visibilitychange", this.look);
      // The pitch and the stakes can be chosen anew around it: what to aim for and what the buttons say change with them.
      this.chosen = new MutationObserver(() => this.adopt());
      const intake = document.getElementById("intake");
      if (intake && !options.redo) this.chosen.observe(intake, { childList: true, subtree: true, attributes: true });
      this.idle();
    }

    // What closing the page now would cost: the rest of a running recording, or parts that are safe nowhere.
    atRisk() {
      return this.state === "recording" || this.state === "paused"
        || Boolean(this.take && !this.take.closed && !this.take.onDevice && this.take.queue.length)
        || takes.leaving();
    }

    close() {
      this.closed = true;
      this.cancel();
      if (this.machine) this.stop();
      else this.take?.leave();
      removeEventListener("beforeunload", this.leave);
      document.removeEventListener("visibilitychange", this.look);
      this.chosen.disconnect();
      clearTimeout(this.again);
    }

    purpose() {
      const page = document.querySelector(".pp-intake")?.dataset ?? {};
      const { rubric = page.rubric ?? "", situation = page.situation ?? "", kind, redo = null } = this.options;
      const title = rubric === page.rubric && situation === page.situation ? page.title : null;
      return { rubric, situation, title, kind: redo ? "practice" : kind ?? page.kind ?? "practice", redo };
    }

    // Whether it is known what a recording would be for: the page may still be on its way, or have no pitch at all.
    knowsWhat() {
      const { rubric, redo } = this.purpose();
      return Boolean(redo || rubric);
    }

    // Whether no other pitch is chosen on the page now than the one that a take was recorded for.
    meets({ rubric, situation, redo }) {
      const now = this.purpose();
      return Boolean(redo) || !this.knowsWhat() || (rubric === now.rubric && situation === now.situation);
    }

    // What a take would be handed in as now: what the page's switch says, and practice for another pitch than the one chosen.
    stakes(about) {
      return this.meets(about) ? this.purpose().kind : "practice";
    }

    handsIn(about, official, practice) {
      return this.stakes(about) === "official" ? official : this.meets(about) ? practice : `${practice} as practice`;
    }

    target() {
      if (this.options.target !== undefined) return this.options.target || null;
      const { lengthLeast, lengthMost } = document.querySelector(".pp-intake")?.dataset ?? {};
      return lengthMost && !this.options.redo ? { least: Number(lengthLeast), most: Number(lengthMost) } : null;
    }

    // ---- drawing ------------------------------------------------------------------------------------------

    // Shows a state. The keyboard goes to `focus` when it was in here before.
    show(state, nodes, { say = null, focus = null } = {}) {
      const within = this.host.contains(document.activeElement);
      this.state = this.host.dataset.state = state;
      this.parts = {};
      this.stage.replaceChildren(...nodes.filter(Boolean));
      this.kept.hidden = state !== "idle";
      if (say !== null) this.live.textContent = say;
      if (within && focus) focus.focus();
      // What just appeared below the edge of a small screen has to be seen: the time, and how to stop.
      if (within) this.host.scrollIntoView({ block: "nearest" });
    }

    idle({ problem = null, note = "" } = {}) {
      this.take = null;
      const blocked = capture.obstacle();
      if (blocked) {
        this.show("idle", [this.problem(blocked)]);
        return this.list();
      }
      const first = button(this.options.compact ? "Record" : "Record with microphone", () => this.begin(false), "pr-primary", "microphone");
      const buttons = el("div", { class: "pr-row pr-pair" }, first,
        !this.options.compact && button("Record with camera", () => this.begin(true), "", "camera"));
      const aim = el("p", { class: "pr-aim" });
      this.show("idle", [problem && this.problem(problem), note && el("p", { class: "pr-note" }, note), buttons, aim],
        { say: problem ? "" : note, focus: first });
      this.parts = { aim, buttons };
      this.aimed();
      this.list();
    }

    adopt() {
      if (this.state === "idle") {
        this.aimed();
        for (const { hand, take } of this.offers) hand.textContent = this.handsIn(take, "Hand in as official", "Hand in");
      }
      if (this.state === "stopped" && !this.parts.hand.disabled) this.staked();
    }

    // The switch and the button below it say the same at every moment.
    staked() {
      const { about } = this.take;
      const hand = about.redo ? "Check this line" : this.handsIn(about, "Hand it in as official", "Hand it in");
      if (this.parts.hand.textContent !== hand) this.parts.hand.textContent = hand;
      this.parts.other.textContent = this.meets(about) ? "" : `Another pitch is chosen on this page by now: this one is handed in as practice for ${about.title ? `“${about.title}”` : "the pitch it was recorded for"}.`;
    }

    aimed() {
      if (!this.parts.aim) return;
      const ready = this.knowsWhat();
      if (this.parts.buttons.hidden === ready) this.parts.buttons.hidden = !ready;
      const target = this.target();
      const length = target ? `Aim for ${clock(target.least)} to ${clock(target.most)}. ` : "";
      const ends = this.options.seconds ? `It ends by itself after ${this.options.seconds} seconds. ` : "";
      const text = ready ? `${length}${ends}You can listen to it before you hand it in.` : "You can record here as soon as a pitch is chosen.";
      if (this.parts.aim.textContent !== text) this.parts.aim.textContent = text;
    }

    problem({ title, message, text, hint, soundOnly, stranger, more }, ...others) {
      return el("div", { class: "pr-problem", role: "alert" }, el("b", {}, title ?? message), text && el("p", {}, text), hint && el("p", {}, hint),
        soundOnly && el("p", { class: "pr-row" }, button("Record the sound only", () => this.begin(false))),
        stranger && el("p", {}, el("a", { href: "/people?next=/practice/" }, "Who is practising?")), more, ...others);
    }

    // ---- recording --------------------------------------------------------------------------------------------

    async begin(camera) {
      if (running) return this.idle({ problem: { title: "A recording is running in this page", hint: "Stop that one first." } });
      if (!this.knowsWhat() || capture.obstacle()) return this.idle();
      running = this;
      clearTimeout(this.again);
      const about = { ...this.purpose(), mime: capture.format(camera) };
      const asking = this.asking = {};
      const cancel = button("Cancel", () => { this.cancel(); this.idle(); });
      const asked = `Your browser asks whether this page may use your ${camera ? "camera and microphone" : "microphone"}. Choose “Allow”.`;
      this.show("asking", [el("p", { class: "pr-asking" }, asked), el("div", { class: "pr-row" }, cancel)], { say: asked, focus: cancel });
      let stream = null;
      let take = null;
      try {
        stream = await capture.open(camera);
        if (this.asking === asking) take = await takes.begin(about, () => this.progress());
        if (this.asking === asking) return this.record(stream, camera, take);
      } catch (problem) {
        if (this.asking === asking) {
          this.cancel();
          const unknown = { title: "The recording could not begin", text: String(problem.message ?? problem), hint: "Load the page again, or hand in a file instead." };
          this.idle({ problem: problem.title ? problem : unknown });
        }
      }
      capture.close(stream);
      take?.close();
    }

    // Thought better of it, or the page shows something else, while the browser still asks.
    cancel() {
      if (!this.asking) return;
      this.asking = running = null;
    }

    record(stream, camera, take) {
      const machine = capture.record(stream, camera, {
        part: (blob) => take.add(blob, this.elapsed()),
        failed: (why) => this.stop(`The browser could not go on recording: ${why}. Everything until then is kept.`),
        ended: () => this.ended(machine),
      });
      machine.onstart = () => { this.since = performance.now(); };
      Object.assign(this, { stream, camera, take, machine, asking: null, before: 0, since: null, ending: null, aim: this.target() });
      take.about.mime = machine.mimeType || take.about.mime;
      for (const track of stream.getTracks()) track.onended = () => this.stop(`The ${track.kind === "video" ? "camera" : "microphone"} was disconnected. Everything until then is kept.`);
      this.stayAwake();
      this.drawRecording();
      this.quiet = null;
      this.deaf = capture.meter(stream, (level, silence) => this.hear(level, silence));
      this.ticking = setInterval(() => this.tick(), TICK_MS);
      this.host.dispatchEvent(new CustomEvent("pitch-recording", { bubbles: true, detail: { id: take.id } }));
    }

    // The screen stays on while a recording runs: a computer that falls asleep ends it.
    async stayAwake() {
      const lock = await navigator.wakeLock?.request("screen").catch(() => null);
      if (this.machine) this.awake = lock;
      else lock?.release();
    }

    drawRecording() {
      const pause = this.pausing = button("Pause", () => this.pause());
      const stop = button("Stop", () => this.stop(), "pr-stop");
      const { least, most } = this.aim ?? {};
      const share = (seconds) => `${Math.min(100, 100 * seconds / (most * 1.25))}%`;
      const nodes = [
        this.camera && el("video", { class: "pr-preview", muted: true, playsinline: true, autoplay: true, "aria-label": "What the camera sees" }),
        el("div", { class: "pr-head" }, el("span", { class: "pr-dot" }, "Recording"), el("b", { class: "pr-time", role: "timer", "aria-label": "Recorded" }, "0:00")),
        this.aim && el("div", { class: "pr-target", "aria-hidden": "true" }, el("i", { class: "pr-band", style: `left:${share(least)};width:calc(${share(most)} - ${share(least)})` }), el("i", { class: "pr-fill" })),
        el("p", { class: "pr-length" }),
        el("div", { class: "pr-meter", "aria-hidden": "true" }, el("i")),
        el("p", { class: "pr-heard" }, "Listening for sound…"),
        el("div", { class: "pr-row pr-pair" }, pause, stop),
        el("p", { class: "pr-saved" }),
        el("p", { class: "pr-link", hidden: true }),
      ];
      this.show("recording", nodes, { say: "Recording.", focus: stop });
      const find = (name) => this.stage.querySelector(`.pr-${name}`);
      this.parts = { dot: find("dot"), time: find("time"), length: find("length"), fill: find("fill"), bar: this.stage.querySelector(".pr-meter i"), heard: find("heard"), saved: find("saved"), link: find("link"), share };
      const preview = find("preview");
      if (preview) {
        preview.muted = true;
        preview.srcObject = this.stream;
      }
      this.tick();
      this.progress();
    }

    elapsed() {
      return this.before + (this.since === null ? 0 : (performance.now() - this.since) / 1000);
    }

    tick() {
      if (!this.host.isConnected) return this.stop();
      const seconds = this.elapsed();
      const { time, length, fill, share } = this.parts;
      if (this.take.full) return this.stop(`${this.take.full.message} It ended by itself; what came before is kept.`);
      if (seconds >= this.longest) return this.stop(`It has reached the longest length, ${clock(this.longest)}, and ended by itself.`);
      time.textContent = clock(seconds);
      if (fill) fill.style.width = share(seconds);
      const left = Math.ceil(this.longest - seconds);
      length.textContent = left <= WARN_S && !this.options.seconds ? `It ends by itself in ${clock(left)}.` : this.against(seconds);
      if (this.options.seconds) length.textContent = `${left} second${left === 1 ? "" : "s"} left`;
    }

    against(seconds) {
      if (!this.aim) return "";
      const { least, most } = this.aim;
      const target = `the target of ${clock(least)} to ${clock(most)}`;
      const lacks = clock(Math.ceil(least - seconds));
      if (seconds < least) return this.state === "stopped" ? `${lacks} short of ${target}` : `${lacks} to go to ${target}`;
      return seconds <= most ? `Within ${target}` : `${clock(seconds - most)} over ${target}`;
    }

    hear(level, silence) {
      if (this.state !== "recording") return;
      this.parts.bar.style.width = `${Math.round(100 * level)}%`;
      const text = silence ?? (level > 0.08 ? "Sound arrives." : this.quiet && "Listening for sound…");
      this.host.classList.toggle("pr-silent", Boolean(silence));
      if (silence !== this.quiet) this.live.textContent = silence ?? "Sound arrives again.";
      this.quiet = silence;
      if (text && this.parts.heard.textContent !== text) this.parts.heard.textContent = text;
    }

    pause() {
      const resume = this.state === "paused";
      if (resume) {
        this.machine.resume();
        this.since = performance.now();
      } else {
        this.machine.pause();
        this.before = this.elapsed();
        this.since = null;
        this.parts.bar.style.width = "0";
        this.parts.heard.textContent = "Paused: nothing is recorded.";
      }
      this.state = this.host.dataset.state = resume ? "recording" : "paused";
      this.tick();
      this.parts.dot.textContent = resume ? "Recording" : "Paused";
      this.pausing.textContent = resume ? "Pause" : "Go on";
      if (resume) this.parts.heard.textContent = this.quiet ?? "Listening for sound…";
      this.live.textContent = resume ? "Recording." : "Paused.";
    }

    stop(why = "") {
      this.ending ??= why;
      clearInterval(this.ticking);
      const { machine } = this;
      if (!machine) return;
      if (machine.state !== "inactive") machine.stop();
      setTimeout(() => this.ended(machine), LAST_MS);  // a browser that never tells that it has ended
    }

    // The last part has arrived, whoever ended it.
    ended(machine) {
      if (this.machine !== machine) return;
      this.machine = null;
      clearInterval(this.ticking);
      this.take.seconds = this.elapsed();
      this.deaf();
      capture.close(this.stream);
      this.stream = null;
      this.awake?.release();
      this.awake = running = null;
      this.host.classList.remove("pr-silent");
      if (this.closed || !this.host.isConnected) return this.leaveBehind();
      if (!this.take.count) {
        this.take.close();
        return this.idle({ problem: { title: "Nothing was recorded", hint: "Record a second or more." } });
      }
      this.settle(this.ending ?? "The browser ended the recording by itself. Everything until then is kept.");
    }

    // The page shows something else by now: the take is sent if it can be, and offered at the next load.
    async leaveBehind() {
      await this.take.writing;
      await this.take.send();
      this.take.close();
    }

    // ---- a take that is there -----------------------------------------------------------------------------------

    // To be listened to, handed in, deleted or recorded again.
    async settle(note = "") {
      const take = this.take;
      const video = take.about.mime.startsWith("video");
      this.drawTake(video, note);
      this.progress();
      try {
        await take.finish();
      } catch (refusal) {
        if (this.take === take && this.state === "stopped") this.refused(refusal);
        return;
      }
      if (this.take !== take || this.state !== "stopped") return;
      this.play(take.done.url, false);
      this.parts.title.textContent = this.title();
      this.progress();
    }

    title() {
      return `Your recording: ${clock(this.take.seconds)}`;
    }

    drawTake(video, note) {
      const take = this.take;
      const hand = button("", () => this.handIn(), "pr-primary");
      const [later, remove] = [button("Not now", () => this.later(), "pr-quiet"), button("Delete", () => this.confirm(remove, () => this.discard()), "pr-danger")];
      const again = button("Record again", () => { take.leave(); this.take = null; this.begin(video); });
      const aim = take.about.rubric === this.purpose().rubric ? this.target() : null;
      this.aim = aim;
      this.show("stopped", [
        el("h3", { class: "pr-title" }, this.title()),
        !take.about.redo && take.about.title && el("p", { class: "pr-for" }, take.about.title),
        el("p", { class: "pr-length" }),
        note && el("p", { class: "pr-note" }, note),
        el("div", { class: "pr-player" }, el("p", { class: "pr-small" }, "Getting it ready to listen to…")),
        el("div", { class: "pr-refused" }),
        el("p", { class: "pr-saved" }),
        el("p", { class: "pr-link", hidden: true }),
        el("p", { class: "pr-other" }),
        hand,
        el("div", { class: "pr-row pr-triple" }, again, later, remove),
      ], { say: `${note} Stopped. Your recording is ${spoken(take.seconds)} long.`, focus: hand });
      const find = (selector) => this.stage.querySelector(selector);
      this.parts = { title: find(".pr-title"), player: find(".pr-player"), refused: find(".pr-refused"), saved: find(".pr-saved"), link: find(".pr-link"), other: find(".pr-other"), hand };
      this.staked();
      find(".pr-length").textContent = this.against(take.seconds);
    }

    play(url, local) {
      const video = this.take.about.mime.startsWith("video");
      const player = el(video ? "video" : "audio", { controls: true, playsinline: true, preload: "metadata", src: url, "aria-label": "Your recording" });
      this.parts.player.replaceChildren(player, local ? el("p", { class: "pr-small" }, "Played from this device.") : "");
      this.playing = url;
    }

    async playFromDevice() {
      const take = this.take;
      this.playing = "here";
      const file = await take.file();
      if (this.take === take && this.state === "stopped" && !take.done && file) this.play(URL.createObjectURL(file), true);
    }

    // Where the parts are: called whenever the take changes.
    progress() {
      const take = this.take;
      if (!take || !this.parts.saved) return;
      const { saved, link } = where(take);
      if (this.parts.refused?.firstChild && take.refusal?.stranger) return;  // told in full there
      if (this.parts.saved.textContent !== saved) this.parts.saved.textContent = saved;
      if (link && this.parts.link.hidden) this.live.textContent = link;
      if (!link && !this.parts.link.hidden) this.live.textContent = "Connected again.";
      this.parts.link.hidden = !link;
      this.parts.link.textContent = link;
      if (this.state === "stopped" && take.away && !take.done && !this.playing) this.playFromDevice();
    }

    refused(refusal, ...more) {
      if (refusal.attempt || refusal.deleted || !this.parts.refused) return this.gone(refusal);
      if (refusal.stranger) this.parts.link.hidden = true;
      this.parts.refused.replaceChildren(this.problem(refusal, ...more));
    }

    // It cannot be taken up any more, or not by whoever this browser is now.
    gone(refusal) {
      if (refusal.attempt) return this.handedIn(refusal);
      if (refusal.deleted) return this.deleted(refusal);
      this.take.close();
      return this.idle({ problem: refusal });
    }

    // Handed in from another window: its report is all there is to do with it, unless more of it is here.
    async handedIn({ attempt, message, hint, more }) {
      const open = (event) => {
        const show = this.options.onSubmitted ?? window.pitchPractice?.follow;
        if (!show) return;
        event.preventDefault();
        show(attempt, { scroll: true });
      };
      const link = el("a", { href: `/practice/?attempt=${encodeURIComponent(attempt)}`, onclick: open }, "Open its report");
      const send = await this.setAside(more);
      if (send === undefined) return;
      this.idle({ problem: { title: "Handed in already", text: message, hint: send ? "This device still has all of it." : hint, more: el("div", {}, el("p", {}, link), send && el("p", { class: "pr-row" }, send)) } });
    }

    // Deleted in another window: what this device still has can be handed in all the same.
    async deleted({ message, hint }) {
      const video = this.take.about.mime.startsWith("video");
      const send = await this.setAside(true);
      if (send === undefined) return;
      const again = button("Record again", () => this.begin(video));
      this.idle({ problem: { title: message, hint: send ? "This device still has all of it." : hint, more: el("p", { class: "pr-row" }, send ?? again) } });
    }

    // The take leaves the page. A button that hands in what this device has of it, null where it has not all, and
    // undefined where somebody has gone on to something else meanwhile.
    async setAside(wanted) {
      const { take } = this;
      const whole = wanted && await take.file();
      if (this.take !== take) return undefined;
      if (whole) take.close();
      else await take.forget();
      if (this.take !== take) return undefined;
      this.playing = null;
      const send = whole && button("Hand it in from this device", async () => {
        send.disabled = true;
        this.take = await take.anew(() => this.progress());
        this.settle();
        await this.handIn();
      });
      return send || null;
    }

    async handIn(kind = this.stakes(this.take.about)) {
      const take = this.take;
      const stakes = document.querySelector(".pp-stakes")?.dataset ?? {};
      const { left, title } = take.about.rubric === this.purpose().rubric ? stakes : {};
      if (window.pitchPractice && !await window.pitchPractice.confirmed({ kind, left, title })) return;
      if (this.take !== take || this.state !== "stopped") return;  // told meanwhile what became of it
      const free = this.hold(this.stage);
      this.parts.refused.replaceChildren();
      this.live.textContent = "Handing it in.";
      this.parts.hand.textContent = "Handing it in…";
      try {
        const id = await take.submit(kind);
        free();
        this.playing = null;
        this.idle({ note: take.about.redo ? "It is being listened to." : "Handed in. Where it stands is shown below." });
        this.host.dispatchEvent(new CustomEvent("pitch-submitted", { bubbles: true, detail: { id } }));
        if (kind === "official") document.dispatchEvent(new CustomEvent("pp-counted"));
        if (this.options.onSubmitted) this.options.onSubmitted(id);
        else window.pitchPractice?.follow(id, { scroll: true });
      } catch (refusal) {
        if (this.take !== take) return;
        if (refusal.attempt) window.pitchPractice?.follow(refusal.attempt);
        free();
        this.parts.hand.textContent = "Try again";
        const practice = kind === "official" && !refusal.away && el("p", { class: "pr-row" }, button("Hand it in as practice", () => this.handIn("practice")));
        this.refused(refusal, practice);
      }
    }

    later() {
      this.take.leave();
      this.playing = null;
      this.idle();
    }

    async discard() {
      const { gone } = this.take;
      try {
        if (gone) await this.take.forget();
        else await this.take.discard();
        this.playing = null;
        this.idle({ note: gone ? "Deleted from this device. What was handed in of it is kept." : "Deleted." });
      } catch (refusal) {
        this.refused(refusal);
      }
    }

    // No button can be pressed until what is returned is called: then whoever was on one is there again.
    hold(part) {
      const on = document.activeElement;
      const buttons = [...part.querySelectorAll("button")];
      for (const one of buttons) one.disabled = true;
      return () => {
        for (const one of buttons) one.disabled = false;
        if (buttons.includes(on) && document.activeElement === document.body) on.focus({ preventScroll: true });
      };
    }

    // Asks once more, in place of the button: what is deleted is gone.
    confirm(asked, act) {
      const keep = button("Keep it", () => { box.replaceWith(asked); asked.focus(); });
      const box = el("span", { class: "pr-confirm", role: "group", "aria-label": "Really delete it?" }, button("Really delete", act, "pr-danger"), keep);
      asked.replaceWith(box);
      keep.focus();
    }

    // ---- takes that were not handed in --------------------------------------------------------------------------

    async list() {
      clearTimeout(this.again);
      let found;
      try {
        found = await takes.list();
      } catch {
        this.again = setTimeout(() => this.list(), AGAIN_MS);
        return;
      }
      if (this.state !== "idle" || !this.host.isConnected) return;
      const mine = found.filter((take) => same(take.redo ?? null, this.options.redo ?? null));
      // Not drawn anew without need: somebody may be on one of its buttons.
      const drawn = JSON.stringify(mine.map(({ id, elsewhere, owner }) => [id, elsewhere, owner]));
      if (drawn !== this.drawn) {
        this.drawn = drawn;
        this.offers = [];
        this.kept.replaceChildren(...mine.map((take) => this.offer(take)));
        this.adopt();
      }
      if (mine.some((take) => take.elsewhere)) this.again = setTimeout(() => this.list(), AGAIN_MS);
    }

    offer(take) {
      const what = `A recording${take.title && !take.redo ? ` of “${take.title}”` : ""}`;
      const length = take.seconds ? `, ${spoken(take.seconds)} long,` : "";
      if (take.elsewhere) return el("p", { class: "pr-offer" }, `${what} from ${moment(take.at)} is open in another tab or on another device.`);
      const hand = button("Hand in", () => this.takeUp(take, (it) => { it.settle(); return it.handIn(); }));
      this.offers.push({ hand, take });
      const remove = button("Delete", () => this.confirm(remove, () => this.takeUp(take, (it) => it.discard(), true)), "pr-danger");
      return el("div", { class: "pr-offer", role: "group", "aria-label": `Recording from ${moment(take.at)}` },
        el("p", {}, `${what} from ${moment(take.at)}${length} was not handed in.`),
        !take.owner && el("p", { class: "pr-small" }, "It was begun while the server was away, so it is not known whose it is. Listen to it before you hand it in."),
        el("div", { class: "pr-row" },
          button("Listen", () => this.takeUp(take, (it) => it.settle())), hand, remove));
    }

    async takeUp(about, act, deleting = false) {
      const free = this.hold(this.kept);  // a server that is slow to answer is not asked twice
      const take = await takes.open(about, () => this.progress());
      free();
      this.drawn = null;
      if (this.state !== "idle" || this.closed) return take?.close();  // a recording was begun meanwhile
      if (!take) return this.list();
      clearTimeout(this.again);
      this.take = take;
      this.playing = null;
      if (take.gone && !(deleting && take.gone.more)) return this.gone(take.gone);
      await act(this);
    }
  }

  function mount(element, options = {}) {
    mounted.get(element)?.close();
    mounted.set(element, new Recorder(element, options));
  }

  return { mount, busy: () => running !== null };
})();
