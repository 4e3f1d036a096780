// A search in what this phone keeps: the folding of the site (base/folding.py), and stems that each page brings along.
"use strict";

const Search = {
  MOST_WORDS: 10,
  LONGEST_ENDING: 9, // letters that a word may have after its stem
  SHORTEST_STEM: 3,

  /** The text in one spelling, as base/folding.py writes it: İ, I and ı are i, ə is e, accents and case are off. */
  fold(text) {
    const folded = this.letters(this.letters(text).normalize("NFKC"));
    return folded.split(/\s+/u).filter(Boolean).join(" ");
  },

  letters(text) {
    const plain = (some) => some.replace(/[əıøłđðæœ]/gu, (letter) => this.PLAIN[letter]);
    const lowered = text.normalize("NFKC").toLowerCase().replace(/ß/gu, "ss").replace(/ς/gu, "σ").normalize("NFKC");
    const bare = (letter) => (letter === "й" || /\s/u.test(letter) ? letter
      : plain(letter.normalize("NFKD").replace(/[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Cs}]/gu, "")));
    return [...plain(lowered)].map(bare).join("").normalize("NFC");
  },
  PLAIN: { ə: "e", ı: "i", ø: "o", ł: "l", đ: "d", ð: "d", æ: "ae", œ: "oe" },

  /** Cyrillic in the Latin letters of passports: `given` is the table of the site. */
  latin(word, given) {
    return [...word].map((letter) => given[letter] ?? letter).join("");
  },

  words(text, given) {
    return (this.fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => this.latin(word, given));
  },

  /** How well a stem answers a word: 3 the word itself, 2 the word has an ending, 1 the word is a beginning, 0 not. */
  answers(word, stem) {
    if (word === stem) return 3;
    if (word.startsWith(stem) && stem.length >= this.SHORTEST_STEM && word.length - stem.length <= this.LONGEST_ENDING) return 2;
    return stem.startsWith(word) && word.length > 1 ? 1 : 0;
  },

  /** With at most one letter missing, too many, wrong, or two that changed places; words of five letters or more. */
  isNear(word, stem) {
    if (word.length < 5) return false;
    const piece = word.slice(0, Math.max(stem.length, 5));
    return [piece, word.slice(0, stem.length + 1), word.slice(0, Math.max(stem.length - 1, 4))].some((each) => this.oneApart(each, stem));
  },

  oneApart(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let from = 0;
    while (from < a.length && a[from] === b[from]) from += 1;
    const rest = (some, by) => some.slice(from + by);
    const swapped = a[from] === b[from + 1] && a[from + 1] === b[from] && rest(a, 2) === rest(b, 2);
    return swapped || rest(a, 1) === rest(b, 1) || rest(a, 1) === rest(b, 0) || rest(a, 0) === rest(b, 1);
  },

  /** Every page's pieces with their stems, once for many questions. */
  index(bundles) {
    return bundles.flatMap(({ pages }) => pages.flatMap((page) => {
      const own = page.stems.split(" ");
      const pieces = page.pieces.length ? page.pieces : [{ number: 1, title: "", text: page.summary, stems: "" }];
      return pieces.map((piece) => ({ page, piece, title: own, stems: piece.stems.split(" ") }));
    }));
  },

  /** The pieces in which every word is, the best first; with typing errors where nothing is found without. */
  find(index, question, given) {
    const asked = this.words(question, given).slice(0, this.MOST_WORDS);
    if (!asked.length) return [];
    const exact = this.ranked(index, asked, (word, stem) => this.answers(word, stem));
    return exact.length ? exact : this.ranked(index, asked, (word, stem) => this.answers(word, stem) || (this.isNear(word, stem) ? 1 : 0));
  },

  ranked(index, asked, answers) {
    const best = (word, stems) => stems.reduce((most, stem) => Math.max(most, answers(word, stem)), 0);
    const found = [];
    for (const entry of index) {
      let score = 0;
      const all = asked.every((word) => {
        const [inTitle, inText] = [best(word, entry.title), best(word, entry.stems)];
        score += inTitle * 2 + inText * 3;
        return inTitle || inText;
      });
      if (all) found.push({ ...entry, score });
    }
    return found.sort((a, b) => b.score - a.score || a.piece.number - b.piece.number);
  },

  /** A part of the text around the first word that answers, as [{ text, marked }]. */
  passage(text, question, given, length = 220) {
    const asked = this.words(question, given);
    const spans = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((found) => ({ at: found.index, word: found[0] }));
    const isAsked = ({ word }) => {
      const own = this.words(word, given)[0] ?? "";
      return asked.some((each) => own.startsWith(each) || (own.length >= 4 && each.startsWith(own)) || this.shared(own, each) >= Math.max(4, each.length - 3));
    };
    const marked = spans.filter(isAsked);
    const first = marked[0]?.at ?? 0;
    const start = first <= 60 ? 0 : (spans.find(({ at }) => at >= first - 60)?.at ?? first);
    const last = spans.filter(({ at, word }) => at + word.length <= start + length).pop(); // no word is cut in two
    const end = start + length >= text.length || !last || last.at < start ? Math.min(start + length, text.length) : last.at + last.word.length;
    const parts = [{ text: start ? "… " : "", marked: false }];
    let done = start;
    for (const { at, word } of marked.filter((each) => each.at >= start && each.at + each.word.length <= end)) {
      parts.push({ text: text.slice(done, at), marked: false }, { text: word, marked: true });
      done = at + word.length;
    }
    parts.push({ text: text.slice(done, end) + (end < text.length ? " …" : ""), marked: false });
    return parts.filter((part) => part.text);
  },

  shared(a, b) {
    let count = 0;
    while (count < a.length && a[count] === b[count]) count += 1;
    return count;
  },
};
