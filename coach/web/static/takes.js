// Recordings that were not handed in yet. Each part is kept twice as soon as it is there: on this device
// (IndexedDB) and on the server, whichever of them answers. Nothing here draws anything.
window.pitchTakes ??= (() => {
  const QUICK_MS = 20_000;   // for what should take milliseconds: a connection that hangs is tried anew
  const LONG_MS = 600_000;   // for putting a long recording together
  const WAIT_MS = [500, 5000];
  const ELSEWHERE_S = 12;    // a part came so lately that another device may still be recording

  // ---- this device ---------------------------------------------------------------------------------------

  let opening = null;
  let device = true;         // whether this browser keeps anything for us: private windows may not

  function database() {
    opening ??= new Promise((done, fail) => {
      const request = indexedDB.open("pitch-coach", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("takes", { keyPath: "id" });
        request.result.createObjectStore("parts", { keyPath: ["take", "number"] });
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
    return opening;
  }

  async function within(stores, mode, work) {
    const opened = await database();
    return new Promise((done, fail) => {
      const transaction = opened.transaction(stores, mode, { durability: "strict" });
      const request = work(transaction);
      transaction.oncomplete = () => done(request?.result);
      transaction.onabort = transaction.onerror = () => fail(transaction.error);
    });
  }

  const all = (id) => IDBKeyRange.bound([id, 0], [id, Infinity]);
  const kept = {
    takes: () => within("takes", "readonly", (on) => on.objectStore("takes").getAll()).catch(() => []),
    note: (take) => within("takes", "readwrite", (on) => on.objectStore("takes").put(take)),
    put: (take, number, blob) => within(["takes", "parts"], "readwrite", (on) => {
      on.objectStore("takes").put(take);  // together: no part without a take that leads to it
      on.objectStore("parts").put({ take: take.id, number, blob });
    }),
    // Read to its last byte, so that what a device has lost is known here and not in the middle of a request.
    part: async (id, number) => {
      try {
        const { blob } = await within("parts", "readonly", (on) => on.objectStore("parts").get([id, number]));
        return new Blob([await blob.arrayBuffer()]);
      } catch {
        return null;
      }
    },
    numbers: async (id) => (await within("parts", "readonly", (on) => on.objectStore("parts").getAllKeys(all(id))).catch(() => [])).map(([, number]) => number),
    forget: (id) => within(["takes", "parts"], "readwrite", (on) => {
      on.objectStore("takes").delete(id);
      on.objectStore("parts").delete(all(id));
    }).catch(() => null),
  };

  // ---- the server ----------------------------------------------------------------------------------------

  // `away`: asking again later may help. Otherwise the server has understood and refused. What became of the take
  // meanwhile, where that is why: `attempt` (the id of what it was handed in as), `deleted`, `stranger` (this browser
  // is somebody else's by now).
  class Refusal extends Error {
    constructor(status, error, body) {
      super(error?.message ?? `The server answered ${status}.`);
      this.hint = error?.hint ?? "The recording is kept. Load the page again.";
      this.status = status;
      this.body = body;
      this.away = status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
    }
  }

  async function ask(method, url, body, patience = QUICK_MS) {
    const raw = body instanceof Blob || body === undefined;
    let answer;
    try {
      answer = await fetch(url, {
        method,
        body: raw ? body : JSON.stringify(body),
        headers: raw ? {} : { "Content-Type": "application/json" },
        signal: AbortSignal.timeout(patience),
      });
    } catch {
      throw new Refusal(0, { message: "The server does not answer.", hint: "The recording is kept. Try again in a moment." });
    }
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refusal(answer.status, said.error, said);
    return said;
  }

  const nap = (ms) => new Promise((done) => {
    const timer = setTimeout(awake, ms);
    function awake() {
      clearTimeout(timer);
      removeEventListener("online", awake);
      done();
    }
    addEventListener("online", awake);
  });

  // ---- one take at a time in one tab -----------------------------------------------------------------------

  const lockOf = (id) => `pitch-take-${id}`;

  // `handed`: of how many parts it was handed in; null where the server does not know. `here`: how many there are.
  function handedIn({ attempt, handed }, here) {
    const more = handed !== null && here > handed;
    const message = more ? `Only its first ${handed} seconds were handed in, in another window.` : "It was handed in in another window.";
    return Object.assign(new Refusal(400, { message, hint: "" }), { attempt, more });
  }

  function deleted() {
    const told = { message: "This recording was deleted in another window.", hint: "Record it again." };
    return Object.assign(new Refusal(404, told), { deleted: true });
  }

  // A function that lets go of the take, or null when another tab has it.
  function hold(id) {
    if (!navigator.locks) return Promise.resolve(() => {});
    return new Promise((done) => {
      // A moment's patience: a page that was just reloaded may not have let go yet.
      navigator.locks.request(lockOf(id), { signal: AbortSignal.timeout(2000) }, () => new Promise((release) => done(release)))
        .catch(() => done(null));
    });
  }

  async function heldNames() {
    if (!navigator.locks) return new Set();
    return new Set((await navigator.locks.query()).held.map((lock) => lock.name));
  }

  // ---- a take ------------------------------------------------------------------------------------------------

  const leaving = new Set();  // takes that are closed as soon as the server has what only this page has

  // `changed` is called whenever something about it is new. Read: seconds, count, saved (parts on the server),
  // onDevice, away (the last Refusal while the server does not answer), refusal (what it refuses for good), full (why
  // it takes no more), cut (whether it ends where a part was lost), done, gone (the Refusal that tells what became of
  // it before it was opened here).
  class Take {
    constructor(about, release, changed) {
      Object.assign(this, { about, release, changed, id: about.id });
      this.seconds = about.seconds ?? 0;
      this.count = 0;
      this.saved = new Set();
      this.onDevice = device;
      this.away = this.refusal = this.full = this.done = this.gone = null;
      this.fresh = new Map();   // parts that are not safe in both places yet
      this.queue = [];          // what the server still lacks
      this.begun = false;
      this.sending = this.finishing = null;
      this.writing = Promise.resolve();
      this.lost = new Set();    // parts that this device had and cannot read any more
      this.closed = this.cut = false;
    }

    add(blob, seconds) {
      if (this.full) return;
      const number = this.count++;
      this.finishing = null;  // what was put together before lacks this part
      this.seconds = seconds;
      this.fresh.set(number, blob);
      this.queue.push(number);
      this.writing = this.writing.then(() => this.#write(number, blob));
      this.send();
    }

    async #write(number, blob) {
      try {
        await kept.put({ ...this.about, seconds: this.seconds }, number, blob);
        if (this.onDevice) this.fresh.delete(number);
      } catch {
        this.onDevice = device = false;  // full, or a private window: the server is the only place left
      }
      this.changed();
    }

    send() {
      this.sending ??= this.#send().finally(() => { this.sending = null; });
      return this.sending;
    }

    async #send() {
      let wait = WAIT_MS[0];
      while (this.queue.length && !this.closed) {
        try {
          await this.#sendNext();
          this.away = this.refusal = null;
          wait = WAIT_MS[0];
        } catch (refusal) {
          const stranger = refusal.stranger ? refusal : refusal.status === 404 && await this.#stranger();
          this.refusal = stranger || null;
          if (stranger) { this.away = null; break; }
          else if (refusal.status === 404 && this.begun) this.#beginAnew();
          else if (refusal.status === 422 && this.begun) this.#endHere(refusal);
          else if (!refusal.away) { this.refusal = refusal; this.away = null; break; }
          else {
            this.away = refusal;
            this.changed();
            await nap(wait);
            wait = Math.min(wait * 1.7, WAIT_MS[1]);
          }
        }
        this.changed();
      }
      this.changed();
    }

    async #sendNext() {
      if (!this.begun) {
        const { mime, rubric, situation, kind, redo, owner } = this.about;
        const stranger = owner && await this.#stranger();
        if (stranger) throw stranger;
        await ask("PUT", `/takes/${this.id}`, { mime, rubric, situation, kind, redo });
        if (!owner) await this.#learnOwner();
        this.begun = true;
      }
      const number = this.queue[0];
      const blob = this.fresh.get(number) ?? await kept.part(this.id, number);
      if (blob) {
        await ask("PUT", `/takes/${this.id}/parts/${number}`, blob);
        this.saved.add(number);
        if (!this.onDevice) this.fresh.delete(number);
      } else this.lost.add(number);
      this.queue.shift();
    }

    // It was begun while the server was away: whose it is there, it is here.
    async #learnOwner() {
      Object.assign(this.about, await whoAmI());
      if (this.onDevice) await kept.note({ ...this.about, seconds: this.seconds }).catch(() => null);
    }

    // The refusal for somebody whose take it is not, null when this browser is still theirs or it is not known.
    async #stranger() {
      const now = await whoAmI().catch(() => null);
      const { owner, ownerName } = this.about;
      if (!now || !owner || now.owner === owner) return null;
      const told = {
        message: "This browser is now somebody else’s.",
        hint: `The recording is kept${this.onDevice ? " on this device" : ""}: go back to being ${ownerName ?? "the owner of this computer"} to hand it in.`,
      };
      return Object.assign(new Refusal(403, told), { stranger: true });
    }

    // Why the server does not know a take, or takes nothing more for it: it may have been handed in or deleted elsewhere.
    async #explained(refusal) {
      if (refusal.status !== 400 && refusal.status !== 404) return refusal;
      try {
        const known = await ask("GET", `/takes/${this.id}`);
        return known.attempt ? handedIn(known, this.count) : refusal;
      } catch (unknown) {
        return unknown.status === 404 ? await this.#stranger() ?? deleted() : refusal;
      }
    }

    // The server does not know it (any more): a new disk, a restored backup.
    #beginAnew() {
      this.begun = false;
      this.saved.clear();
      this.queue = Array.from({ length: this.count }, (_, number) => number);
    }

    // No more fits: what the server has so far is the recording.
    #endHere(refusal) {
      this.full = refusal;
      this.count = this.queue[0];
      this.queue = [];
    }

    // What there is of a take that was recorded before, here and on the server.
    async look() {
      const here = await kept.numbers(this.id);
      this.onDevice = here.length > 0;
      try {
        const known = await ask("GET", `/takes/${this.id}`);
        this.saved = new Set(known.parts);
        this.begun = true;
        if (known.attempt) this.gone = handedIn(known, here.length);
      } catch (refusal) {
        // Away, or never begun there: then everything is sent.
        if (refusal.status === 404) this.gone = await this.#stranger() ?? (here.length ? null : deleted());
      }
      this.count = Math.max(-1, ...here, ...this.saved) + 1;
      this.queue = here.filter((number) => !this.saved.has(number));
    }

    // Everything on the server, as one recording: {seconds, url}. Waits for as long as the server is away.
    finish() {
      this.finishing ??= this.#finish().catch(async (refusal) => {
        this.finishing = null;
        throw await this.#explained(refusal);
      });
      return this.finishing;
    }

    async #finish() {
      while (!this.closed) {
        await this.send();
        if (this.refusal) throw this.refusal;
        if (!this.count) throw new Refusal(404, { message: "Nothing of this recording could be saved.", hint: "Record it again." });
        if (this.closed) break;
        try {
          this.done = await ask("POST", `/takes/${this.id}/finish`, { parts: this.count }, LONG_MS);
          this.away = null;
          this.seconds = this.done.seconds;
          return this.done;
        } catch (refusal) {
          if (refusal.status === 409) await this.#fill(refusal.body.missing);
          else if (refusal.status === 404 && await this.file()) this.#beginAnew();
          else if (!refusal.away) throw refusal;
          else {
            this.away = refusal;
            this.changed();
            await nap(2000);
          }
        }
      }
      throw new Refusal(410, { message: "This recording was closed.", hint: "Load the page again." });
    }

    // Parts that neither the server nor this device has end the recording where they are missing.
    async #fill(missing) {
      const here = new Set([...await kept.numbers(this.id), ...this.fresh.keys()]);
      const lost = missing.find((number) => this.lost.has(number) || !here.has(number));
      if (lost === 0) throw new Refusal(404, { message: "Nothing of this recording could be saved.", hint: "Record it again." });
      if (lost !== undefined) Object.assign(this, { count: lost, cut: true });
      this.queue = missing.filter((number) => number < this.count);
    }

    // Hands it in; gives the attempt's id, the same one however often it is called.
    async submit(kind) {
      await this.finish();
      const { id } = await ask("POST", `/takes/${this.id}/submit`, kind ? { kind } : undefined, LONG_MS)
        .catch(async (refusal) => {
          const why = await this.#explained(refusal);
          throw why.attempt ? Object.assign(refusal, { attempt: why.attempt, more: why.more }) : why;  // it says as what
        });
      await this.#end();
      return id;
    }

    // It was handed in or deleted elsewhere, and no copy of it is to be offered again.
    forget() {
      return this.#end();
    }

    // The same recording under a new name, of what this device has of it; this one is forgotten.
    async anew(changed) {
      const { rubric, situation, title, kind, redo, mime } = this.about;
      const take = await begin({ rubric, situation, title, kind, redo, mime }, changed);
      for (let number = 0; number < this.count; number++) {
        take.add(this.fresh.get(number) ?? await kept.part(this.id, number), this.seconds);
      }
      await take.writing;
      await this.#end();
      return take;
    }

    async discard() {
      await this.writing;
      this.closed = true;
      await this.sending;
      try {
        await ask("DELETE", `/takes/${this.id}`);
      } catch (refusal) {
        if (refusal.status !== 404) {
          this.closed = false;
          throw await this.#explained(refusal);
        }
      }
      await this.#end();
    }

    // What was recorded as a file on this device, or null when a part of it is elsewhere.
    async file() {
      await this.writing;
      const blobs = [];
      for (let number = 0; number < this.count; number++) {
        const blob = this.fresh.get(number) ?? await kept.part(this.id, number);
        if (!blob) return null;
        blobs.push(blob);
      }
      return blobs.length ? new Blob(blobs, { type: this.about.mime }) : null;
    }

    // Leaves it to whoever opens it next, as soon as nothing of it is in this page alone.
    leave() {
      if (this.onDevice || !this.queue.length) return this.close();
      leaving.add(this);
      this.send().finally(() => {
        leaving.delete(this);
        this.close();
      });
    }

    close() {
      this.closed = true;
      this.release();
    }

    async #end() {
      this.closed = true;
      await this.writing;
      await kept.forget(this.id);
      this.fresh.clear();
      this.release();
    }
  }

  // ---- beginning, finding, opening -------------------------------------------------------------------------------

  let me = { owner: null, ownerName: null };  // the last that the server named, remembered while it is away

  async function whoAmI() {
    const { owner, name } = await ask("GET", "/takes");
    me = { owner, ownerName: name };
    return me;
  }

  // A new take. `about`: mime, rubric, situation, title (of both, for people), kind, redo.
  async function begin(about, changed) {
    const take = { ...about, id: crypto.randomUUID(), at: new Date().toISOString(), ...me };
    return new Take(take, (await hold(take.id)) ?? (() => {}), changed);
  }

  // All that were not handed in, the newest first: those on this device and those on the server, as one list.
  // `elsewhere`: being recorded at this moment in another tab or on another device. `owner` is null where it was
  // begun on this device before the server had named anybody: it may be somebody else's. Raises Refusal.
  async function list() {
    const answer = await ask("GET", "/takes");
    const { owner } = answer;
    me = { owner, ownerName: answer.name };
    const here = (await kept.takes()).filter((take) => !take.owner || take.owner === owner);
    const there = new Map(answer.takes.map((take) => [take.id, take]));
    const held = await heldNames();
    const found = [];
    for (const take of here) {
      const known = there.get(take.id);
      there.delete(take.id);
      const elsewhere = held.has(lockOf(take.id));
      if (!known && !elsewhere && await allHandedIn(take.id)) await kept.forget(take.id);
      else found.push({ ...take, ...(known ? me : { owner: take.owner ?? null }), title: take.title ?? known?.title, elsewhere });
    }
    for (const take of there.values()) {
      const elsewhere = held.has(lockOf(take.id)) || take.quiet_for < ELSEWHERE_S;
      found.push({ ...take, ...me, seconds: take.count, elsewhere });
    }
    return found.sort((a, b) => new Date(b.at) - new Date(a.at));
  }

  async function allHandedIn(id) {
    try {
      const known = await ask("GET", `/takes/${id}`);
      return known.attempt !== null && !handedIn(known, (await kept.numbers(id)).length).more;
    } catch {
      return false;
    }
  }

  // An unfinished take from `list`, to be listened to, handed in or deleted. Null when another tab has it.
  async function open(about, changed) {
    const release = await hold(about.id);
    if (!release) return null;
    const take = new Take(about, release, changed);
    await take.look();
    return take;
  }

  return { begin, list, open, onDevice: () => device, leaving: () => leaving.size > 0 };
})();
