// Makes the bundle of @getodk/web-forms that browsers load. Called by script/vendor in a temporary folder:
//   node build.mjs OUT
// Every change to what the package ships is in this file, and each stops the build when the place it is for
// is no longer there: a new version is looked at by a person, never patched by luck.
import { build } from "esbuild";
import postcss from "postcss";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import vm from "node:vm";

const [out] = process.argv.slice(2);
await mkdir(out, { recursive: true });
const here = import.meta.dirname;
const packages = path.join(here, "node_modules");
const dist = path.join(packages, "@getodk", "web-forms", "dist");

const names = await readdir(dist);
const library = path.join(dist, names.find((name) => /^index-.+\.js$/.test(name)));
const index = path.join(dist, "index.js");

// ── Words: each stands once in the source, unless a number says otherwise ───────────────────────────────
const WORDS = [
  ['label: "Send"', "Send"],
  ['"1 question with error."', "1 question with error."],
  ['"Location unavailable. Enable GPS and browser permissions, then restart the form to try again."'],
  ['"Finding your location"'],
  ['"Time taken to capture location: "'],
  ['label: "Cancel"', "Cancel"],
  ['label: "Save location"', "Save location"],
  ['"Get location"'],
  ['null, "Try again"', "Try again"],
  ['"Cannot access location"'],
  ['"Grant location permission in the browser settings and make sure location is turned on."'],
  ['"Rank items"'],
  ['"Captured image preview"'],
  ['"Take picture"'],
  ['"Choose image"'],
  ['label: "Remove"', "Remove"],
  ['label: "Change language"', "Change language"],
  ['"aria-label": "change language"', "change language"],
  ['" Add "'],
  ['"Repeat Item"'],
  ['"Powered by"'],
  ['"Condition not satisfied: constraint"'],
  ['"Condition not satisfied: required"'],
  ['"Good accuracy"', "Good accuracy", 2],
  ['"Poor accuracy"'],
  ['"Unknown accuracy"'],
  ['"Accuracy: "'],
  ['"Latitude: "'],
  ['"Longitude: "'],
];

// ── Changes ─────────────────────────────────────────────────────────────────────────────────────────────
const CHANGES = [
  // Plurals are the page's affair.
  ["`${QA} questions with errors.`", 'word("%(count)s questions with errors.", { count: QA })'],
  // Read when they are shown, and not when the file is loaded.
  ['constraintMsg: word(', 'get constraintMsg() { return word('],
  ['requiredMsg: word("Condition not satisfied: required")', 'get requiredMsg() { return word("Condition not satisfied: required"); }'],
  ['"Condition not satisfied: constraint"),', '"Condition not satisfied: constraint"); },'],
  // A draft is restored by the engine, which the component does not offer; and the page is handed the form.
  [
    "  if (tA.editInstance == null)\n    try {\n      const rA = AA.createInstance(nA);\n      return success(AA, rA);\n    } catch (rA) {\n      return failure(FormInitializationError.from(rA));\n    }",
    "  const { draft, opened, failed } = tA.editInstance;\n" +
      "  try {\n    const instance = draft ? await AA.restoreInstance({ data: draft }, nA) : AA.createInstance(nA);\n" +
      "    opened(instance.root);\n    return success(AA, instance);\n" +
      "  } catch (error) {\n    failed(error);\n    return failure(FormInitializationError.from(error));\n  }",
  ],
  ['if (AA.status === "failure")\n    return failure(', 'if (AA.status === "failure")\n    return tA.editInstance.failed(AA.error), failure('],
  // The reset of the browser's own styles is in our style sheet, below; a <style> would need leave.
  ['const tA = document.createElement("style");\n    tA.textContent = resetStyles, document.head.prepend(tA), eA.use', "eA.use"],
  // Some styles are made before its configuration has the nonce.
  ["media: EA,\n        nonce: wA\n", "media: EA,\n        nonce: styleNonce()\n"],
  ['"🚧 Support for non-image uploads is pending. 🚧"', 'word("Support for non-image uploads is pending.")'],
  // Pictures are made smaller in the page itself: the policy knows no workers made of text, and a picture was lost.
  ['features: ["js", "wasm", "ww"],', 'features: ["js", "wasm"],'],
  // Maps would fetch tiles from elsewhere and are half a megabyte: left out, and the form says so.
  [/await import\("\.\/MapBlock-[\w-]+\.js"\)/, 'await Promise.reject(new Error("no maps"))'],
  ['" Unable to load map "', 'word("This question needs a map, which forms in the browser do not have. Answer it in ODK Collect.")'],
];

function replaced(source, from, to, times = 1) {
  const found = typeof from === "string" ? source.split(from).length - 1 : (source.match(from) ?? []).length;
  if (found !== times) throw new Error(`${found} places instead of ${times} for: ${from}`);
  return typeof from === "string" ? source.replaceAll(from, () => to) : source.replace(from, () => to);
}

function patched(source) {
  for (const [place, english = JSON.parse(place), times = 1] of WORDS) {
    const quoted = JSON.stringify(english);
    source = replaced(source, place, place.replace(quoted, `word(${quoted})`), times);
  }
  for (const [from, to] of CHANGES) source = replaced(source, from, to);
  return `import { styleNonce, word } from ${JSON.stringify(path.join(here, "words.js"))};\n${source}`;
}

