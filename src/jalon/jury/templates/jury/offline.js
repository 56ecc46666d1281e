/* A grid reloaded without network: its last copy, kept by grid.js for this juror, is shown. Keeps nothing itself. */
"use strict";
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(fetch(request).catch(async (cut) => {
    const copy = await caches.match(request, { ignoreVary: true });
    if (copy) return copy;
    throw cut;
  }));
});
