// The thin layer between a page of ours and @getodk/web-forms. Its one function is `openForm`.
import { createApp, h } from "vue";
import { OdkWebForm, POST_SUBMIT__NEW_INSTANCE, webFormsPlugin } from "@getodk/web-forms";
import { useWords } from "./words.js";

const FILE_OF_ANSWERS = "xml_submission_file";

/**
 * Show a form in `target`.
 *
 * `xform`: the XForm as text. `fetchAttachment(url)`: answers a jr: address with a Response.
 * `draft`: what `read()` gave on an earlier day ({xml, files}), or null for an empty form.
 * `words`: {English text: text of the page}; `locale`: "az"; `languages`: names of the form's languages to
 * try, best first; `nonce`: of the page's policy, for the styles that are made while the form is shown.
 * `onSubmit({instanceId, xml, files})` is asked to keep a form without mistakes and answers whether it did.
 *
 * Resolves to {read, close} once the form stands; rejects when it can't be opened.
 */
export function openForm({ target, xform, fetchAttachment, draft, words, locale, languages, nonce, onSubmit }) {
  useWords(words, nonce);
  return new Promise((resolve, reject) => {
    const opened = (root) => {
      speak(root, languages);
      resolve({ read: () => read(root), close: () => app.unmount() });
    };
    const props = {
      formXml: xform,
      fetchFormAttachment: fetchAttachment,
      missingResourceBehavior: "BLANK",
      editInstance: { draft: draft && asFormData(draft), opened, failed: reject },
      onSubmit: async (payload, done) => {
        const kept = await onSubmit(await answersOf(payload));
        if (kept) done({ next: POST_SUBMIT__NEW_INSTANCE });
      },
    };
    const app = createApp({ render: () => h(OdkWebForm, props) });
    app.use(webFormsPlugin);
    const { config } = app.config.globalProperties.$primevue;
    config.csp = { nonce };
    Object.assign(config.locale, said(config.locale, words), calendarWords(locale));
    app.config.errorHandler = (error) => { console.error(error); reject(error); };
    nameControls(target, words);
    app.mount(target);
  });
}

/** The first of the wanted languages that the form has. */
function speak(root, wanted = []) {
  const offered = root.languages.filter((each) => !each.isSyntheticDefault);
  const found = wanted.map((name) => offered.find((each) => each.language === name)).find(Boolean);
  if (found) root.setLanguage(found);
}

async function read(root) {
  return answersOf(await root.prepareInstancePayload({ payloadType: "monolithic" }));
}

/** {instanceId, xml, files: [File, …]} of what the engine prepared. */
async function answersOf(payload) {
  const [data] = payload.data;
  const files = [...data.entries()].filter(([name]) => name !== FILE_OF_ANSWERS).map(([, file]) => file);
  const xml = await data.get(FILE_OF_ANSWERS).text();
  const found = new DOMParser().parseFromString(xml, "text/xml").getElementsByTagNameNS("*", "instanceID")[0];
  return { instanceId: found?.textContent ?? "", xml, files };
}

/** What the engine restores a form from: one FormData, keyed by the files' names. */
function asFormData({ xml, files }) {
  const data = new FormData();
  data.set(FILE_OF_ANSWERS, new File([xml], FILE_OF_ANSWERS, { type: "text/xml" }));
  for (const file of files) data.set(file.name, file);
  return [data];
}

// ── Names for who can't see ────────────────────────────────────────────────
/** Some controls (dates, numbers, menus, buttons with a picture) have no name: give them their question's, always anew. */
function nameControls(target, words) {
  const name = () => {
    for (const question of target.querySelectorAll(".question-container")) {
      const text = question.querySelector("label, .control-text, legend")?.textContent.trim();
      if (text) nameless(question, "input:not([type=hidden], [type=file], [type=radio], [type=checkbox]), textarea, [role=combobox]").forEach((each) => each.setAttribute("aria-label", text));
    }
    // A group without a caption is no landmark: there would be several that are called nothing.
    for (const region of target.querySelectorAll("[role=region][aria-labelledby]")) {
      if (document.getElementById(region.getAttribute("aria-labelledby"))?.textContent.trim()) continue;
      region.removeAttribute("role");
      region.removeAttribute("aria-labelledby");
    }
    nameless(target, "button.clear-button").forEach((each) => each.setAttribute("aria-label", words["Remove"] ?? "Remove"));
    nameless(target, "button.button-menu").forEach((each) => each.setAttribute("aria-label", words["More"] ?? "More"));
  };
  new MutationObserver(name).observe(target, { childList: true, subtree: true });
}

const nameless = (within, controls) =>
  [...within.querySelectorAll(controls)].filter((each) => !(each.ariaLabel || each.getAttribute("aria-labelledby") || each.labels?.length || (each.matches("button") && each.textContent.trim())));

// ── The calendar ───────────────────────────────────────────────────────────
/** Months and days in the page's language, the week beginning on Monday. */
function calendarWords(locale) {
  const days = Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2023, 0, 1 + day))); // 1 January 2023 was a Sunday
  const months = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2023, month, 15)));
  const names = (dates, options) => dates.map((date) => date.toLocaleDateString(locale, { timeZone: "UTC", ...options }));
  return {
    firstDayOfWeek: 1,
    dayNames: names(days, { weekday: "long" }),
    dayNamesShort: names(days, { weekday: "short" }),
    dayNamesMin: names(days, { weekday: "short" }),
    monthNames: names(months, { month: "long" }),
    monthNamesShort: names(months, { month: "short" }),
  };
}

/** The components' own words, and those for screen readers, as far as the page says them in its language. */
function said(locale, words) {
  const texts = Object.entries(locale).map(([key, value]) => [key, key === "aria" ? said(value, words) : (words[value] ?? value)]);
  return Object.fromEntries(texts);
}
