// The words that @getodk/web-forms shows and does not translate. build.mjs puts `word("…")` where they stand
// in its source; the page that opens a form says what they are in its language.
// Beside them the nonce of the page's policy, which every style that is made while a form is shown must bear.
let words = {};
let nonce = "";

export function useWords(given, nonceOfPage) {
  words = given;
  nonce = nonceOfPage;
}

export const styleNonce = () => nonce;

export function word(english, values = {}) {
  const text = words[english] ?? english;
  return text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}
