// Where a whole text is pasted: what is copied from Word, WPS or a web page is shown as it will be sent, with its tables
// and pictures. The server cleans it; without this file its words alone are pasted.

for (const box of document.querySelectorAll("[data-paste]")) {
  const kept = box.querySelector("textarea");
  const shown = document.createElement("div");
  shown.className = "pasted";
  shown.contentEditable = "true";
  shown.setAttribute("role", "textbox");
  shown.setAttribute("aria-multiline", "true");
  const label = box.closest(".field")?.querySelector("label");
  if (label) {
    label.id ||= `${kept.id}-label`;
    shown.setAttribute("aria-labelledby", label.id);
  }
  kept.hidden = true;
  box.append(shown);

  shown.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html) return;
    event.preventDefault();
    const parsed = new DOMParser().parseFromString(html, "text/html");
    for (const each of parsed.querySelectorAll("script, style, iframe, object, embed, link, meta")) each.remove();
    for (const each of parsed.querySelectorAll("*"))
      for (const { name } of [...each.attributes]) if (name.startsWith("on")) each.removeAttribute(name);
    kept.value += html;
    shown.append(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
  });
  box.closest("form").addEventListener("submit", () => {
    if (!kept.value && shown.innerText.trim()) kept.value = shown.innerHTML;
  });
}
