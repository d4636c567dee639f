// Forms work without this file. With it, a second click does nothing, the summary of errors is read first,
// and a long text says how much room is left.

for (const form of document.querySelectorAll(".yg form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

document.querySelector(".error-summary")?.focus();

for (const text of document.querySelectorAll(".yg textarea[maxlength]")) {
  const room = Number(text.getAttribute("maxlength"));
  const left = Object.assign(document.createElement("p"), { className: "count" });
  left.setAttribute("aria-live", "polite");
  const say = () => (left.textContent = `还可以写${room - [...text.value].length}字`);
  text.addEventListener("input", say);
  text.after(left);
  say();
}
