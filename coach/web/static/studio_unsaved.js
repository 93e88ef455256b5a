// Unsaved work, kept in the browser: one record for each file and tab, so that no tab destroys another's.
window.studioUnsaved = (() => {
  const PREFIX = "pitch-coach/studio/";
  const TAB = "pitch-coach/studio-tab";
  const WAITS_MS = [0, 120, 240, 480]; // a page that is left gives its name back a moment after the next one starts

  const lockOf = (tab) => `pitch-coach/studio-tab/${tab}`;

  // Holds a name for as long as this page lives; false where another tab holds it.
  function hold(tab) {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise((answer) => {
      navigator.locks.request(lockOf(tab), { ifAvailable: true }, (lock) => {
        answer(Boolean(lock));
        return lock ? new Promise(() => undefined) : undefined;
      });
    });
  }

  // This tab's name: the one it had before a reload, unless a copy of the tab has it now.
  async function tabName() {
    let known = null;
    try {
      known = sessionStorage.getItem(TAB);
    } catch {
      // no storage: a name for this page alone
    }
    for (const wait of known ? WAITS_MS : []) {
      await new Promise((done) => setTimeout(done, wait));
      if (await hold(known)) return known;
    }
    const fresh = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    await hold(fresh);
    try {
      sessionStorage.setItem(TAB, fresh);
    } catch {
      // as above
    }
    return fresh;
  }

  async function living() {
    if (!navigator.locks) return new Set();
    const { held } = await navigator.locks.query();
    return new Set(held.map(({ name }) => name));
  }

  class Unsaved {
    static async open(path) {
      const made = new Unsaved();
      made.path = path;
      made.tab = await tabName();
      made.name = `${PREFIX}${path}/${made.tab}`;
      made.works = true;
      return made;
    }

    // Whether it was kept.
    keep(record) {
      try {
        localStorage.setItem(this.name, JSON.stringify(record));
        this.works = true;
      } catch {
        this.works = false;
      }
      return this.works;
    }

    drop(name = this.name) {
      try {
        localStorage.removeItem(name);
      } catch {
        // nothing was kept
      }
    }

    // What this tab left, what closed tabs left (the newest first), and whether another tab writes here now.
    async left() {
      const open = await living();
      const own = this.read(this.name);
      const others = [];
      let beside = false;
      let names = [];
      try {
        names = Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${this.path}/`) && name !== this.name);
      } catch {
        // no storage
      }
      for (const name of names) {
        const record = this.read(name);
        if (!record) continue;
        if (open.has(lockOf(name.slice(name.lastIndexOf("/") + 1)))) beside = true;
        else others.push({ name, record });
      }
      others.sort((a, b) => b.record.at - a.record.at);
      return { own, others, beside };
    }

    read(name) {
      try {
        const record = JSON.parse(localStorage.getItem(name));
        return typeof record?.text === "string" && typeof record.at === "number" ? record : null;
      } catch {
        return null;
      }
    }
  }

  return { Unsaved };
})();
