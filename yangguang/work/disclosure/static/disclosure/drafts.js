// A form of the office keeps what is typed by itself; without this file its button does.

const QUIET = 2500;

for (const form of document.querySelectorAll("form[data-keeps]")) {
  const said = form.querySelector("[data-kept]");
  let waiting = 0;
  let changed = false;

  const typed = () => {
    const values = new FormData(form);
    for (const [name, value] of [...values]) if (value instanceof File) values.delete(name); // files are not kept
    values.set("keep", "1");
    return values;
  };
  const keep = async () => {
    changed = false;
    const answer = await fetch(location.href, { method: "POST", body: typed(), headers: { "X-Keep": "1" } }).catch(() => null);
    if (said) said.textContent = answer?.ok ? "已自动保存草稿。" : "草稿没有保存上，请留意网络，或者按“保存草稿”。";
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, QUIET);
  });
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(waiting);
  });
  addEventListener("pagehide", () => {
    if (changed) fetch(location.href, { method: "POST", body: typed(), headers: { "X-Keep": "1" }, keepalive: true });
  });
}
