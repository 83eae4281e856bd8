/* A register keeps each mark on this phone from the moment it is struck until the server has it:
   through a lost signal, a reload and a closed tab. The server writes a mark that comes twice once. */
const PREFIX = "register-";
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;
const QUIET_MS = 2000;
const PATIENCE_MS = 10000;
const WAITS_MS = [4000, 8000, 15000, 30000, 60000];

function readKept(key) {
  try {
    return JSON.parse(localStorage.getItem(key))?.marks ?? {};
  } catch {
    return {};
  }
}

function forgetOld() {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      const at = JSON.parse(localStorage.getItem(key))?.at ?? 0;
      if (Date.now() - at > KEPT_MS) localStorage.removeItem(key);
    }
  } catch {
    /* Nothing can be kept here: the form still works. */
  }
}

/* Whoever signs out, or is signed out, leaves no register on this phone. */
function forgetPages() {
  if (typeof caches !== "undefined") caches.delete("register-pages");
}
if (document.querySelector("a.me")) forgetPages();
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") === "/accounts/logout/") forgetPages();
});

const sheet = document.querySelector("form[data-register]");
forgetOld();
if (sheet) keepMarks(sheet);

function keepMarks(form) {
  const key = `${PREFIX}${form.dataset.person}-${form.dataset.register}`;
  const says = form.querySelector("[data-kept]");
  const kept = readKept(key);
  let timer = 0;
  let tries = 0;
  let passing = false;
  let turn = Promise.resolve();

  const names = () => Object.keys(kept);
  const radios = (name) => [...form.querySelectorAll(`input[type=radio][name="${name}"]`)];
  const seenOf = (name) => form.elements[name.replace("place-", "seen-")];
  const marksOf = (number) => (number === 1 ? "1 mark" : `${number} marks`);

  function store() {
    try {
      if (names().length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), marks: kept }));
      else localStorage.removeItem(key);
    } catch {
      /* As above. */
    }
  }

  function say(tone, ...lines) {
    says.dataset.tone = tone;
    says.replaceChildren(...lines.filter(Boolean).map((line) => {
      if (line instanceof Node) return line;
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      return paragraph;
    }));
  }

  function sayKept() {
    say("warn", `${marksOf(names().length)} kept on this phone, will be sent when there is a signal.`);
  }

  /* A mark that is struck again keeps its moment: it is only being sent once more. */
  function strike(name, mark) {
    const was = kept[name];
    const at = was?.mark === mark ? was.at : Date.now();
    kept[name] = { mark, at, seen: was?.seen ?? [seenOf(name)?.value ?? ""] };
  }

  function sendIn(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => sendAll(), wait);
  }

  /* One at a time: resolves to true when the server has answered and nobody else had been quicker. */
  function sendAll({ evenNone = false } = {}) {
    clearTimeout(timer);
    turn = turn.then(() => (names().length || evenNone ? sendOnce() : true), () => false);
    return turn;
  }

  async function sendOnce() {
    const sent = structuredClone(kept);
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    for (const [name, { mark, at, seen }] of Object.entries(sent)) {
      body.set(name, mark);
      /* How long ago, not when: the clock of this phone may be wrong. */
      if (at) body.set(name.replace("place-", "ago-"), Math.max(0, Math.round((Date.now() - at) / 1000)));
      for (const one of seen) body.append(name.replace("place-", "seen-"), one);
      /* When the answer is lost, the register may or may not say this by now: neither is news. */
      kept[name].seen = [...new Set([...seen, mark])];
    }
    store();
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(form.dataset.marks, { method: "POST", body, redirect: "manual", signal });
      return await read(answer, sent);
    } catch {
      return again();
    }
  }

  function again() {
    if (names().length) {
      sayKept();
      sendIn(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]);
      tries += 1;
    }
    return false;
  }

  async function read(answer, sent) {
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      const link = document.createElement("a");
      link.href = form.dataset.signIn;
      link.textContent = "Sign in again";
      say("warn", `You have been signed out. ${marksOf(names().length)} kept on this phone, will be sent when you are back.`, link);
      return false;
    }
    if (answer.status === 429 || answer.status >= 500) return again();
    const said = await answer.json().catch(() => ({ problem: "This register cannot be marked any more." }));
    if (!answer.ok) {
      say("warn", `${said.problem} ${marksOf(names().length)} kept on this phone, not sent.`);
      return false;
    }
    tries = 0;
    settle(said, sent);
    return said.overtaken.length === 0;
  }

  function settle(said, sent) {
    const theirs = new Map(said.overtaken.map((one) => [one.field, one.mark]));
    for (const [name, { mark }] of Object.entries(sent)) {
      const now = theirs.get(name) ?? mark;
      if (seenOf(name)) seenOf(name).value = now;
      const struckSince = kept[name].mark !== mark;
      if (theirs.has(name) && !struckSince) check(name, now);
      if (struckSince && !said.gone.includes(name)) kept[name].seen = [now];
      else delete kept[name];
    }
    store();
    const number = Object.keys(sent).length - theirs.size - said.gone.length;
    const gone = said.gone.length ? "Somebody had given up their place: their mark was not needed." : "";
    if (Object.keys(sent).length) {
      say(theirs.size ? "warn" : "good", number ? `Saved at ${said.at}: ${marksOf(number)} sent.` : "", ...said.overtaken.map((one) => one.says), gone);
    }
    if (names().length) sendIn(QUIET_MS);
  }

  function check(name, mark) {
    for (const radio of radios(name)) radio.checked = radio.value === mark;
  }

  /* What the page shows as chosen but the server may not have: all of it is worth keeping. */
  function keepChosen() {
    for (const radio of form.querySelectorAll("input[type=radio]:checked")) {
      if (radio.value !== seenOf(radio.name)?.value) strike(radio.name, radio.value);
    }
    store();
  }

  function markRest() {
    for (const group of new Set([...form.querySelectorAll("input[type=radio]")].map((radio) => radio.name))) {
      if (radios(group).some((radio) => radio.checked)) continue;
      check(group, "PRESENT");
      strike(group, "PRESENT");
    }
    store();
    sayKept();
    sendIn(WAITS_MS[0]);
  }

  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    strike(event.target.name, event.target.value);
    store();
    if (navigator.onLine) say("", `${marksOf(names().length)} kept on this phone, about to be sent.`);
    else sayKept();
    tries = 0;
    sendIn(QUIET_MS);
  });

  /* A button needs the server. Without one the page must stay, with all that was struck on it. */
  form.addEventListener("submit", async (event) => {
    if (passing) return;
    event.preventDefault();
    event.stopPropagation();
    const button = event.submitter;
    if (form.hasAttribute("data-busy")) return;
    form.setAttribute("data-busy", "");
    const isRest = button?.hasAttribute("data-rest");
    if (!isRest) keepChosen();
    const isThrough = await sendAll({ evenNone: true });
    form.removeAttribute("data-busy");
    if (isThrough) {
      passing = true;
      form.requestSubmit(button);
      passing = false;
    } else if (isRest && !says.querySelector("a")) markRest();
    else if (!names().length && says.dataset.tone !== "warn") {
      say("warn", button?.hasAttribute("data-close") ? "There is no signal. Close the register when there is." : "There is no signal. Everything struck so far is saved.");
    }
  });

  addEventListener("online", () => {
    tries = 0;
    sendAll();
  });
  addEventListener("offline", () => names().length && sayKept());
  document.addEventListener("visibilitychange", () => !document.hidden && sendAll());

  keepPage(form.dataset.worker);
  for (const [name, { mark }] of Object.entries(kept)) check(name, mark);
  if (names().length) {
    sayKept();
    sendAll();
  }
}

/* A small worker keeps this page, with what it is drawn from, so that it opens without a signal. */
async function keepPage(worker) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(worker);
    navigator.serviceWorker.addEventListener("message", () => {
      document.querySelector("[data-opens]").hidden = false;
    });
    const ready = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
    ready.active.postMessage({ keep: [location.href, ...parts.filter((name) => new URL(name).pathname.startsWith("/static/"))] });
  } catch {
    /* Without it the marks are still kept; only the page needs a signal to open. */
  }
}
