/* The clock of the exam day: timers tick between two answers of the server, whose hour alone counts.
   Without this file every hour and every remaining time is right as of the last answer. */
(() => {
  "use strict";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const NBSP = "\u00a0", SAVED = "jalon-vu-horloge", STALE = 60000;
  const TONES = { calm: "success", soon: "warning", last: "danger", over: "danger" };
  const length = (minutes) => {
    const hours = Math.floor(minutes / 60), rest = minutes % 60;
    if (!hours) return `${rest}${NBSP}min`;
    return rest ? `${hours}${NBSP}h${NBSP}${String(rest).padStart(2, "0")}` : `${hours}${NBSP}h`;
  };

  // How far the server's clock is from this device's. A page kept for want of network carries an old hour: the
  // distance known from the last answer is then the good one.
  let skew = 0, heard = 0, answered = Date.now();
  const learn = (part) => {
    const given = Date.parse(part?.dataset.now ?? "");
    if (!given) return;
    [skew, heard, answered] = [given - Date.now(), given, Date.now()];
    try { localStorage.setItem(SAVED, `${skew} ${heard}`); } catch { /* comfort only */ }
  };
  const recall = () => {
    try { [skew, heard] = (localStorage.getItem(SAVED) ?? "0 0").split(" ").map(Number); } catch { /* the device's own clock then */ }
    answered = 0;
  };
  const now = () => Date.now() + skew;
  // What this clock lacks, in seconds; unknown when it was put back since the server last gave its hour.
  const lack = () => heard && now() >= heard - STALE ? Math.round(skew / 1000) : undefined;
  // Hours are those of the exam, wherever the device believes it is.
  const zone = document.querySelector("[data-zone]")?.dataset.zone;
  const reader = new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const hour = (moment) => {
    const read = Object.fromEntries(reader.formatToParts(moment).map(({ type, value }) => [type, value]));
    return `${Number(read.hour)}${NBSP}h${read.minute === "00" ? "" : `${NBSP}${read.minute}`}`;
  };

  const level = (seconds, [first, last]) =>
    seconds <= 0 ? "over" : seconds <= last * 60 ? "last" : seconds <= first * 60 ? "soon" : "calm";
  const words = (seconds) => {
    if (seconds <= -60) return `dépassé de ${length(Math.floor(-seconds / 60))}`;
    if (seconds <= 0) return "c’est l’heure";
    return seconds < 60 ? `il reste ${seconds}${NBSP}s` : `il reste ${length(Math.ceil(seconds / 60))}`;
  };
  const say = (place, text) => { if (place && place.textContent !== text) place.textContent = text; };

  const warn = (timer) => {
    const [first, last] = (timer.closest("[data-warnings]")?.dataset.warnings ?? "5 1").split(" ").map(Number);
    return [Math.max(first, last), Math.min(first, last)];
  };
  let rung = "";
  const tick = () => {
    for (const timer of $$("[data-until]")) {
      const seconds = Math.round((Date.parse(timer.dataset.until) - now()) / 1000);
      const at = level(seconds, warn(timer));
      say(timer.querySelector("[data-left]"), words(seconds));
      for (const tone of Object.values(TONES)) if (tone !== TONES[at]) timer.classList.remove(tone);
      timer.classList.add(TONES[at]);
      if (timer.classList.contains("timer-left")) announce(timer, at, seconds);
    }
    for (const place of $$("[data-in]")) {
      const minutes = Math.round((Date.parse(place.dataset.in) - now()) / 60000);
      say(place, minutes > 0 ? `dans ${length(minutes)}` : minutes < 0 ? `il y a ${length(-minutes)}` : "maintenant");
    }
    for (const place of $$("[data-clock]")) say(place, hour(now()));
    for (const place of $$("[data-stale]")) place.hidden = Date.now() - answered < STALE;
  };

  // The timer of a room says each warning once, in words and, if asked, by a sound.
  const announce = (timer, at, seconds) => {
    const frame = timer.closest(".timer-clock"), mark = `${timer.dataset.until} ${at}`;
    for (const tone of Object.values(TONES)) frame.classList.toggle(tone, tone === TONES[at]);
    if (mark === rung) return;
    const before = rung.split(" ")[0] === timer.dataset.until;
    rung = mark;
    if (!before || at === "calm") return;
    say(document.querySelector("[data-announce]"), words(seconds));
    if (document.querySelector("[data-sound]")?.checked) ring(at === "soon" ? 1 : at === "last" ? 2 : 3);
  };
  let audio = null;
  const ring = (times) => {
    audio ??= new AudioContext();
    for (let n = 0; n < times; n += 1) {
      const tone = audio.createOscillator(), volume = audio.createGain(), start = audio.currentTime + n * 0.45;
      tone.frequency.value = 660;
      volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.3, start + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.4);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.42);
    }
  };

  // A part where somebody writes, or has opened something, is not replaced under their fingers.
  const writing = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.detail.elt;
    if (!part.matches?.("[data-fresh]")) return;
    if (writing(part) || part.querySelector("details[open]:not([data-settled])")) event.preventDefault();
  });
  let opened = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    opened = $$("details[data-settled][open]", event.detail.target).map((one) => one.closest("[id]")?.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of opened) document.getElementById(id)?.querySelector("details[data-settled]")?.setAttribute("open", "");
    opened = [];
  });

  // The search among the day's candidates: their name or number, accents aside.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const filter = () => {
    const box = document.querySelector("[data-find-in]");
    if (!box) return;
    const parts = plain(box.value).split(/\s+/).filter(Boolean);
    for (const card of $$("[data-find]", document.getElementById(box.dataset.findIn))) {
      const text = plain(card.dataset.find);
      card.classList.toggle("is-out", !parts.every((part) => text.includes(part)));
    }
  };

  const parts = () => $$("[data-now]");
  if (document.querySelector("[data-kept]")) recall(); else learn(parts()[0]);
  for (const box of $$("[data-find-box]")) {
    box.hidden = false;
    box.addEventListener("input", filter);
  }
  for (const box of $$("[data-sound-box]")) {
    box.hidden = false;
    box.querySelector("input").addEventListener("change", (event) => { if (event.target.checked) ring(1); });
  }
  for (const button of $$("[data-fullscreen]")) {
    button.hidden = !document.fullscreenEnabled;
    button.addEventListener("click", () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  }
  // Parts are replaced by htmx as time goes and by offline.js after an act: both come from the server.
  new MutationObserver((changes) => {
    const fresh = changes.flatMap((one) => [...one.addedNodes]).filter((node) => node.nodeType === 1 && node.matches("[data-now]"));
    if (!fresh.length) return;
    learn(fresh.at(-1));
    filter();
    tick();
  }).observe(document.body, { childList: true, subtree: true });
  // A room's timer and a waiting room's display stay lit.
  const keepLit = async () => {
    if (!document.body.matches(".is-timer, .is-wall") || document.hidden) return;
    try { await navigator.wakeLock?.request("screen"); } catch { /* comfort only */ }
  };
  document.addEventListener("visibilitychange", () => { keepLit(); tick(); });
  globalThis.JalonClock = { hour, lack, now, tick };
  keepLit();
  filter();
  tick();
  setInterval(tick, 1000);
})();
