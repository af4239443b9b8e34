// Slides by keyboard. Everything is in the page, so that once it is open no network is needed.
const slides = [...document.querySelectorAll(".slide")];
const play = document.getElementById("play");
const said = document.getElementById("said");
let at = 0;

function show(place) {
  at = Math.min(Math.max(place, 0), slides.length - 1);
  document.body.classList.add("playing");
  slides.forEach((slide, number) => {
    slide.classList.toggle("on", number === at);
    slide.inert = number !== at;
  });
  slides[at].scrollTop = 0;
  said.textContent = `Trang ${at + 1} trên ${slides.length}`;
  history.replaceState(null, "", `#trang-${at + 1}`);
}

function overview() {
  document.body.classList.remove("playing");
  slides.forEach((slide) => { slide.inert = false; });
  slides[at].scrollIntoView();
  said.textContent = "Xem tất cả các trang";
  play.focus({ preventScroll: true });
}

const moves = {
  ArrowRight: () => show(at + 1), PageDown: () => show(at + 1), " ": () => show(at + 1),
  ArrowLeft: () => show(at - 1), PageUp: () => show(at - 1),
  Home: () => show(0), End: () => show(slides.length - 1), Escape: overview,
};

document.addEventListener("keydown", (event) => {
  const playing = document.body.classList.contains("playing");
  if (event.ctrlKey || event.altKey || event.metaKey || !moves[event.key]) return;
  if (!playing && event.key !== "ArrowRight") return; // in the overview the keys scroll and press as everywhere
  event.preventDefault();
  moves[event.key]();
});
play.hidden = false;
play.addEventListener("click", () => show(0));
const asked = /^#trang-(\d+)$/.exec(location.hash);
show(asked ? Number(asked[1]) - 1 : 0);