const patches = {
  name: "our changes",
  setup({ onLoad, onResolve }) {
    // Past index.js, whose other half only puts styles into the page.
    onResolve({ filter: /^@getodk\/web-forms$/ }, () => ({ path: library }));
    onLoad({ filter: /web-forms\/dist\/index-.+\.js$/ }, async (file) => {
      const exported = (await readFile(index, "utf8")).match(/import \{([^}]+)\} from/)[1];
      const again = exported.split(",").map((pair) => pair.trim().split(" as ")).map(([short]) => short);
      const source = await readFile(file.path, "utf8");
      if (!["O", "P", "w"].every((short) => again.includes(short))) throw new Error("other exports than O, P, w");
      const tail = "\nexport { OdkWebForm, POST_SUBMIT__NEW_INSTANCE, webFormsPlugin };\n";
      return { contents: patched(source).replace(/\nexport \{[\s\S]*?\};?\s*$/, tail), loader: "js" };
    });
  },
};

// ── Styles ──────────────────────────────────────────────────────────────────────────────────────────────
/** What index.js would put into the page at run time, without the megabyte of fonts, and the reset of styles. */
async function styles() {
  const injector = await readFile(index, "utf8");
  const [, literal] = injector.match(/createTextNode\(('(?:[^'\\]|\\.)*')\)/);
  const sheet = vm.runInNewContext(literal)
    .replace(/@charset "UTF-8";/, "")
    .replace(/@font-face\s*\{[^}]*\}/g, "");
  const source = await readFile(library, "utf8");
  const [, reset] = source.match(/resetStyles = `([\s\S]*?)`/);
  const kept = used(postcss.parse(sheet), source);
  return `:where(${OURS.join(", ")}) {\n${reset}\n}\n${kept}`;
}

// Where the form is, and what it lays over the page.
const OURS = [".web-form", ".p-overlay", ".p-dialog", ".p-popover"];

/**
 * Without the rules for utility classes that nothing in the package bears: nine tenths of them. Those that are
 * left reach only into the form, because the house has words like `.grid`, `.field` and `.hidden` too.
 */
function used(sheet, source) {
  const borne = new Set(source.match(/[\w-]+/g));
  const isUtility = (selector) => selector.startsWith(".") && !/data-v-|^\.(p|ol|odk)-/.test(selector);
  const isUsed = (name) => (name.includes("\\") ? source.includes(name.slice(1).replace("\\", "")) : borne.has(name.slice(1)));
  const isBorne = (selector) => (selector.match(/\.-?[A-Za-z_][\w-]*(\\:[\w-]+)?/g) ?? []).every(isUsed);
  sheet.walkRules((rule) => {
    if (rule.parent.name === "keyframes") return;
    const selectors = rule.selectors
      .filter((each) => !isUtility(each) || isBorne(each))
      .map((each) => (isUtility(each) ? `:where(${OURS.join(", ")}) ${each}` : each));
    if (selectors.length) rule.selectors = selectors;
    else rule.remove();
  });
  sheet.walkAtRules((rule) => { if (rule.nodes?.length === 0) rule.remove(); });
  sheet.walkComments((comment) => { comment.remove(); });
  return sheet.toString();
}

await build({
  entryPoints: [path.join(here, "entry.js")],
  outfile: path.join(out, "web-forms.js"),
  bundle: true, minify: true, format: "esm", target: ["es2022"], legalComments: "none", 
  define: {
    "process.env.NODE_ENV": '"production"',
    __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  plugins: [patches],
  logLevel: "warning",
});
await build({
  stdin: { contents: await styles(), loader: "css" },
  outfile: path.join(out, "web-forms.css"),
  minify: true, target: ["chrome100", "firefox100", "safari15.4"], logLevel: "warning",
});

// ── Licences ────────────────────────────────────────────────────────────────────────────────────────────
const NOT_IN_IT = /^(ol|@types\/|@vue\/(compiler-|server-))/;

async function licences() {
  const own = JSON.parse(await readFile(path.join(here, "package.json"), "utf8"));
  const found = new Map();
  const collect = async (name) => {
    if (found.has(name) || NOT_IN_IT.test(name)) return;
    const folder = path.join(packages, name);
    const about = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    found.set(name, { about, folder });
    for (const each of Object.keys(about.dependencies ?? {})) await collect(each);
  };
  for (const name of [...Object.keys(own.dependencies), ...own.bundledByWebForms]) await collect(name);
  const parts = [];
  for (const [name, { about, folder }] of [...found].sort()) {
    const file = (await readdir(folder)).find((each) => /^(licen[cs]e|copying)/i.test(each));
    const author = about.author?.name ?? about.author ?? "";
    const text = file ? await readFile(path.join(folder, file), "utf8") : `${author}\n(The package says only its licence's name; Apache-2.0 stands in LICENSE at this repository's root.)`;
    parts.push(`${"=".repeat(100)}\n${name} ${about.version}: ${about.license}\n${"=".repeat(100)}\n${text.trim()}\n`);
  }
  return parts.join("\n");
}

await writeFile(path.join(out, "LICENSES.txt"), await licences());
