// Narrows a list of boxes to those whose words are typed, diacritics aside; ticked ones always stay in sight.
const folded = (text) => text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/\p{Mn}/gu, "");

for (const search of document.querySelectorAll("input[data-filters]")) {
  const lines = [...document.getElementById(search.dataset.filters).querySelectorAll("li")];
  search.addEventListener("input", () => {
    const words = folded(search.value).split(/\s+/);
    for (const line of lines) {
      const text = folded(line.textContent);
      line.hidden = !line.querySelector("input").checked && !words.every((word) => text.includes(word));
    }
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // Enter searches, it does not send the form
  });
}
