/* The exam day through a network cut: every act is written on this device first, then sent, in order, once.
   The server knows an act by its uuid: sent twice, it counts once. Without this file the plain forms work. */
(() => {
  "use strict";
  const root = document.querySelector("[data-day-offline]");
  if (!root) return;
  const { session, author, eventsUrl, workerUrl, healthUrl, signInUrl } = root.dataset;
  const copies = `jalon-jour-${author}`, sinceKey = `jalon-coupure-${session}`;
  const BATCH = 50, LIMIT = 20000, FIRST_RETRY = 2000, LAST_RETRY = 60000, HEARTBEAT = 20000, COPY_PAUSE = 3000;
  const COPY_AGE = 18 * 3600 * 1000, COPY_EVERY = 60000, NOTE = 240, SOON = 3000;
  const FIELDS = ["kind", "inscription", "order", "jury", "person", "undoes"];
  const WHOLE = ["inscription", "order", "jury", "person"];

  // --- The queue: one database for the device, one line per act, kept until the server has it.
  let opened = null;
  const open = () => opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("jalon-jour", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("acts", { keyPath: "n", autoIncrement: true });
    request.onsuccess = () => {
      request.result.onclose = () => { opened = null; };
      resolve(request.result);
    };
    request.onerror = request.onblocked = () => reject(request.error);
  }).catch((fault) => { opened = null; throw fault; });
  const store = async (mode, work) => {
    const done = (await open()).transaction("acts", mode, mode === "readwrite" ? { durability: "strict" } : undefined);
    const request = work(done.objectStore("acts"));
    return new Promise((resolve, reject) => {
      done.oncomplete = () => resolve(request?.result);
      done.onerror = done.onabort = () => reject(done.error);
    });
  };
  // What a full or locked device cannot write stays in this page, behind what it holds already.
  let loose = [];
  const all = async () => {
    const kept = await store("readonly", (acts) => acts.getAll()).catch(() => []);
    return [...kept.filter((act) => !loose.some(({ uuid }) => uuid === act.uuid)), ...loose];
  };
  const mine = async () => (await all()).filter((act) => act.author === author && act.session === session);
  const put = async (act) => {
    const here = loose.findIndex(({ uuid }) => uuid === act.uuid);
    if (here >= 0) { loose[here] = act; return; }
    if (loose.length && !act.n) { loose.push(act); return; }
    await store("readwrite", (acts) => acts.put(act)).catch(() => { loose.push(act); });
  };
  const drop = async (act) => {
    loose = loose.filter(({ uuid }) => uuid !== act.uuid);
    if (act.n) await store("readwrite", (acts) => acts.delete(act.n));
  };

  const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
    (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  const { hour } = JalonClock, when = (act) => Date.parse(act.at) + (act.skew ?? 0) * 1000;
  const acts = (count) => `${count}\u00a0acte${count > 1 ? "s" : ""}`;

  // `taken`: what the server has but this page does not show yet, the network being cut between the two.
  // `dropped`: what the server refused and somebody set aside, kept until the journal has it.
  let pending = [], refused = [], dropped = [], taken = [], others = 0, trouble = "", sending = false, again = false;
  let failures = 0, timer = 0, single = false, tokenTried = false, copied = 0, copyTimer = 0;
  let away = 0; // since when, by the server's clock; a reload does not forget it
  try { away = Number(sessionStorage.getItem(sinceKey)) || 0; } catch { /* comfort only */ }
  const since = () => away;
  const noted = (moment) => { away = moment; try { if (moment) sessionStorage.setItem(sinceKey, moment); else sessionStorage.removeItem(sinceKey); } catch { /* comfort only */ } };
  const cut = () => { if (!away) noted(JalonClock.now()); };
  const back = () => { if (away) noted(0); failures = 0; };
  const tabs = globalThis.BroadcastChannel ? new BroadcastChannel("jalon-jour") : null;
  const changed = async () => { tabs?.postMessage("changed"); await read(); };

  const read = async () => {
    const kept = await all();
    const here = kept.filter((act) => act.author === author && act.session === session);
    pending = here.filter((act) => !act.reasons);
    refused = here.filter((act) => act.reasons && !act.dropped);
    dropped = here.filter((act) => act.dropped);
    others = kept.length - here.length;
    if (!pending.length) single = false;
    render();
    document.dispatchEvent(new CustomEvent("jalon:queue", { detail: { pending, refused, online: !since() } }));
  };

  const add = async (given) => {
    const act = { uuid: uuid(), session, author, at: new Date().toISOString(), skew: JalonClock.lack(), data: {}, label: "", ...given };
    await put(act);
    if (since()) navigator.storage?.persist?.();
    await changed();
    flush();
    return act.uuid;
  };

  // --- Sending: one tab at a time, the oldest first; what the server refuses stays here with its reasons.
  const flush = async () => {
    clearTimeout(timer);
    if (sending) { again = true; return; }
    sending = true;
    render();
    try {
      const work = async () => { while (await send()) { /* the next ones */ } };
      if (navigator.locks) await navigator.locks.request(`jalon-jour-${session}`, work); else await work();
    } catch { failures += 1; } finally { sending = false; } // a device that fails tries again later
    await read();
    if (again) { again = false; return flush(); }
    plan();
  };
  const plan = () => {
    clearTimeout(timer);
    const wait = pending.length || since() ? Math.min(LAST_RETRY, FIRST_RETRY * 2 ** failures) : HEARTBEAT;
    timer = setTimeout(pending.length + dropped.length ? flush : beat, wait * (0.8 + Math.random() * 0.4));
  };
  const beat = async () => {
    if (!document.hidden) await reach(healthUrl, { cache: "no-store" });
    if (pending.length + dropped.length) return flush();
    if (!since() && (taken.length || Date.now() - copied > COPY_EVERY)) keep();
    render();
    plan();
  };
  // The answer, or nothing when the network or the server is away; a cut is dated from its first failure.
  const reach = async (url, options) => {
    try {
      const response = await fetch(url, { ...options, redirect: "manual", signal: AbortSignal.timeout?.(LIMIT) });
      if (response.status >= 500 || response.status === 429) throw new Error(response.status);
      back();
      return response;
    } catch {
      cut();
      failures += 1;
      return null;
    }
  };
  const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1]
    ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  const send = async () => {
    const here = await mine(), gone = here.filter((act) => act.dropped).slice(0, BATCH);
    const batch = here.filter((act) => !act.reasons).slice(0, single ? 1 : BATCH);
    if (!batch.length && !gone.length) return false;
    const response = await reach(eventsUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ events: batch.map(told), dropped: gone.map(given), sent_at: new Date().toISOString(), author }),
    });
    if (!response) { trouble = ""; return false; }
    if (response.type === "opaqueredirect" || response.status === 401) return stuck("signin");
    if (response.status === 409) return stuck("author");
    if (response.status === 404) return stuck("right");
    if (response.status === 403) { // a page gives a fresh token with its cookie, to whom may still read it
      const page = await reach(location.pathname, { cache: "no-store" });
      if (!page) return false;
      if (page.type === "opaqueredirect" || (page.ok && tokenTried)) return stuck("signin");
      if (!page.ok) return stuck("right");
      return tokenTried = true;
    }
    tokenTried = false;
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
      if (batch.length > 1) { single = true; return true; }
      if (!batch.length) { failures += 1; return false; }
      await put({ ...batch[0], reasons: answer.reasons ?? ["Le serveur n’a pas compris cet acte."] });
      return true;
    }
    trouble = "";
    const known = new Map(batch.map((act) => [act.uuid, act]));
    const accepted = (answer.accepted ?? []).filter((one) => known.has(one));
    const reasons = (answer.refused ?? []).filter((one) => known.has(one.uuid));
    taken.push(...accepted.map((one) => known.get(one)));
    for (const one of accepted) await drop(known.get(one));
    for (const one of reasons) await put({ ...known.get(one.uuid), reasons: one.reasons });
    const journaled = gone.filter(({ uuid }) => (answer.dropped ?? []).includes(uuid));
    for (const one of journaled) await drop(one);
    await changed();
    if (accepted.length) document.dispatchEvent(new CustomEvent("jalon:accepted", { detail: { uuids: accepted, server_now: answer.server_now } }));
    if (accepted.length + reasons.length) { refresh(); return true; }
    if (journaled.length) return true;
    failures += 1;
    return false;
  };
  const told = (act) => Object.fromEntries(
    ["uuid", "at", "skew", "data", ...FIELDS].filter((name) => act[name] !== undefined).map((name) => [name, act[name]]));
  const given = ({ uuid, kind, at, inscription, reasons }) => ({ uuid, kind, at, inscription, reasons });
  const stuck = (why) => { trouble = why; failures += 1; return false; };

  // --- What the screen says.
  const $ = (name) => root.querySelector(`[data-offline-${name}]`);
  const $$ = (selector, place) => [...place.querySelectorAll(selector)];
  const words = () => {
    const count = pending.length, from = since() && hour(since());
    if (loose.some((act) => !act.reasons)) return ["cut", `Cet appareil ne peut plus rien garder : ${acts(count)} ${count > 1 ? "attendent" : "attend"} dans cette page. Ne la fermez pas avant l’envoi.`];
    if (trouble === "signin" && count) return ["waiting", `Votre connexion a expiré : reconnectez-vous pour envoyer ${acts(count)}. Rien n’est perdu.`];
    if (trouble === "right" && count) return ["waiting", `Ce compte ne conduit plus cette session : ${acts(count)} reste${count > 1 ? "nt" : ""} sur cet appareil, en attente. Prévenez un administrateur.`];
    if (trouble === "author" && count) return ["waiting", `Une autre personne est connectée sur cet appareil : vos ${acts(count)} partiront à votre prochaine connexion.`];
    if (from) {
      const head = navigator.onLine ? `Le serveur ne répond pas depuis ${from}` : `Hors ligne depuis ${from}`;
      return ["cut", count ? `${head} : ${acts(count)} attend${count > 1 ? "ent" : ""} d’être envoyé${count > 1 ? "s" : ""}. Vous pouvez continuer.`
        : `${head}. Vous pouvez continuer : chaque acte sera gardé ici, puis envoyé.`];
    }
    if (count) return ["sending", sending ? `Envoi de ${acts(count)}…` : `${acts(count)} en attente d’envoi`];
    return ["saved", refused.length ? "Tout le reste est enregistré" : "Tout est enregistré"];
  };
  const line = (act, text) => {
    const item = document.createElement("li"), what = document.createElement("strong");
    what.textContent = act.label || act.kind;
    item.append(what, ` (${hour(when(act))})${text}`);
    return item;
  };
  let shown = "";
  const render = () => {
    const [kind, text] = words(), state = $("state");
    root.hidden = false;
    root.dataset.kind = kind;
    if (text !== shown) state.textContent = shown = text;
    $("signin").hidden = trouble !== "signin";
    $("pending").hidden = !pending.length;
    $("pending").querySelector("ol").replaceChildren(...pending.map((act) => line(act, "")));
    $("others").hidden = !others;
    $("others").textContent = others
      ? `Cet appareil garde aussi ${acts(others)} d’une autre session ou d’une autre personne : ${others > 1 ? "ils partiront" : "il partira"} quand leur page sera rouverte ici par qui les a notés.` : "";
    $("refused").hidden = !refused.length;
    $("refused").querySelector("ul").replaceChildren(...refused.map(refusal));
    marks();
  };
  const refusal = (act) => {
    const item = line(act, ` : ${act.reasons.join(" ")} `);
    for (const [label, deed] of [["Renvoyer", async () => { delete act.reasons; await put(act); await changed(); flush(); }],
      ["Écarter", async () => { await put({ ...act, dropped: true }); await changed(); flush(); }]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small secondary";
      button.textContent = label;
      const more = document.createElement("span");
      more.className = "visually-hidden";
      more.textContent = ` : ${act.label}`;
      button.append(more);
      button.addEventListener("click", deed);
      item.append(button, " ");
    }
    return item;
  };
  // Beside what it is about, each act not sent yet is said to wait, with what may follow it; its own button goes away.
  const PRESENCE = ["arrival", "late_admitted", "late_refused", "absent", "excused"];
  const PHASES = ["call", "phase_start", "phase_end"], HIDDEN = [...PRESENCE, ...PHASES, "juror_arrival", "undo"];
  const same = (act, { kind, inscription, order, person, undoes }) => {
    if (kind === "undo") return act.undoes === undoes;
    if (String(act.inscription ?? "") !== inscription || String(act.person ?? "") !== person) return false;
    if (PRESENCE.includes(act.kind)) return PRESENCE.includes(kind);
    return String(act.order ?? "") === order && (act.kind === kind || (act.kind === "phase_start" && kind === "call"));
  };
  const marks = () => {
    for (const old of document.querySelectorAll("[data-waiting-note]")) old.remove();
    for (const old of document.querySelectorAll(".is-waiting")) old.classList.remove("is-waiting", "is-begun", "is-over");
    const shown = [...taken, ...pending], undone = new Set(shown.filter(({ kind }) => kind === "undo").map(({ undoes }) => undoes));
    const waiting = shown.filter((act) => !undone.has(act.uuid));
    for (const form of $$("form[data-day-act]", document).filter(({ elements }) => elements.kind?.type === "hidden")) {
      const value = (name) => form.elements[name]?.value ?? "";
      const told = Object.fromEntries(FIELDS.map((name) => [name, value(name)]));
      if (HIDDEN.includes(told.kind)) form.hidden = waiting.some((act) => same(act, told));
    }
    for (const act of waiting) {
      const place = act.target && document.getElementById(act.target);
      if (!place || undone.has(act.undoes)) continue;
      place.classList.add("is-waiting");
      const note = document.createElement("p");
      note.dataset.waitingNote = "";
      note.className = "waiting-note";
      note.textContent = `${act.label.split(" : ")[0] || "Acte"} (${hour(when(act))}) : ${taken.includes(act) ? "enregistré" : "en attente d’envoi"} `;
      if (act.kind !== "undo" && since()) note.append(undo(act));
      place.append(note);
      if (act.kind === "phase_end") place.classList.add("is-over");
      if (act.kind === "phase_start") overtake(act);
      if (act.kind === "phase_start" && !waiting.some((one) => one.kind === "phase_end" && one.inscription === act.inscription && one.order === act.order)) follow(place, act);
    }
    JalonClock.tick();
  };
  // A test that begins ends what its candidate, or its jury, had left open.
  const overtake = (act) => {
    const begun = document.getElementById(`phase-${act.inscription}-${act.order}`), { jury } = begun?.dataset ?? {};
    for (const phase of $$(".day-phase.running, .day-phase.is-begun", document)) {
      const { candidate, jury: its } = phase.dataset;
      if (phase === begun || phase.matches(".is-over") || !phase.querySelector("[data-until]")) continue;
      if (candidate !== String(act.inscription) && !(jury && jury === its)) continue;
      const note = document.createElement("p");
      note.dataset.waitingNote = "";
      note.className = "waiting-note";
      note.textContent = `Terminé à ${hour(when(act))} par l’épreuve suivante : ${taken.includes(act) ? "enregistré" : "en attente d’envoi"}`;
      phase.classList.add("is-waiting", "is-over");
      phase.append(note);
    }
  };
  // Its timer, as the server will give it: the test of a latecomer ends when it would have ended without them (A2.7).
  const timed = (place, act) => {
    const length = Number(place.dataset.length) * 1000, ends = Date.parse(place.dataset.ends), begun = when(act);
    if (!length) return;
    const late = place.dataset.late || [...taken, ...pending].some((one) => one.kind === "late_admitted" && one.inscription === act.inscription && when(one) > ends - length);
    const line = document.createElement("p"), left = document.createElement("span"), until = late && begun < ends ? ends : begun + length;
    line.className = "day-timer";
    line.dataset.waitingNote = "";
    line.dataset.until = new Date(until).toISOString();
    line.setAttribute("role", "timer");
    left.dataset.left = "";
    const hours = document.createElement("small");
    hours.textContent = `depuis ${hour(begun)}, jusqu’à ${hour(until)}`;
    line.append(left, " ", hours);
    place.classList.add("is-begun");
    place.append(line);
  };
  const undo = (act) => {
    const button = document.createElement("button"), more = document.createElement("span");
    button.type = "button";
    button.className = "button small quiet";
    more.className = "visually-hidden";
    more.textContent = ` : ${act.label}`;
    button.append("Annuler", more);
    button.addEventListener("click", () => add({ kind: "undo", undoes: act.uuid, label: `Annulation : ${act.label}`, data: { reason: "Annulé avant l’envoi." } }));
    return button;
  };
  const follow = (place, act) => {
    timed(place, act);
    const acts = [...place.querySelectorAll("form[data-day-act]")];
    const [model, end] = ["phase_start", "phase_end"].map((kind) => acts.find((form) => form.elements.kind?.value === kind));
    if (!model || end?.offsetParent) return;
    const form = model.cloneNode(true), button = form.querySelector("button"), who = button.querySelector(".visually-hidden");
    form.hidden = false;
    form.dataset.waitingNote = "";
    form.dataset.label = `Terminé : ${act.label.split(" : ").slice(1).join(" : ")}`;
    form.elements.kind.value = "phase_end";
    button.id += "-fin";
    button.replaceChildren("Terminé", ...(who ? [who] : []));
    place.append(form);
  };

  // --- Forms: those of an act go to the queue; the others need the network, and say so rather than lose their text.
  const eventOf = (form, submitter) => {
    const act = { data: {}, label: form.dataset.label ?? "", target: form.dataset.target ?? form.closest("[id]")?.id };
    for (const [name, value] of new FormData(form, submitter)) {
      if (name === "csrfmiddlewaretoken" || name === "jour" || value === "") continue;
      const whole = WHOLE.includes(name) ? Number(value) : value;
      if (FIELDS.includes(name)) act[name] = whole;
      else act.data[name] = form.querySelector(`[name="${CSS.escape(name)}"][data-json]`) ? JSON.parse(value) : value;
    }
    if (submitter?.dataset.label) act.label = submitter.dataset.label;
    return act;
  };
  // Without network, an incident is noted in its words, cut into as many notes as they need; its report comes later.
  const notesOf = (form) => {
    const { inscription, description, kind } = form.elements, what = kind?.selectedOptions?.[0]?.text ?? "Incident";
    const parts = description.value.trim().match(new RegExp(`\\S[^]{0,${NOTE - 1}}(?=\\s|$)|\\S[^]{0,${NOTE - 1}}`, "gu")) ?? [];
    return parts.map((part, rank) => ({
      kind: "note", label: `${what} : ${part.slice(0, 60)}`, target: form.closest("[id]")?.id,
      data: { note: `${what}${parts.length > 1 ? ` (${rank + 1}/${parts.length})` : ""} : ${part}` },
      ...(inscription?.value ? { inscription: Number(inscription.value) } : {}),
    }));
  };
  let leaving = false;
  document.addEventListener("submit", async (event) => {
    const form = event.target, { submitter } = event;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.matches('[action$="/deconnexion/"]')) {
      if (!pending.length || leaving) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const ask = document.getElementById("deconnexion-jour");
      ask.querySelector("[data-offline-count]").textContent = acts(pending.length);
      ask.querySelector("[data-offline-leave]").onclick = () => { leaving = true; ask.close(); form.requestSubmit(); };
      ask.showModal();
      return;
    }
    const act = form.matches("[data-day-act]"), note = form.matches("[data-day-note]") && (since() || !navigator.onLine);
    if (act || note) {
      event.preventDefault();
      event.stopImmediatePropagation();
      for (const one of act ? [eventOf(form, submitter)] : notesOf(form)) await add(one);
      form.closest("details:not([data-settled])")?.removeAttribute("open");
      if (!form.matches("[data-signature]")) form.reset();
      form.dispatchEvent(new CustomEvent("jalon:queued", { bubbles: true }));
    } else if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      let note = form.querySelector("[data-needs-network]");
      if (!note) {
        note = document.createElement("p");
        note.dataset.needsNetwork = "";
        note.className = "notice warning";
        note.setAttribute("role", "alert");
        form.append(note);
      }
      note.textContent = "Ceci demande le réseau : gardez cette page ouverte et recommencez quand il sera revenu.";
    }
  }, true);

  // --- The page follows what the server has taken, part by part; a part where somebody writes waits.
  const busy = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
  let policy = "default-src 'self'";
  const fetched = async () => {
    const known = [...taken], response = await reach(location.href.split("#")[0], { cache: "no-store" });
    const text = response?.ok ? await response.text().catch(() => "") : "";
    policy = response?.headers.get("Content-Security-Policy") ?? policy;
    if (!text.includes(`data-author="${author}"`)) return ""; // somebody else may have signed in meanwhile
    taken = taken.filter((act) => !known.includes(act));
    return text;
  };
  const swap = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const part of document.querySelectorAll("[data-fresh][id]")) {
      const next = fresh.getElementById(part.id);
      for (const { id } of $$("details[data-settled][open]", part).map((one) => one.closest("[id]"))) next?.querySelector(`#${CSS.escape(id)} details[data-settled]`)?.setAttribute("open", "");
      if (!next || next.isEqualNode(part) || busy(part) || part.querySelector("details[open]:not([data-settled])")) continue;
      const focused = part.contains(document.activeElement) && document.activeElement.closest("[id]")?.id;
      part.replaceWith(next);
      globalThis.htmx?.process(next);
      const place = focused && document.getElementById(focused);
      if (place) (place.matches("a, button") ? place : place.querySelector("a, button"))?.focus();
    }
    marks();
  };
  let refreshing = 0;
  const refresh = () => {
    clearTimeout(refreshing);
    refreshing = setTimeout(async () => {
      const text = await fetched();
      if (!text) return;
      swap(text);
      keep(text);
    }, 150);
  };

  // --- The last copy of this page stays on the device until its reader signs out: it opens without network.
  const keep = (text) => {
    clearTimeout(copyTimer);
    copyTimer = setTimeout(() => copy(text).catch(() => { /* without it, only a reload needs the network */ }), copied ? COPY_PAUSE : 0);
  };
  const copy = async (given) => {
    const text = given || await fetched();
    if (!text) return;
    if (!given) swap(text);
    copied = Date.now();
    if (!globalThis.caches) return;
    for (const name of await caches.keys()) if (name.startsWith("jalon-jour-") && name !== copies) await caches.delete(name);
    const cache = await caches.open(copies), page = location.href.split("#")[0];
    const kept = { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy, "X-Kept": Date.now() } };
    // Its files are those it names itself, a new version of Jalon may have come since; its fonts, those of this page.
    const named = [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("link[href], script[src], img[src], use[href]")]
      .map((one) => one.getAttribute("href") ?? one.getAttribute("src"));
    const files = [...named, ...performance.getEntriesByType("resource").map(({ name }) => name)].map((name) => new URL(name, page))
      .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/static/"));
    for (const file of new Set(files.map(({ href }) => href.split("#")[0]))) {
      if (!await cache.match(file)) await cache.add(file).catch(() => { /* the browser will ask again */ });
    }
    const marked = text.replace("data-day-offline", "data-day-offline data-kept"); // its hour is old
    for (const address of new Set([page, new URL(location.pathname, page).href])) await cache.put(address, new Response(marked, kept));
    for (const request of await cache.keys()) {
      const since = Number((await cache.match(request))?.headers.get("X-Kept"));
      if (since && Math.abs(Date.now() - since) > COPY_AGE) await cache.delete(request);
    }
    await navigator.serviceWorker?.register(workerUrl);
    root.dataset.copied = "1";
  };

  addEventListener("online", () => { failures = 0; flush(); });
  addEventListener("offline", () => { cut(); read(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { failures = 0; flush(); } });
  document.addEventListener("htmx:sendError", () => { cut(); render(); plan(); });
  document.addEventListener("htmx:afterSwap", () => { if (since()) { back(); flush(); } else marks(); });
  tabs?.addEventListener("message", read);
  addEventListener("beforeunload", (event) => {
    const stays = pending.some((act) => loose.length || since() || trouble || Date.now() - Date.parse(act.at) > SOON);
    if (stays && !leaving) event.preventDefault();
  });
  globalThis.JalonQueue = { add, flush, get pending() { return pending; }, get refused() { return refused; } };

  (async () => {
    if (signInUrl) $("signin").querySelector("a").href = signInUrl;
    if (!navigator.onLine) cut();
    await read();
    addEventListener("load", () => keep());
    if (document.readyState === "complete") keep();
    await flush();
    if (since() || !pending.length) beat();
  })();
})();
