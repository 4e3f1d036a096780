// The words that @getodk/web-forms shows and does not translate. build.mjs puts `word("…")` where they stand
// in its source; the page that opens a form says what they are in its language.
let words = {};

export function useWords(given) {
  words = given;
}

export function word(english, values = {}) {
  const text = words[english] ?? english;
  return text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}
