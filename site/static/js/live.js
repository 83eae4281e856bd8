/* A part of a page that asks for itself again (data-live) rests while nobody looks at the page, and
   stops for good when the answer is an error. The server ends it too, after so many times. */
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-live]")) event.preventDefault();
});
document.addEventListener("htmx:responseError", (event) => {
  const part = event.target;
  if (!part.matches("[data-live]")) return;
  const still = part.cloneNode(true);
  for (const name of ["data-live", "hx-get", "hx-trigger", "hx-swap"]) still.removeAttribute(name);
  part.replaceWith(still);
});
