// The steps of the form on their way into the text: one request after the other, in order, none forgotten.
window.studioQueue = (() => {
  const { ask } = window.studioParts;
  const PAUSE_MS = 200; // typing is sent when it rests this long, or when it goes on, at the latest after
  const LONGEST_MS = 900;
  const AGAIN_MS = [1000, 2000, 4000, 8000];
  const MOST = 100; // steps in one request; the server takes twice as many

  class Queue {
    // `page` holds: text(), typings(), readable(), and is told: stepped(answer, item), misfit(problem, edit),
    // unreadable(), reached(yes), refused(problem).
    constructor(address, page) {
      this.address = address;
      this.page = page;
      this.items = [];
      this.flight = null;
      this.failures = 0;
      this.blocked = false;
    }

    get waiting() {
      return this.items.length > 0 || this.flight !== null;
    }

    // Everything that the text does not hold yet, the oldest first.
    get edits() {
      return [...(this.flight ?? []), ...this.items].flatMap(({ edits }) => edits);
    }

    add(item, now = false) {
      this.blocked = false;
      const last = this.items.at(-1);
      const [edit] = item.edits;
      const again = item.edits.length === 1 && !item.alone && last && !last.alone && last.edits.length === 1 && edit.do === "put" && last.edits[0].do === "put" && JSON.stringify(edit.where) === JSON.stringify(last.edits[0].where);
      if (again) this.items[this.items.length - 1] = item;
      else this.items.push(item);
      this.since ??= Date.now();
      clearTimeout(this.timer);
      const rest = Math.max(0, Math.min(PAUSE_MS, this.since + LONGEST_MS - Date.now()));
      if (now) this.flush();
      else this.timer = setTimeout(() => this.flush(), rest);
    }

    drop() {
      this.items = [];
    }

    // What goes together in one request: a step that can be undone goes by itself.
    take() {
      if (this.items[0].alone || this.single) return this.items.splice(0, 1);
      const end = this.items.findIndex(({ alone }) => alone);
      return this.items.splice(0, Math.min(MOST, end < 0 ? this.items.length : end));
    }

    async flush() {
      clearTimeout(this.timer);
      if (this.flight || !this.items.length || this.blocked || !this.page.readable()) return;
      this.since = null;
      const batch = (this.flight = this.take());
      const typings = this.page.typings();
      const text = this.page.text();
      const edits = batch.flatMap((item) => item.edits);
      try {
        const answer = await ask(this.address, { text, edits });
        this.flight = null;
        this.failures = 0;
        this.page.reached(true);
        if (this.page.typings() !== typings) this.items.unshift(...batch); // the text went on: once more, upon the new one
        else {
          this.single = false;
          this.page.stepped(answer, batch, text);
        }
      } catch (problem) {
        this.flight = null;
        await this.failed(problem, batch);
      }
      if (this.items.length && !this.retry) this.flush();
    }

    async failed(problem, batch) {
      this.items.unshift(...batch);
      if (problem.lost || problem.status >= 500) {
        this.page.reached(false, problem);
        const wait = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)];
        this.failures += 1;
        this.retry = setTimeout(() => {
          this.retry = null;
          this.flush();
        }, wait);
        return;
      }
      if (problem.status !== 400) {
        this.blocked = true; // sending the same again would be refused again
        this.page.refused(problem);
        return;
      }
      if (!(await this.page.unreadable())) {
        // One of them does not fit the text: find out which, and lose no other.
        if (batch.length > 1) this.single = true;
        else {
          this.items.shift();
          this.page.misfit(problem, batch[0]);
        }
      }
    }

    // Until everything is in the text, or cannot get there now.
    async settled() {
      this.flush();
      while (this.waiting && !this.blocked && !this.retry && this.page.readable()) await new Promise((done) => setTimeout(done, 20));
      return !this.waiting;
    }
  }

  return { Queue };
})();
