"use strict";
/* Opens a register without a signal. Always the network first; what it keeps is used only when
   there is none, for half a day, and is gone as soon as an answer says that nobody is signed in. */
const NAME = "register-pages";
const FRESH_MS = 12 * 60 * 60 * 1000;
const REGISTER = /^\/tutor\/registers\/\d+\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const wanted = (event.data?.keep ?? []).map((url) => new Request(url, { redirect: "manual" }));
  event.waitUntil(
    Promise.all(wanted.map(fresh)).then(() => event.source.postMessage("kept"), () => null),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isRegister = request.mode === "navigate" && REGISTER.test(url.pathname);
  if (isRegister || url.pathname.startsWith("/static/")) event.respondWith(answer(request));
});

async function answer(request) {
  try {
    return await fresh(request);
  } catch (error) {
    const kept = await caches.match(request.url, { cacheName: NAME });
    if (!kept || Date.now() - Date.parse(kept.headers.get("Date")) > FRESH_MS) throw error;
    return kept;
  }
}

async function fresh(request) {
  const found = await fetch(request);
  const isPage = REGISTER.test(new URL(request.url).pathname);
  if (found.ok && !found.redirected) {
    const pages = await caches.open(NAME);
    await pages.put(request.url, found.clone());
  } else if (isPage && found.status < 500) {
    await caches.delete(NAME);
  }
  return found;
}
