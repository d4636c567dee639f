// Boxes can be drawn with a mouse, a pen or a finger; the numbers in the form are what is sent. The form works
// without this file, and by keyboard alone.
const paper = document.querySelector(".paper[data-draw]");

if (paper) {
  const svg = paper.querySelector("svg"), form = document.getElementById("box");
  const field = (name) => document.getElementById(`${paper.dataset.draw}${name}`);
  const SIDES = ["x", "y", "width", "height"];
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  drawn.setAttribute("class", "new");

  const button = Object.assign(document.createElement("button"), { type: "button", className: "button second", textContent: "在页面上画" });
  button.setAttribute("aria-pressed", "false");
  form.before(button);
  document.querySelector("[data-draw-hint]").hidden = false;
  const draws = () => paper.classList.contains("drawing");
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(paper.classList.toggle("drawing")));
    button.textContent = draws() ? "停止画方框" : "在页面上画";
    if (draws()) paper.scrollIntoView({ block: "nearest" });
  });

  const show = () => {
    const sides = SIDES.map((name) => Number(field(name).value) * 100);
    SIDES.forEach((name, place) => drawn.setAttribute(name, sides[place] || 0));
    if (sides.every(Number.isFinite) && sides[2] > 0 && sides[3] > 0) svg.append(drawn);
    else drawn.remove();
  };
  SIDES.forEach((name) => field(name).addEventListener("input", show));

  const at = (event) => {
    const frame = svg.getBoundingClientRect();
    const within = (part) => Math.min(100, Math.max(0, part * 100));
    return [within((event.clientX - frame.left) / frame.width), within((event.clientY - frame.top) / frame.height)];
  };
  let began = null;
  const fill = (event) => {
    const [x, y] = at(event);
    const sides = [Math.min(x, began[0]), Math.min(y, began[1]), Math.abs(x - began[0]), Math.abs(y - began[1])];
    // Rounded down: left and width together never reach beyond the page.
    SIDES.forEach((name, place) => (field(name).value = (Math.floor(sides[place] * 100) / 100).toFixed(2)));
    show();
  };
  svg.addEventListener("pointerdown", (event) => {
    if (!draws() || event.button) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    began = at(event);
  });
  svg.addEventListener("pointermove", (event) => began && fill(event));
  svg.addEventListener("pointercancel", () => (began = null));
  svg.addEventListener("pointerup", (event) => {
    if (!began) return;
    fill(event);
    began = null;
    const ground = field("ground");
    (ground.value ? form.querySelector("[type=submit]") : ground).focus();
  });
}
