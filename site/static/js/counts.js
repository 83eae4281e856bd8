/* After a filter's swap only the results are new. The numbers beside the choices, and how many
   filters are on, are copied from the same answer, so that the form keeps its focus. */
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches(".filters") || !event.detail.successful) return;
  const fresh = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const numbers = new Map();
  for (const input of fresh.querySelectorAll(".filters .pick input")) {
    numbers.set(`${input.name}=${input.value}`, input.closest(".pick").querySelector("small"));
  }
  for (const input of form.querySelectorAll(".pick input")) {
    const number = input.closest(".pick").querySelector("small");
    const now = numbers.get(`${input.name}=${input.value}`);
    if (number && now) number.replaceChildren(...now.childNodes);
  }
  const summary = form.querySelector(".filters__fold > summary");
  const asked = fresh.querySelector(".filters__fold > summary");
  if (summary && asked) summary.replaceChildren(...asked.childNodes);
});
