// What helps to read a page: larger and smaller letters, reading aloud, printing. Without scripts none of it is shown.
const SIZES = [0.875, 1, 1.25, 1.5, 1.875, 2.25];
const article = document.querySelector(".article"), body = document.getElementById("body");
const tools = document.querySelector(".tools");
const button = (name) => tools.querySelector(`[data-tool="${name}"]`);

function kept() {
  try { return Number(localStorage.getItem("size")) || 1; } catch { return 1; }
}

function size(step) {
  let now = Math.max(SIZES.indexOf(kept()), 0) + step;
  if (step === 0 && !SIZES.includes(kept())) now = 1;
  now = Math.min(Math.max(now, 0), SIZES.length - 1);
  body.style.setProperty("font-size", `calc(var(--text) * ${SIZES[now]})`);
  button("smaller").setAttribute("aria-disabled", String(now === 0));
  button("larger").setAttribute("aria-disabled", String(now === SIZES.length - 1));
  try { localStorage.setItem("size", String(SIZES[now])); } catch { /* a visitor who keeps nothing */ }
}

// Reading aloud: one block after the other, because some voices stop after a long text.
const speech = window.speechSynthesis;
const voice = () => speech?.getVoices().find((each) => /^(zh|cmn)/i.test(each.lang));
let reading = 0;

function blocks() {
  const spoken = [...body.querySelectorAll("p, h2, h3, li, tr, caption, figcaption, img")];
  return [document.getElementById("headline"), ...spoken].map((each) => each.alt ?? each.innerText.trim()).filter(Boolean);
}

function stop() {
  reading += 1;
  speech.cancel();
  button("read").setAttribute("aria-pressed", "false");
  button("read").textContent = "朗读";
}

function read() {
  if (button("read").getAttribute("aria-pressed") === "true") return stop();
  const mine = ++reading, left = blocks();
  button("read").setAttribute("aria-pressed", "true");
  button("read").textContent = "停止朗读";
  const next = () => {
    if (mine !== reading) return;
    if (!left.length) return stop();
    const words = new SpeechSynthesisUtterance(left.shift());
    words.voice = voice();
    words.lang = words.voice.lang;
    words.rate = document.documentElement.dataset.mode === "elder" ? 0.85 : 1;
    words.onend = next;
    words.onerror = () => mine === reading && stop();
    speech.speak(words);
  };
  next();
}

function offer() {
  button("read").parentElement.hidden = !voice();
}

if (article && body && tools) {
  tools.hidden = false;
  size(0);
  offer();
  speech?.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", () => speech?.cancel());
  const DO = { larger: () => size(1), smaller: () => size(-1), read, print: () => print() };
  tools.addEventListener("click", (event) => DO[event.target.dataset.tool]?.());
}
