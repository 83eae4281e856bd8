/* Arrival codes at the door: sent without leaving the page, and read by the camera where the browser
   knows how. The camera runs only after its button was pressed. */
const door = document.querySelector("form[data-door]");
if (door) watchDoor(door);

function watchDoor(form) {
  const AGAIN_MS = 4000;
  const LOOK_MS = 250;
  const says = document.querySelector("[data-says]");
  const button = form.querySelector("[data-camera]");
  const eye = form.querySelector("[data-eye]");
  const view = eye.querySelector("video");
  const field = form.elements.code;
  let last = { code: "", at: 0 };
  let busy = false;

  function say(tone, text) {
    const notice = document.createElement("p");
    notice.className = `notice notice--${tone}`;
    notice.textContent = text;
    says.replaceChildren(notice);
  }

  async function send(code) {
    if (busy) return;
    busy = true;
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, code });
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      if (!answer.ok) throw new Error("no answer");
      const said = await answer.json();
      say(said.ok ? "good" : "bad", said.says);
      document.querySelector("[data-here]").textContent = said.here;
      document.querySelector("[data-of]").textContent = said.of;
      if (said.ok) field.value = "";
    } catch {
      say("warn", "There was no answer: nothing was marked. Strike the name in the register, which keeps it without a signal.");
    } finally {
      busy = false;
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await send(field.value);
    field.focus();
  });

  async function look(detector) {
    if (eye.hidden) return;
    try {
      const [found] = await detector.detect(view);
      const isSame = found && found.rawValue === last.code && Date.now() - last.at < AGAIN_MS;
      if (found && !isSame) {
        last = { code: found.rawValue, at: Date.now() };
        await send(found.rawValue);
      }
    } catch {
      /* A frame that cannot be read: the next one may. */
    }
    setTimeout(look, LOOK_MS, detector);
  }

  async function start(detector) {
    try {
      view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      eye.hidden = false;
      await view.play();
      button.lastChild.textContent = "Stop the camera";
      look(detector);
    } catch {
      say("warn", "The camera cannot be used. Type the codes instead.");
    }
  }

  function stop() {
    eye.hidden = true;
    for (const track of view.srcObject?.getTracks() ?? []) track.stop();
    view.srcObject = null;
    button.lastChild.textContent = "Read codes with the camera";
  }

  async function offer() {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
    if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    button.hidden = false;
    button.addEventListener("click", () => (eye.hidden ? start(detector) : stop()));
  }

  offer();
}
