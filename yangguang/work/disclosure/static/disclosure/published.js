// Shows below the box, while one writes what one wants, what is public already. The form works without this file:
// the page before the request is sent says the same.

const box = document.querySelector("textarea[data-published]");
if (box) {
  const PAUSE = 900; // milliseconds without a key before we ask
  const SHORTEST = 6; // characters that may name something
  const place = Object.assign(document.createElement("div"), { className: "notice good", hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  said.setAttribute("role", "status");
  box.closest(".field").after(place, said);

  let waiting, asking, asked = "";
  const ask = async () => {
    const wanted = box.value.trim();
    if (wanted === asked) return;
    asked = wanted;
    asking?.abort();
    if (wanted.length < SHORTEST) {
      place.hidden = true;
      return;
    }
    asking = new AbortController();
    const sent = new FormData();
    sent.set("wanted", wanted);
    sent.set("csrfmiddlewaretoken", box.form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(box.dataset.published, { method: "POST", body: sent, signal: asking.signal });
      if (!answer.ok) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      const count = found.querySelectorAll("li").length;
      if (!place.hidden || count) said.textContent = count ? `有${count}条已经公开的信息可能是你要的，列在输入框下面。` : "";
      place.replaceChildren(...found.childNodes);
      place.hidden = count === 0;
    } catch (stopped) {
      if (stopped.name !== "AbortError") place.hidden = true; // away from the network: writing goes on as before
    }
  };
  box.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(ask, PAUSE);
  });
  box.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  box.addEventListener("change", ask);
}
