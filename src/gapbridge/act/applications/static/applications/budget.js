// The sums of a budget while it is typed, and which rules they keep. The server counts again when it saves.
"use strict";

class Budget {
  constructor(form) {
    this.form = form;
    form.addEventListener("input", () => this.count());
    // Later than the click that made the field lose its focus: a hint that appears must not move the button under it.
    form.addEventListener("change", () => setTimeout(() => this.count(), 300));
    form.addEventListener("rows:added", ({ detail }) => this.place(detail));
    this.count();
  }

  place({ row, button }) {
    const heading = button.closest("[data-heading]");
    const choice = row.querySelector("select[name$='-heading']");
    if (heading && choice) choice.value = heading.dataset.heading;
  }

  // A cell's value in hundredths; null when it is empty or can't be read, which is said beside it.
  read(input) {
    try {
      const found = Sums.cents(input.value);
      this.form.rowsThatSave.mark(input, "");
      return found;
    } catch (wrong) {
      if (typeof wrong !== "string") throw wrong;
      if (document.activeElement !== input) this.form.rowsThatSave.mark(input, this.hint(wrong, input.value));
      return null;
    }
  }

  hint(wrong, text) {
    const [whole, fraction] = text.trim().split(/[.,]/);
    return this.form.dataset[wrong].replace("%(thousands)s", whole + fraction).replace("%(fraction)s", `${whole}.${(fraction ?? "").slice(0, 2)}`);
  }

  write(cents) { return Sums.written(cents, this.form.dataset.decimal, this.form.dataset.group); }

  show(selector, cents) {
    for (const place of document.querySelectorAll(selector)) place.textContent = this.write(cents);
  }

  count() {
    const headings = new Map(), years = new Map();
    let total = 0n;
    for (const line of this.form.querySelectorAll("[data-row=line]")) {
      const [quantity, rate] = ["quantity", "rate"].map((name) => this.read(line.querySelector(`[data-number=${name}]`)));
      const cost = quantity === null || rate === null ? null : Sums.cost(quantity, rate);
      line.querySelector("[data-cost]").textContent = cost === null ? "–" : this.write(cost);
      const heading = line.querySelector("select[name$='-heading']").value;
      const year = line.querySelector("select[name$='-year']").value;
      headings.set(heading, (headings.get(heading) ?? 0n) + (cost ?? 0n));
      years.set(year, (years.get(year) ?? 0n) + (cost ?? 0n));
      total += cost ?? 0n;
    }
    let funds = 0n;
    for (const input of this.form.querySelectorAll("[data-number=amount]")) funds += this.read(input) ?? 0n;
    this.show("[data-total]", total);
    this.show("[data-co-financing]", funds);
    this.show("[data-requested]", total - funds);
    for (const place of document.querySelectorAll("[data-sum-of]")) place.textContent = this.write(headings.get(place.dataset.sumOf) ?? 0n);
    for (const place of document.querySelectorAll("[data-sum-of-year]")) place.textContent = this.write(years.get(place.dataset.sumOfYear) ?? 0n);
    for (const share of this.form.querySelectorAll("[data-share]")) share.hidden = true;
    for (const limit of this.form.querySelectorAll("[data-limit]")) this.judge(limit, headings, total, funds);
  }

  judge(limit, headings, total, funds) {
    const { limit: rule, heading, of, percent } = limit.dataset;
    let now = total - funds, [least, most] = [limit.dataset.least, limit.dataset.most].map((text) => (text ? Sums.cents(text) : null));
    if (rule === "ceiling") {
      now = headings.get(heading) ?? 0n;
      most = Sums.percentOf(percent, of.split(" ").reduce((sum, key) => sum + (headings.get(key) ?? 0n), 0n), false);
    } else if (rule === "co_financing") {
      now = funds;
      least = Sums.percentOf(percent, total, true);
    }
    limit.querySelector("[data-now]").textContent = this.write(now);
    for (const [name, bound] of [["least", least], ["most", most]]) {
      const place = limit.querySelector(`[data-bound=${name}]`);
      if (place && bound !== null) place.textContent = this.write(bound);
    }
    limit.classList.toggle("broken", (least !== null && now < least) || (most !== null && now > most));
  }
}
for (const form of document.querySelectorAll("form.budget")) new Budget(form);
