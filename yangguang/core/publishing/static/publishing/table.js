// A table in the editor: typed cell by cell, or pasted whole from Word, WPS or Excel. The textarea keeps its HTML, which
// the server cleans; without this file the HTML itself can be edited.

const EMPTY = "<table><thead><tr><th scope=\"col\"></th><th scope=\"col\"></th></tr></thead><tbody><tr><td></td><td></td></tr></tbody></table>";

function begin(box) {
  if (box.dataset.begun) return;
  box.dataset.begun = "yes";
  const kept = box.querySelector("textarea");
  const cells = document.createElement("div");
  cells.className = "grid-cells";
  cells.contentEditable = "true";
  cells.setAttribute("role", "textbox");
  cells.setAttribute("aria-multiline", "true");
  cells.setAttribute("aria-label", "表格：可从 Word、WPS、Excel 粘贴");
  show(kept.value || EMPTY);
  const tools = document.createElement("div");
  tools.className = "grid-tools";
  for (const [label, act] of Object.entries({ 加一行: addRow, 加一列: addColumn, 删这行: dropRow, 删这列: dropColumn, 首行作表头: toggleHead })) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => { act(); keep(); });
    tools.append(button);
  }
  box.classList.add("is-typed");
  box.prepend(tools, cells);

  cells.addEventListener("input", keep);
  cells.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    const plain = event.clipboardData.getData("text/plain");
    const pasted = html && new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (pasted) show(pasted.outerHTML);
    else if (plain.includes("\t")) show(fromLines(plain));
    else return document.execCommand("insertText", false, plain), event.preventDefault();
    event.preventDefault();
    keep();
  });

  function show(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    for (const each of parsed?.querySelectorAll("*") ?? [])
      for (const { name } of [...each.attributes]) if (!["colspan", "rowspan", "scope"].includes(name)) each.removeAttribute(name);
    for (const each of parsed?.querySelectorAll("script, style, img, iframe, object") ?? []) each.remove();
    cells.replaceChildren(...(parsed ? [document.importNode(parsed, true)] : []));
  }
  function fromLines(text) {
    const rows = text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    const made = document.createElement("table");
    for (const row of rows) {
      const line = made.insertRow();
      for (const words of row) line.insertCell().textContent = words;
    }
    return made.outerHTML;
  }
  function keep() {
    kept.value = cells.querySelector("table")?.outerHTML ?? "";
    kept.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function here() {
    const node = getSelection().anchorNode;
    const cell = (node?.nodeType === 1 ? node : node?.parentElement)?.closest?.("td, th");
    return cell && cells.contains(cell) ? cell : [...cells.querySelectorAll("td, th")].at(-1);
  }
  function addRow() {
    const row = here()?.parentElement;
    if (!row) return show(EMPTY);
    const copy = row.cloneNode(true);
    for (const cell of copy.children) cell.replaceChildren();
    row.after(copy);
  }
  function dropRow() { here()?.parentElement.remove(); }
  function addColumn() {
    const at = here()?.cellIndex ?? 0;
    for (const row of cells.querySelectorAll("tr")) {
      const beside = row.children[Math.min(at, row.children.length - 1)];
      beside?.after(document.createElement(beside.tagName.toLowerCase()));
    }
  }
  function dropColumn() {
    const at = here()?.cellIndex ?? 0;
    for (const row of cells.querySelectorAll("tr")) row.children[at]?.remove();
  }
  function toggleHead() {
    const first = cells.querySelector("tr");
    if (!first) return;
    const to = first.querySelector("th") ? "td" : "th";
    for (const cell of [...first.children]) {
      const made = document.createElement(to);
      if (to === "th") made.scope = "col";
      for (const name of ["colspan", "rowspan"]) if (cell.hasAttribute(name)) made.setAttribute(name, cell.getAttribute(name));
      made.append(...cell.childNodes);
      cell.replaceWith(made);
    }
  }
}

const beginAll = (root) => { for (const box of root.querySelectorAll("[data-grid]")) begin(box); };
beginAll(document);
new MutationObserver((seen) => {
  for (const { addedNodes } of seen) for (const node of addedNodes) if (node.nodeType === 1) beginAll(node.parentElement ?? node);
}).observe(document.body ?? document.documentElement, { childList: true, subtree: true });
