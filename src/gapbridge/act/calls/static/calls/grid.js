// The sums of the self-scoring sheet while one scores. Without this, the button adds up.
const sumOf = (section) =>
  [...section.querySelectorAll("[data-weight]")].reduce((sum, question) => {
    const chosen = question.querySelector("input:checked");
    return chosen ? sum + Number(chosen.value) * Number(question.dataset.weight) : sum;
  }, 0);

const show = (section) => {
  const scored = section.querySelector("input:checked");
  section.querySelector("[data-sum]").textContent = scored ? String(sumOf(section)) : "";
};

const begin = () => {
  for (const section of document.querySelectorAll("[data-grid] [data-section]")) {
    section.addEventListener("change", () => show(section));
    show(section);
  }
};

document.addEventListener("DOMContentLoaded", begin);
