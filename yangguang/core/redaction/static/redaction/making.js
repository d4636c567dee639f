// Shows how far the file is that is being made, and loads the page anew when it is over.

const EVERY = 1500;
const SAID_EVERY = 10; // per cent: a screen reader is not told of each page

const box = document.querySelector("[data-making]");
const bar = box.querySelector("progress");
const said = box.querySelector("[data-making-said]");
let told = 0;

const look = async () => {
  const answer = await fetch(box.dataset.making).catch(() => null);
  if (answer?.ok) {
    const found = await answer.json();
    if (found.is_over) return location.reload();
    bar.max = found.of;
    bar.value = found.done;
    const percent = Math.min(Math.floor((100 * found.done) / found.of), 100);
    if (percent >= told + SAID_EVERY) {
      told = percent - (percent % SAID_EVERY);
      said.textContent = `已完成${percent}%`;
    }
  }
  setTimeout(look, EVERY);
};
setTimeout(look, EVERY);
