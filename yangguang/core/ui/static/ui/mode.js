// How the visitor wants to see the site, on pages that are files: set before anything is drawn.
{
  const wanted = new URLSearchParams(location.search).get("mode") ?? document.cookie.match(/(?:^|; )mode=(\w+)/)?.[1];
  if (["standard", "elder", "contrast"].includes(wanted)) {
    document.documentElement.dataset.mode = wanted;
    document.cookie = `mode=${wanted}; path=/; max-age=31536000; samesite=lax`;
    document.addEventListener("DOMContentLoaded", () => {
      for (const link of document.querySelectorAll(".modes a")) {
        if (link.getAttribute("href").endsWith(`mode=${wanted}`)) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    });
  }
}
