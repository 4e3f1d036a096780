// Numbers as people write them, in exact cents: the same rules as numerals.py and budget.py on the server, which counts.
"use strict";

const Sums = {
  // "1 234,50" → 123450n; null for an empty cell. Throws the name of what is wrong.
  cents(text) {
    const written = text.trim().replace(/[ \u00a0\u2009\u202f'’]/g, " ");
    if (!written) return null;
    if (/^[-−]/.test(written)) throw "negative";
    if (!/^[0-9., ]+$/.test(written) || !/[0-9]/.test(written)) throw "notNumber";
    const [whole, fraction, group] = Sums.parts(written);
    const digits = group && Sums.isGrouped(whole, group) ? whole.replaceAll(group, "") : whole;
    if (!/^[0-9]+$/.test(digits) || !/^[0-9]*$/.test(fraction)) throw "notNumber";
    const decimals = fraction.replace(/0+$/, "");
    if (decimals.length > 2) throw "decimals";
    return BigInt(digits + decimals.padEnd(2, "0"));
  },

  parts(written) {
    const points = written.split(".").length - 1, commas = written.split(",").length - 1;
    if (points && commas) {
      const [sign, group] = written.lastIndexOf(",") > written.lastIndexOf(".") ? [",", "."] : [".", ","];
      const at = written.lastIndexOf(sign);
      return [written.slice(0, at), written.slice(at + 1), group];
    }
    const sign = points ? "." : ",";
    if (points + commas > 1) return [written, "", sign];
    if (points + commas === 0) return [written, "", " "];
    const at = written.indexOf(sign), whole = written.slice(0, at), fraction = written.slice(at + 1);
    if (fraction.length === 3 && /^[1-9][0-9]{0,2}$/.test(whole)) throw "twoWays";
    return [whole, fraction, " "];
  },

  isGrouped(whole, group) {
    if (whole.includes(" ") && group !== " ") return false;
    return /^[0-9]{1,3}( [0-9]{3})+$/.test(whole.replaceAll(group, " "));
  },

  // Quantity and rate in hundredths: the product to the cent, half a cent up.
  cost(quantity, rate) {
    return (quantity * rate + 50n) / 100n;
  },

  // "7.5" percent of cents, rounded down (a ceiling) or up (a least).
  percentOf(percent, cents, up) {
    const whole = BigInt(Math.round(Number(percent) * 100)) * cents;
    return (whole + (up ? 9999n : 0n)) / 10000n;
  },

  written(cents, decimal, group) {
    const minus = cents < 0n, text = String(minus ? -cents : cents).padStart(3, "0");
    const whole = text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, group);
    return (minus ? "-" : "") + whole + decimal + text.slice(-2);
  },
};
