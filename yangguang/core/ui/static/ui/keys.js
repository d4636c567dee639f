// Keys that lead to the parts of a page: Alt and 1 navigation, 2 content, 3 search, 0 help. The page
// "无障碍说明" lists them. Without a search box or a help page on this page, the key leads to their address.
const WITHOUT = { 3: "/search/", 0: "/accessibility.html" };

function reach(key) {
  if (key === "2") return document.getElementById("content");
  const shown = [...document.querySelectorAll(`[data-key="${key}"]`)].filter((each) => each.checkVisibility());
  const place = shown.at(-1);
  return place?.matches("nav") ? place.querySelector("a") : place;
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit[0-3]$/.test(event.code)) return;
  const key = event.code.at(-1), place = reach(key);
  event.preventDefault();
  if (place && key === "0") place.click();
  else if (place) place.focus();
  else if (WITHOUT[key]) location.assign(WITHOUT[key]);
});
