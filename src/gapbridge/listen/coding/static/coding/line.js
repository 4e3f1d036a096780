// The line to the server: one thing after the other, nothing lost when it breaks; and what others do meanwhile.
"use strict";

{
  const PAUSE = 4000; // milliseconds between two looks
  const RETRY = 5000;

  class Line {
    constructor(root, say) {
      Object.assign(this, { root, say, waiting: [], busy: false, broken: false });
      this.token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      addEventListener("online", () => this.run());
      addEventListener("beforeunload", (event) => { if (this.waiting.length) event.preventDefault(); });
    }

    // `fields`: pairs; `done(answer)`; `refused(said)` when the server will not.
    send(address, fields, done, refused) {
      this.waiting.push({ address, fields, done, refused });
      this.run();
    }

    async run() {
      if (this.busy || !this.waiting.length) return;
      this.busy = true;
      clearTimeout(this.retry);
      const job = this.waiting[0];
      const outcome = await this.post(job);
      this.busy = false;
      if (outcome === "broken") {
        this.broken = true;
        this.say(this.root.dataset.saidOffline, true);
        this.retry = setTimeout(() => this.run(), RETRY);
        return;
      }
      this.waiting.shift();
      if (outcome.error) job.refused?.(outcome); else job.done?.(outcome);
      if (this.broken && !this.waiting.length && !outcome.error) this.say(this.root.dataset.saidAgain);
      this.broken = this.broken && this.waiting.length > 0;
      this.run();
    }

    async post({ address, fields }) {
      const body = new URLSearchParams(fields);
      if (this.root.dataset.alone) body.set("alone", "1");
      let answer;
      try {
        answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": this.token } });
      } catch { return "broken"; }
      if (answer.status === 204) return {};
      if ([502, 503, 504].includes(answer.status)) return "broken";
      if (answer.redirected || answer.status === 403) return { error: this.root.dataset.saidSignedOut };
      try { return await answer.json(); } catch { return { error: this.root.dataset.saidFailed }; }
    }
  }

  // Looks every few seconds what others did, while somebody looks at the page.
  class Live {
    constructor(root, notes, line, apply) {
      Object.assign(this, { root, notes, line, apply, token: root.dataset.token, said: "" });
      document.addEventListener("visibilitychange", () => this.plan(document.hidden ? 0 : 100));
      this.plan(PAUSE);
      if (root.dataset.namesLater) this.names();
    }

    plan(wait) {
      clearTimeout(this.timer);
      if (!document.hidden) this.timer = setTimeout(() => this.look().finally(() => this.plan(PAUSE)), wait);
    }

    address(what, pairs) {
      const asked = new URLSearchParams(pairs);
      if (this.root.dataset.alone) asked.set("alone", "1");
      return `${this.root.dataset.session}${what}/?${asked}`;
    }

    async look() {
      try {
        await this.tell();
        const answer = await fetch(this.address("live", { since: this.token }), { headers: { Accept: "application/json" } });
        if (answer.status !== 200 || answer.redirected) return;
        const news = await answer.json();
        if (String(news.notes_version) !== this.root.dataset.notesVersion) return this.line.say(this.root.dataset.saidNotes, true);
        await this.update(news.states);
        this.token = news.token;
        this.apply({ counts: news.counts });
        this.flag(news.others);
      } catch { /* no line: the next look will tell */ }
    }

    async tell() { // where we are, when we moved or it is some time ago
      const paragraph = this.notes.para(this.notes.cursor.start).id.slice(1);
      if (this.told === paragraph && Date.now() - this.toldAt < 15000) return;
      await this.line.post({ address: `${this.root.dataset.session}here/`, fields: { paragraph } });
      [this.told, this.toldAt] = [paragraph, Date.now()];
    }

    update(states) {
      const number = (each) => each.id.slice(1);
      return this.redraw(this.notes.paras.filter((each) => (states[number(each)] || "") !== each.dataset.state).map(number));
    }

    async names() { // in long notes they are looked for once the page stands
      const answer = await fetch(this.address("names"), { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) this.redraw((await answer.json()).numbers);
    }

    async redraw(numbers) {
      for (let first = 0; first < numbers.length; first += 100) {
        const pairs = numbers.slice(first, first + 100).map((number) => ["n", number]);
        const answer = await fetch(this.address("paragraphs", pairs), { headers: { Accept: "application/json" } });
        this.apply(await answer.json());
      }
    }

    flag(others) {
      for (const each of document.querySelectorAll(".codes-here")) each.remove();
      for (const { initials, said, paragraph } of others) {
        const flag = document.createElement("p");
        flag.className = "codes-here";
        flag.textContent = said;
        flag.dataset.initials = initials;
        document.querySelector(`#p${paragraph} .margin`)?.prepend(flag);
      }
    }
  }

  Object.assign(Coding, { Line, Live });
}
