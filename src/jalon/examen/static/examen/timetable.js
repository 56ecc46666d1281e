/* Moves on the drawing of a timetable, by pointer or by keyboard. Without this file, a form does the same. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const SVG = "http://www.w3.org/2000/svg";
  const KEPT = "jalon-planning-deplace";

  // On a phone the list is what one reads: it opens by itself.
  if (matchMedia("(max-width: 45rem)").matches) for (const one of $$(".day-details")) one.open = true;

  const source = document.getElementById("deplacements");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const panel = document.getElementById("deplacement");
  const where = $(".move-where", panel), verdict = $(".move-verdict", panel);
  const actions = Object.fromEntries($$("[data-move]", panel).map((one) => [one.dataset.move, one]));
  const undo = document.getElementById("annuler-deplacement");
  const charts = () => $$("svg.gantt-hours");
  $("#mode-d-emploi").hidden = false;

  const clock = (minutes) => `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
  const HANDLES = "a.bar[data-who], a.loose[data-who]"; // what one takes: a bar, or the name of somebody to place
  const juryOf = (id) => data.juries.find((one) => one.id === id);
  const dayOf = (date) => data.days.find((one) => one.date === date);
  const placeName = (at) => `${dayOf(at.day)?.label ?? at.day}, ${juryOf(at.jury)?.label.toLowerCase() ?? "?"}, ${clock(at.start)}`;

  /* One move at a time: `from` (null: to place) and `at` are a day, a jury and a start in minutes; `bars` what is lifted. */
  let move = null, request = null, timer = 0, sending = false;

  const lift = (bar, by) => {
    const who = bar.dataset.who, person = data.people[who];
    if (!person || sending) return null;
    close();
    if (person.locked) {
      show(`${person.name} est verrouillé.`, "refused");
      tell([{ message: "Déverrouillez sa place avant de le déplacer.", source: "" }]);
      settle(bar);
      return null;
    }
    const from = person.tests ? null : { day: person.day, jury: person.jury, start: person.start };
    const bars = $$(`a.bar[data-who="${who}"]`);
    const at = from ?? firstPlace();
    move = { who, person, bar, by, from, at: { ...at }, bars, lawful: null };
    for (const one of [bar, ...bars]) one.classList.add("lifted");
    if (from || by === "keys") place(at);
    else show(`${person.name} : à poser sur le dessin.`, "");
    return move;
  };
  // Where somebody to place begins: the first jury of the first day drawn, when the site opens.
  const firstPlace = () => {
    const day = dayOf(charts()[0]?.dataset.day) ?? data.days[0];
    return { day: day.date, jury: data.juries[0]?.id, start: Math.ceil(day.opens / data.grid) * data.grid };
  };
  const stays = (person) => person.tests ? `${person.name} reste à placer.` : `${person.name} reste à sa place.`;

  const place = (at) => {
    const changed = !move.placed || ["day", "jury", "start"].some((name) => at[name] !== move.at[name]);
    move.at = at;
    if (!changed) return;
    move.placed = true;
    move.lawful = null;
    draw();
    const still = same(move.at, move.from);
    show(still ? `${move.person.name} : à sa place (${placeName(at)}).` : `${move.person.name} : ${placeName(at)}.`, "");
    clearTimeout(timer);
    request?.abort();
    if (!still) timer = setTimeout(check, 120);
  };
  const same = (a, b) => Boolean(b) && a.day === b.day && a.jury === b.jury && a.start === b.start;

  const check = async () => {
    const asked = move;
    if (!asked) return;
    request = new AbortController();
    const query = new URLSearchParams({
      inscription: asked.who, day: asked.at.day, jury: asked.at.jury, revision: data.revision,
      start: `${String(Math.floor(asked.at.start / 60)).padStart(2, "0")}:${String(asked.at.start % 60).padStart(2, "0")}`,
    });
    try {
      const answer = await fetch(`${data.check}?${query}`, { signal: request.signal, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (move !== asked) return;
      asked.lawful = told.lawful;
      draw();
      if (told.lawful) {
        show(`${asked.person.name} : ${told.where}. Toutes les règles sont respectées.`, "lawful");
        if (told.cost) tell([{ message: told.cost[0].toUpperCase() + told.cost.slice(1) + ".", source: "" }]);
      } else {
        show(`${asked.person.name} : ${told.where ?? placeName(asked.at)}. Ce serait refusé.`, "refused");
        tell(rulesOf(told));
      }
    } catch (error) {
      if (error.name === "AbortError" || move !== asked) return;
      show(`${asked.person.name} : ${placeName(asked.at)}. Vérification impossible : le serveur ne répond pas.`, "");
    }
  };
  const rulesOf = (told) => [...(told.rules ?? []), ...(told.reasons ?? []).map((message) => ({ message, source: "" }))];

  /* The panel: where it is, then the rules. */
  const show = (sentence, state) => {
    panel.hidden = false;
    panel.dataset.verdict = state;
    where.textContent = sentence;
    verdict.replaceChildren();
    actions.close.hidden = Boolean(move);
    for (const name of ["drop", "cancel"]) actions[name].hidden = !move;
  };
  const tell = (rules) => {
    const list = document.createElement("ul");
    for (const rule of rules) {
      const line = document.createElement("li");
      line.textContent = rule.message + (rule.times > 1 ? ` (et ${rule.times - 1} autre${rule.times > 2 ? "s" : ""} fois)` : "");
      if (rule.source) {
        const small = document.createElement("span");
        small.className = "source";
        small.textContent = rule.source;
        line.append(small);
      }
      list.append(line);
    }
    verdict.replaceChildren(list);
  };

  /* The ghost: the lifted bars again, where they would go. */
  const draw = () => {
    erase();
    const chart = charts().find((one) => one.dataset.day === move.at.day);
    if (!chart) return;
    const { left, first, scale } = frame(chart);
    const x = (minutes) => left + (minutes - first) * scale;
    const ghost = document.createElementNS(SVG, "g");
    ghost.setAttribute("class", `ghost ${move.lawful === true ? "lawful" : move.lawful === false ? "refused" : ""}`);
    ghost.setAttribute("aria-hidden", "true");
    const byJury = chart.dataset.view === "jurys";
    let label = null;
    for (const piece of pieces(byJury)) {
      const lane = $(`[data-lane="${CSS.escape(byJury ? `jury-${move.at.jury}` : piece.lane)}"]`, chart);
      const rect = document.createElementNS(SVG, "rect");
      const y = lane ? Number(lane.dataset.y) + 24 : 0; // a day where they have no line yet: over the hours
      const shape = { x: x(piece.start), y, width: Math.max(2, (piece.end - piece.start) * scale), height: 34, rx: 4 };
      for (const [name, value] of Object.entries(shape)) rect.setAttribute(name, value);
      ghost.append(rect);
      if (!label || shape.x < label.x) label = { x: shape.x, y: lane ? y - 8 : 48 };
    }
    if (label) {
      const text = document.createElementNS(SVG, "text");
      text.setAttribute("x", label.x);
      text.setAttribute("y", label.y);
      text.textContent = `${move.lawful === true ? "✓ " : move.lawful === false ? "✕ " : ""}${clock(move.at.start)}`;
      ghost.append(text);
    }
    chart.append(ghost);
    if (move.by === "keys") ghost.lastElementChild?.scrollIntoView({ block: "nearest", inline: "nearest" });
    // The panel stands where it hides nothing of what moves.
    panel.classList.toggle("at-top", ghost.getBoundingClientRect().bottom > innerHeight / 2);
  };
  /* What is drawn of the one who moves: the bars lifted, else their tests end to end. */
  const pieces = (byJury) => {
    if (!move.from) {
      return move.person.tests.filter(([, , jury]) => jury || !byJury)
        .map(([start, end]) => ({ lane: `candidat-${move.who}`, start: move.at.start + start, end: move.at.start + end }));
    }
    const shift = move.at.start - move.from.start;
    return move.bars.map((bar) => ({
      lane: bar.closest("[data-lane]").dataset.lane, start: Number(bar.dataset.start) + shift, end: Number(bar.dataset.end) + shift,
    }));
  };
  const erase = () => { for (const one of $$(".ghost")) one.remove(); };
  const frame = (chart) => ({ left: Number(chart.dataset.left), first: Number(chart.dataset.first), scale: Number(chart.dataset.scale) });

  /* Giving up, and dropping. */
  const close = () => {
    clearTimeout(timer);
    request?.abort();
    erase();
    for (const one of $$(".lifted")) one.classList.remove("lifted");
    document.body.classList.remove("is-dragging");
    move = null;
    panel.hidden = true;
    delete panel.dataset.verdict;
  };
  const giveUp = (sentence = "") => {
    const { bar, person } = move;
    close();
    show(sentence || stays(person), "");
    settle(bar);
  };
  // The bar, where focus comes back.
  const settle = (bar) => bar.focus({ preventScroll: true });

  const refuse = (told) => {
    const { bar, person } = move, rules = rulesOf(told);
    close();
    show(`Refusé : ${person.tests ? stays(person) : `${person.name} reprend sa place.`}`, "refused");
    tell(rules);
    settle(bar);
  };

  const drop = async () => {
    if (!move || sending) return;
    if (same(move.at, move.from)) { giveUp(); return; }
    clearTimeout(timer);
    request?.abort();
    sending = true;
    where.textContent = `${move.person.name} : ${placeName(move.at)}. Enregistrement…`;
    for (const name of ["drop", "cancel"]) actions[name].hidden = true;
    const form = new FormData(document.getElementById("deplacer"));
    const at = move.at;
    const given = {
      inscription: move.who, day: at.day, jury: at.jury, revision: data.revision,
      start: `${String(Math.floor(at.start / 60)).padStart(2, "0")}:${String(at.start % 60).padStart(2, "0")}`,
    };
    for (const [name, value] of Object.entries(given)) form.set(name, value);
    try {
      const answer = await fetch(data.move, { method: "POST", body: form, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (!told.lawful) { refuse(told); return; }
      remember(move.who);
      location.reload();
    } catch {
      giveUp("Le serveur ne répond pas : rien n’a été déplacé.");
    } finally {
      sending = false;
    }
  };
  const remember = (who) => { try { sessionStorage.setItem(KEPT, who); } catch { /* focus will start at the top */ } };

  actions.drop.addEventListener("click", drop);
  actions.cancel.addEventListener("click", () => move && giveUp());
  actions.close.addEventListener("click", () => { panel.hidden = true; });

  /* Keyboard, on a bar. */
  const clamp = (start) => Math.min(Math.max(start, 0), 24 * 60 - data.grid);
  const next = (list, index, step) => list[Math.min(Math.max(index + step, 0), list.length - 1)];
  const steps = {
    ArrowLeft: (at, big) => ({ ...at, start: clamp(at.start - data.grid * (big ? 6 : 1)) }),
    ArrowRight: (at, big) => ({ ...at, start: clamp(at.start + data.grid * (big ? 6 : 1)) }),
    ArrowUp: (at) => ({ ...at, jury: next(data.juries, data.juries.findIndex((one) => one.id === at.jury), -1).id }),
    ArrowDown: (at) => ({ ...at, jury: next(data.juries, data.juries.findIndex((one) => one.id === at.jury), 1).id }),
    PageUp: (at) => ({ ...at, day: next(data.days, data.days.findIndex((one) => one.date === at.day), -1).date }),
    PageDown: (at) => ({ ...at, day: next(data.days, data.days.findIndex((one) => one.date === at.day), 1).date }),
  };
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
      if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
      event.preventDefault();
      if (move) giveUp();
      else if (undo) undo.requestSubmit();
      else show("Aucun déplacement à annuler.", "");
      return;
    }
    if (event.key === "Escape" && !event.defaultPrevented) {
      if (move) { event.preventDefault(); giveUp(); } else if (!panel.hidden) panel.hidden = true;
      return;
    }
    const bar = event.target.closest?.(HANDLES);
    if (!bar || !plain) return;
    if (steps[event.key]) {
      event.preventDefault();
      if (sending) return;
      const lifted = Boolean(move);
      if (!lifted && !lift(bar, "keys")) return;
      if (lifted || move.from) place(steps[event.key](move.at, event.shiftKey)); // to place: the first key only shows where
    } else if ((event.key === "Enter" || event.key === " ") && move) {
      event.preventDefault();
      drop();
    } else if (event.key.toLowerCase() === "v" && !move && bar.matches(".bar")) {
      event.preventDefault();
      remember(bar.dataset.who);
      document.querySelector(`[data-lock="${bar.dataset.who}"]`)?.click();
    }
  });
  // Leaving the bar while it is lifted gives up, unless one goes to the panel.
  document.addEventListener("focusin", (event) => {
    if (move?.by === "keys" && event.target !== move.bar && !panel.contains(event.target)) {
      const { person } = move;
      close();
      show(stays(person), "");
    }
  });

  /* Pointer: mouse and pen drag at once, a finger after a long press (before, it scrolls). */
  let press = null, dragged = false, edge = 0;
  const minuteAt = (chart, clientX) => {
    const box = chart.getBoundingClientRect(), view = chart.viewBox.baseVal, { left, first, scale } = frame(chart);
    return first + (view.x + (clientX - box.left) / box.width * view.width - left) / scale;
  };
  const laneAt = (chart, clientY) => {
    const box = chart.getBoundingClientRect(), view = chart.viewBox.baseVal;
    const y = view.y + (clientY - box.top) / box.height * view.height;
    return $$("[data-lane]", chart).find((one) => y >= Number(one.dataset.y) && y < Number(one.dataset.y) + Number(one.dataset.height));
  };
  const begin = () => {
    const lifted = lift(press.bar, "pointer");
    if (!lifted) { press = null; return; }
    press.begun = dragged = true;
    document.body.classList.add("is-dragging");
    follow(press.x, press.y);
  };
  const follow = (x, y) => {
    const chart = document.elementsFromPoint(x, y).map((one) => one.closest?.("svg.gantt-hours")).find(Boolean);
    if (!chart || !dayOf(chart.dataset.day)) return;
    const start = Math.round((minuteAt(chart, x) - press.offset) / data.grid) * data.grid;
    const lane = chart.dataset.view === "jurys" ? laneAt(chart, y)?.dataset.lane : null;
    const jury = lane?.startsWith("jury-") ? Number(lane.slice(5)) : move.at.jury;
    place({ day: chart.dataset.day, jury: juryOf(jury) ? jury : move.at.jury, start: clamp(start) });
  };
  // Near an edge the page, or the drawing, comes along.
  const scrollAlong = () => {
    if (!press?.begun) return;
    const margin = 48, wrap = document.elementFromPoint(press.x, press.y)?.closest(".gantt-wrap");
    if (press.y < margin) scrollBy(0, -14);
    else if (press.y > innerHeight - margin) scrollBy(0, 14);
    if (wrap) {
      const box = wrap.getBoundingClientRect();
      if (press.x > box.right - margin) wrap.scrollLeft += 10;
      else if (press.x < box.left + margin) wrap.scrollLeft -= 10;
    }
    if (move) follow(press.x, press.y);
    edge = requestAnimationFrame(scrollAlong);
  };

  document.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest?.(HANDLES);
    dragged = false;
    if (!bar || event.button !== 0 || !event.isPrimary || sending) return;
    const chart = bar.closest("svg.gantt-hours");
    const person = data.people[bar.dataset.who];
    if (!person) return;
    press = { bar, id: event.pointerId, touch: event.pointerType === "touch", x: event.clientX, y: event.clientY, x0: event.clientX, y0: event.clientY, offset: chart ? minuteAt(chart, event.clientX) - person.start : 0 };
    if (press.touch) press.timer = setTimeout(() => { if (press) { begin(); navigator.vibrate?.(20); edge = requestAnimationFrame(scrollAlong); } }, 400);
  });
  document.addEventListener("pointermove", (event) => {
    if (!press || event.pointerId !== press.id) return;
    press.x = event.clientX;
    press.y = event.clientY;
    const far = Math.hypot(press.x - press.x0, press.y - press.y0);
    if (!press.begun) {
      if (press.touch) { if (far > 10) letGo(); return; }
      if (far < 5) return;
      begin();
      if (press) edge = requestAnimationFrame(scrollAlong);
      return;
    }
    if (move) follow(press.x, press.y);
  });
  const letGo = () => { clearTimeout(press?.timer); cancelAnimationFrame(edge); press = null; };
  document.addEventListener("pointerup", (event) => {
    if (!press || event.pointerId !== press.id) return;
    const begun = press.begun;
    letGo();
    document.body.classList.remove("is-dragging");
    if (!begun || !move) return;
    if (!move.placed) giveUp();
    else if (move.lawful === false) refuse({ rules: told() });
    else drop();
  });
  // The rules already on the panel, said again once the bar is back.
  const told = () => $$("li", verdict).map((line) => {
    const small = $(".source", line);
    return { message: line.firstChild.textContent, source: small?.textContent ?? "" };
  });
  document.addEventListener("pointercancel", (event) => {
    if (!press || event.pointerId !== press.id) return;
    const begun = press.begun;
    letGo();
    if (begun && move) giveUp();
  });
  document.addEventListener("touchmove", (event) => { if (press?.begun) event.preventDefault(); }, { passive: false });
  document.addEventListener("contextmenu", (event) => { if (press?.touch) event.preventDefault(); });
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.(HANDLES)) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    if (dragged && event.target.closest?.(HANDLES)) event.preventDefault();
    dragged = false;
  }, true);

  // After a move, focus is where it was: on whoever was moved.
  try {
    const who = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (who) $(`a.bar[data-who="${CSS.escape(who)}"]`)?.focus({ preventScroll: true });
  } catch { /* no storage: focus starts at the top */ }
})();
