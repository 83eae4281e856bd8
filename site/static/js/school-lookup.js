/* Choosing a school: a text box becomes a combobox, as in the ARIA Authoring Practices. Without this
   script the same box posts its text, and the form comes back with the schools that match. */
const SOONEST = 200;
const FEWEST = 2;

for (const root of document.querySelectorAll("[data-school-lookup]")) enhance(root);

function enhance(root) {
  const input = root.querySelector("input[type=text]");
  const chosenFor = root.querySelector("[data-lookup-for]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let schools = [];
  let active = -1;
  let timer = 0;
  let asked = null;

  list.className = "lookup__list";
  list.id = `${input.id}_list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Schools that match");
  status.className = "lookup__status";
  status.setAttribute("role", "status");
  input.after(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  function giveUp() {
    /* An answer that is still on its way would open the list again over what is below. */
    clearTimeout(timer);
    asked?.abort();
    close();
  }

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function urnField() {
    /* What the page offered without a script makes way for what is chosen here. */
    root.querySelector("[data-lookup-matches]")?.remove();
    let field = root.querySelector("[data-lookup-urn]");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = `${input.name}_urn`;
      field.setAttribute("data-lookup-urn", "");
      root.append(field);
    }
    return field;
  }

  function choose(place) {
    const school = schools[place];
    if (!school || school.is_closed) return;
    urnField().value = school.urn;
    input.value = school.label;
    chosenFor.value = school.label;
    status.textContent = `${school.name} is chosen.`;
    close();
  }

  function point(place) {
    const options = [...list.children];
    active = place;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function option(school, place) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const where = document.createElement("small");
    item.id = `${list.id}_${place}`;
    item.className = "lookup__option";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    if (school.is_closed) item.setAttribute("aria-disabled", "true");
    name.textContent = school.is_closed ? `${school.name} (closed)` : school.name;
    where.textContent = school.place;
    item.append(name, " ", where);
    return item;
  }

  function show(answer) {
    schools = answer.schools;
    list.replaceChildren(...schools.map(option));
    list.hidden = schools.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    point(-1);
    const found = schools.length === 1 ? "1 school." : `${schools.length} schools.`;
    status.textContent = answer.message || `${found} Use the arrow keys to choose.`;
  }

  async function ask(typed) {
    asked?.abort();
    asked = new AbortController();
    const address = `${root.dataset.source}?q=${encodeURIComponent(typed)}`;
    try {
      const response = await fetch(address, { signal: asked.signal });
      if (response.ok && input.value.trim() === typed) show(await response.json());
    } catch {
      /* No answer: the box still posts its text. */
    }
  }

  input.addEventListener("input", () => {
    const typed = input.value.trim();
    clearTimeout(timer);
    if (typed.length < FEWEST) {
      status.textContent = "";
      giveUp();
      return;
    }
    timer = setTimeout(ask, SOONEST, typed);
  });

  input.addEventListener("keydown", (event) => {
    const last = schools.length - 1;
    if (event.key === "Escape") {
      if (!list.hidden) {
        event.preventDefault();
        event.stopPropagation();
      }
      giveUp();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && last >= 0) {
      event.preventDefault();
      if (list.hidden) {
        list.hidden = false;
        input.setAttribute("aria-expanded", "true");
      }
      if (event.key === "ArrowDown") point(active >= last ? 0 : active + 1);
      else point(active <= 0 ? last : active - 1);
    }
  });

  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose([...list.children].indexOf(item));
  });
  input.addEventListener("blur", giveUp);
}
