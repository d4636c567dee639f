// Offers titles below the search box while one types. The form works without this file.
// The pattern is that of a combobox with a list: arrows move, Enter takes, Escape closes, the box keeps the focus.

const form = document.querySelector("form[data-suggest]");
const box = form?.querySelector("input[name=q]");
if (box) {
  const PAUSE = 160; // milliseconds without a key before we ask
  const list = Object.assign(document.createElement("ul"), { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "标题建议");
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  said.setAttribute("role", "status");
  box.after(list, said);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
    box.setAttribute(name, value);

  let chosen = -1;
  let typed = box.value;
  let waiting, asking;

  const options = () => [...list.children];
  const close = () => {
    asking?.abort();
    clearTimeout(waiting);
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (to) => {
    const all = options();
    if (chosen >= 0) all[chosen].setAttribute("aria-selected", "false");
    chosen = to < -1 ? all.length - 1 : to >= all.length ? -1 : to;
    if (chosen < 0) {
      box.value = typed;
      box.removeAttribute("aria-activedescendant");
      return;
    }
    all[chosen].setAttribute("aria-selected", "true");
    all[chosen].scrollIntoView({ block: "nearest" });
    box.value = all[chosen].textContent;
    box.setAttribute("aria-activedescendant", all[chosen].id);
  };
  const show = (titles) => {
    list.replaceChildren(...titles.map((title, place) => {
      const option = Object.assign(document.createElement("li"), { id: `suggestion-${place}`, textContent: title });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    chosen = -1;
    list.hidden = titles.length === 0;
    box.setAttribute("aria-expanded", String(titles.length > 0));
    said.textContent = titles.length ? `有${titles.length}条标题建议，按上下键选择。` : "";
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed.slice(0, 60))}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).titles);
    } catch (stopped) {
      if (stopped.name !== "AbortError") close(); // away from the network: typing goes on as before
    }
  };

  box.addEventListener("input", (event) => {
    typed = box.value;
    clearTimeout(waiting);
    if (event.isComposing || !typed.trim()) return close();
    waiting = setTimeout(ask, PAUSE);
  });
  box.addEventListener("compositionend", () => {
    typed = box.value;
    clearTimeout(waiting);
    if (typed.trim()) waiting = setTimeout(ask, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      box.value = typed;
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "ArrowDown" && typed.trim()) {
      event.preventDefault();
      ask();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    box.value = option.textContent;
    form.requestSubmit();
  });
  box.addEventListener("blur", close);
  form.addEventListener("submit", close);
}
