/* The exam day reloaded without network: the last copy that offline.js has kept for this person. Keeps nothing itself. */
"use strict";
const PATIENCE = 5000;
const LOST = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hors ligne · Jalon</title></head><body><main><h1>Hors ligne</h1><p>Cette page n’est pas gardée sur cet appareil.</p>
<p><a href="./">Revenir à la journée d’examen</a></p></main></body></html>`;
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(kept(request));
  else if (request.mode === "navigate") event.respondWith(shown(request));
});

// Addresses of static files carry the version of their content: a copy is as good as the file.
const kept = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

const shown = async (request) => {
  const copy = await caches.match(request, { ignoreVary: true });
  const asked = fetch(request);
  try {
    const answer = await (copy ? Promise.race([asked, late()]) : asked);
    return copy && answer.status >= 500 ? copy : answer;
  } catch {
    asked.catch(() => { /* the copy is shown instead */ });
    return copy ?? new Response(LOST, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'self'" } });
  }
};
const late = () => new Promise((_, reject) => { setTimeout(() => reject(new Error("late")), PATIENCE); });
