/* A form marked data-once is sent once, however often its button is struck. The server is the judge. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-once")) return;
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    return;
  }
  form.setAttribute("data-sent", "");
  if (event.submitter) {
    event.submitter.setAttribute("data-sent", "");
    event.submitter.setAttribute("aria-disabled", "true");
  }
});

/* Coming back with the browser's back button must not find a dead form. */
window.addEventListener("pageshow", () => {
  for (const sent of document.querySelectorAll("[data-sent]")) {
    sent.removeAttribute("data-sent");
    sent.removeAttribute("aria-disabled");
  }
});
