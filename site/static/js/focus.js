/* Where attention goes: to the error summary after a refused form; and after a swap, back to the
   control that asked for it, while the number of results is said aloud. */
const summary = document.querySelector("[data-focus]");
if (summary && !summary.closest(".gallery")) summary.focus();

document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  const says = (target.isConnected && target.querySelector("[data-announce]")) || document.querySelector("main [data-announce]");
  const announce = document.getElementById("announce");
  if (says && announce) announce.textContent = says.textContent.trim();
  const fresh = event.detail.elt.matches("[data-focus]")
    ? event.detail.elt
    : event.detail.elt.querySelector("[data-focus]");
  if (fresh) fresh.focus();
});
