// The steps of the form on their way into the text: one request after the other, in order, none forgotten.
window.studioQueue = (() => {
  const { ask } = window.studioParts;
  const PAUSE_MS = 200; // typing is sent when it rests this long, or when it goes on, at the latest after
  const LONGEST_MS = 900;
  const AGAIN_MS = [1000, 2000, 4000, 8000];
  const MOST = 100; // steps in one request; the server takes twice as many

  class Queue {
    // `page` holds: text(), typings(), readable(), and is told: stepped(answer, items, text), misfit(problem, item),
    // reached(yes, problem), refused(problem). reads() takes the text apart: whether that works, null if nobody knows.
    constructor(address, page) {
      this.address = address;
      this.page = page;
      this.items = [];
      this.flight = null;
      this.failures = 0;
      this.single = 0; // so many items go one by one, because one of them is refused
      this.blocked = false;
      this.problem = null; // why the last request failed
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

    // Sends what waits at once, whatever held it back before.
    again() {
      this.blocked = false;
      this.flush();
    }

    // What goes together in one request: a step that can be undone goes by itself.
    take() {
      const one = this.single > 0 || this.items[0].alone;
      this.single = Math.max(0, this.single - 1);
      if (one) return this.items.splice(0, 1);
      const end = this.items.findIndex(({ alone }) => alone);
      return this.items.splice(0, Math.min(MOST, end < 0 ? this.items.length : end));
    }

    async flush() {
      clearTimeout(this.timer);
      if (this.flight || !this.items.length || this.blocked || !this.page.readable()) return;
      clearTimeout(this.retry);
      this.since = this.retry = null;
      const batch = (this.flight = this.take());
      const typings = this.page.typings();
      const text = this.page.text();
      const edits = batch.flatMap((item) => item.edits);
      const answer = await ask(this.address, { text, edits }).catch((problem) => this.failed(problem, batch, typings));
      if (answer) {
        this.failures = 0;
        this.page.reached(true);
        if (this.page.typings() !== typings) this.back(batch); // the text went on: once more, upon the new one
        else {
          this.flight = null;
          this.page.stepped(answer, batch, text);
        }
      }
      if (!this.retry) this.flush();
    }

    // What becomes of items that were not made. Until that is known they count as sent, and nothing else goes.
    async failed(problem, batch, typings) {
      this.problem = problem;
      if (problem.lost || problem.status >= 500) {
        this.page.reached(false, problem);
        return this.later(batch);
      }
      if (problem.status !== 400) {
        this.back(batch);
        this.blocked = true; // sending the same again would be refused again
        return this.page.refused(problem);
      }
      const readable = await this.page.reads();
      if (readable === null) return this.later(batch);
      if (!readable || this.page.typings() !== typings) return this.back(batch);
      if (batch.length > 1) {
        // One of them does not fit the text: find out which, and lose no other.
        this.single = batch.length;
        return this.back(batch);
      }
      this.flight = null;
      this.page.misfit(problem, batch[0]);
    }

    back(batch) {
      this.flight = null;
      this.items.unshift(...batch);
    }

    later(batch) {
      this.back(batch);
      const wait = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)];
      this.failures += 1;
      this.retry = setTimeout(() => {
        this.retry = null;
        this.flush();
      }, wait);
    }

    // Until everything is in the text, or cannot get there now.
    async settled() {
      if (!this.retry) this.flush();
      while (this.waiting && !this.blocked && !this.retry && this.page.readable()) await new Promise((done) => setTimeout(done, 20));
      return !this.waiting;
    }
  }

  return { Queue };
})();
