/* A grid that survives bad networks: each touch is written on this device first, then sent, in order for each line, once.
   The server knows a touch by its op: sent twice, it counts once. Without this file the plain form works. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-grid]");
  if (!form) return;
  const { grid, author, markUrl, offlineUrl } = form.dataset;
  const writable = form.dataset.writable === "1";
  const store = `jalon-grille-${author}-${grid}`, known = `jalon-vu-${author}-${grid}`, copies = `jalon-grilles-${author}`;
  const state = document.querySelector("[data-grid-state]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const lines = new Map([...form.querySelectorAll("[data-ref]")].map((line) => [line.dataset.ref, line]));
  const NOTE_PAUSE = 700, RETRY = 4000, LETTER = 100;
  let sending = false, trouble = "", timer = 0, wanted = null;

  const read = () => { try { return JSON.parse(localStorage.getItem(store)) ?? []; } catch { return []; } };
  const write = (queue) => {
    try { queue.length ? localStorage.setItem(store, JSON.stringify(queue)) : localStorage.removeItem(store); }
    catch { trouble = "Cet appareil ne garde plus rien : enregistrez avec le bouton."; }
  };
  const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
    (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  const valueOf = (line) => line.querySelector("input[type=radio]:checked")?.value ?? "";
  const noteOf = (line) => line.querySelector("textarea")?.value ?? "";
  const show = (line, value, note) => {
    for (const radio of line.querySelectorAll("input[type=radio]")) radio.checked = radio.value === value;
    const area = line.querySelector("textarea");
    if (area && document.activeElement !== area) area.value = note;
  };

  // What the server has answered since this page was made: a copy reloaded without network is older than that.
  const seen = () => { try { return JSON.parse(localStorage.getItem(known)) ?? {}; } catch { return {}; } };
  const remember = (ref, { revision, value, note }) => {
    try { localStorage.setItem(known, JSON.stringify({ ...seen(), [ref]: { revision, value, note } })); } catch { /* comfort only */ }
  };
  const at = (line, revision) => {
    line.dataset.revision = revision;
    const base = line.querySelector("[data-base]");
    if (base) base.value = revision;
  };

  // Write on the device at once; a touch not sent yet is replaced, one that may have left is followed by another.
  const touch = (line, wait) => {
    const ref = line.dataset.ref, queue = read();
    const entry = { op: uuid(), ref, value: valueOf(line), note: noteOf(line), at: Date.now(), sent: false };
    const last = queue.findLastIndex((one) => one.ref === ref);
    if (last >= 0 && !queue[last].sent) queue[last] = { ...entry, base: queue[last].base };
    else queue.push({ ...entry, base: last >= 0 ? null : Number(line.dataset.revision) });
    write(queue);
    render();
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
  };

  const flush = async () => {
    if (sending || !read().length) return render();
    sending = true;
    const work = async () => { while (read().length && await send()); };
    if (navigator.locks) await navigator.locks.request(store, work); else await work();
    sending = false;
    render();
    const button = wanted;
    wanted = null;
    if (button && !read().length) form.requestSubmit(button);
  };

  // The first touch of every line leaves in one letter; what follows it on the same line waits for the answer.
  const send = async () => {
    const queue = read(), firsts = new Map();
    for (const entry of queue) if (!firsts.has(entry.ref)) firsts.set(entry.ref, entry);
    const letter = [...firsts.values()].slice(0, LETTER);
    for (const entry of letter) {
      if (entry.base === null) entry.base = Number(lines.get(entry.ref)?.dataset.revision ?? 0);
      entry.sent = true;
    }
    write(queue);
    render();
    let answers;
    try {
      const response = await fetch(markUrl, {
        method: "POST", redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
        body: JSON.stringify(letter.map(({ op, ref, value, note, base }) => ({ op, criterion: ref, value, note, base }))),
      });
      if (response.type === "opaqueredirect" || response.status === 403 || response.status === 404) {
        trouble = "Votre connexion a expiré : reconnectez-vous, rien n’est perdu.";
        return false;
      }
      if (!response.ok) {
        trouble = "Le serveur ne répond pas : nouvel essai dans un instant.";
        return false;
      }
      answers = await response.json();
    } catch {
      trouble = "";
      return false;
    }
    trouble = "";
    letter.forEach((entry, rank) => settle(entry, answers[rank], lines.get(entry.ref)));
    return true;
  };

  const settle = (entry, answer, line) => {
    const queue = read().filter((one) => one.op !== entry.op);
    const later = queue.find((one) => one.ref === entry.ref);
    const kept = answer.outcome === "applied" || answer.outcome === "same";
    if (later && later.base === null) later.base = kept ? answer.reached : entry.base;
    write(queue);
    if (!line) return;
    line.classList.toggle("is-answered", Boolean(valueOf(line)));
    if (answer.outcome === "refused") return remark(line, "danger", answer.message);
    remember(entry.ref, answer);
    if (!later) {
      at(line, answer.revision);
      if (answer.value !== entry.value || answer.note !== entry.note) {
        remark(line, "warning", answer.outcome === "late"
          ? "La grille était déjà remise : votre saisie est gardée à part."
          : `${answer.author || "Quelqu’un"} a écrit entre-temps : « ${answer.label || "sans observation"} »`
            + `${answer.note ? `, ${answer.note}` : ""}. Votre saisie (« ${labelOf(line, entry.value)} »`
            + `${entry.note ? `, ${entry.note}` : ""}) est gardée à côté : choisissez à nouveau pour trancher.`);
        show(line, answer.value, answer.note);
      } else line.querySelector("[data-remark]")?.remove();
    }
  };

  const labelOf = (line, value) =>
    line.querySelector(`input[type=radio][value="${CSS.escape(value)}"]`)?.closest("label").textContent.trim() ?? "sans observation";
  const remark = (line, tone, text) => {
    const box = line.querySelector("[data-remark]") ?? line.appendChild(document.createElement("p"));
    box.dataset.remark = "";
    box.className = `grid-remark ${tone}`;
    box.setAttribute("role", "status");
    box.textContent = text;
  };

  let shown = "";
  const render = () => {
    const queue = read(), count = queue.length, waiting = new Set(queue.map((one) => one.ref));
    for (const [ref, line] of lines) line.classList.toggle("is-waiting", waiting.has(ref));
    const kind = !count ? "saved" : sending && !trouble && navigator.onLine ? "sending" : "waiting";
    const text = trouble || (!count ? "Tout est enregistré"
      : kind === "sending" ? "Envoi en cours…"
      : `En attente d’envoi (${count}) : gardé sur cet appareil`);
    if (!state || `${kind}${text}` === shown) return;
    shown = `${kind}${text}`;
    state.dataset.kind = kind;
    state.textContent = text;
    for (const button of document.querySelectorAll("[data-needs-network]")) button.disabled = count > 0 && !navigator.onLine;
    const done = form.querySelectorAll("[data-valued] input[type=radio]:checked").length;
    for (const place of document.querySelectorAll("[data-grid-count]")) place.textContent = done;
  };

  if (writable) {
    for (const [ref, { revision, value, note }] of Object.entries(seen())) {
      const line = lines.get(ref);
      if (line && revision > Number(line.dataset.revision)) { at(line, revision); show(line, value, note); }
    }
    for (const entry of read()) {
      const line = lines.get(entry.ref);
      if (line) { show(line, entry.value, entry.note); line.querySelector("details")?.toggleAttribute("open", Boolean(entry.note)); }
    }
    form.addEventListener("change", (event) => {
      const line = event.target.closest("[data-ref]");
      if (line) touch(line, 0);
    });
    form.addEventListener("input", (event) => {
      const line = event.target.matches("textarea") && event.target.closest("[data-ref]");
      if (line) touch(line, NOTE_PAUSE);
    });
    form.addEventListener("submit", (event) => {
      if (event.submitter?.dataset.plain === undefined) return;
      if (!read().length) return;
      // What has just been typed leaves first, then the grid is handed in; if it cannot leave, nothing is.
      event.preventDefault();
      event.stopImmediatePropagation();
      wanted = event.submitter;
      flush();
    }, true);
    for (const plain of document.querySelectorAll("[data-plain-only]")) plain.hidden = true;
  }
  addEventListener("online", flush);
  addEventListener("offline", render);
  addEventListener("storage", (event) => { if (event.key === store) render(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(flush, RETRY);
  render();
  flush();

  // The last copy of a grid being filled stays on this device until it is handed in or its juror signs out.
  const keepCopy = async () => {
    for (const name of await caches.keys()) if (name.startsWith("jalon-grilles-") && name !== copies) await caches.delete(name);
    const cache = await caches.open(copies);
    if (!writable) return cache.delete(location.pathname, { ignoreVary: true });
    const files = performance.getEntriesByType("resource").map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/static/"));
    await cache.addAll([location.pathname, ...new Set(files.map(({ href }) => href))]);
    await navigator.serviceWorker.register(offlineUrl);
  };
  if (!writable && !read().length) localStorage.removeItem(known);
  if ("serviceWorker" in navigator && "caches" in window) {
    addEventListener("load", () => keepCopy().catch(() => { /* without it, only a reload needs the network */ }));
  }

  // A clock for the phases of the test: comfort only, it decides nothing.
  for (const button of document.querySelectorAll("[data-clock]")) {
    let end = 0, tick = 0;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      clearInterval(tick);
      if (end) { end = 0; button.textContent = label; return; }
      end = Date.now() + Number(button.dataset.clock) * 60000;
      const beat = () => {
        const left = Math.round((end - Date.now()) / 1000), size = Math.abs(left);
        button.textContent = `${left < 0 ? "dépassé de " : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
      };
      beat();
      tick = setInterval(beat, 1000);
    });
  }
})();
