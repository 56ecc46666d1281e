/* A pad to sign on: strokes in thousandths of its width, few enough to travel. Without this file one signs by the keyboard. */
(() => {
  "use strict";
  const MIN_INK = 80, NEAR = 4, ROOM = 18000, LIGATURES = { œ: "oe", æ: "ae", ø: "o", ł: "l" };
  const ink = (strokes) => strokes.reduce((sum, stroke) => sum + stroke.reduce(
    (length, [x, y], rank) => length + (rank ? Math.hypot(x - stroke[rank - 1][0], y - stroke[rank - 1][1]) : 0), 0), 0);
  const path = (strokes) => strokes.map((stroke) => {
    const middle = (rank) => [0, 1].map((axis) => (stroke[rank][axis] + stroke[rank + 1][axis]) / 2).join(" ");
    return `M${stroke[0].join(" ")}${stroke.slice(1, -1).map((point, rank) => `Q${point.join(" ")} ${middle(rank + 1)}`).join("")}L${stroke.at(-1).join(" ")}`;
  }).join("");
  // The fewest points that stay within `gap` of the line drawn.
  const thinned = (stroke, gap) => {
    if (stroke.length < 3) return stroke;
    const [first, last] = [stroke[0], stroke.at(-1)], width = Math.hypot(last[0] - first[0], last[1] - first[1]);
    let far = 0, rank = 0;
    stroke.forEach(([x, y], here) => {
      const away = width ? Math.abs((last[0] - first[0]) * (first[1] - y) - (first[0] - x) * (last[1] - first[1])) / width
        : Math.hypot(x - first[0], y - first[1]);
      if (away > far) [far, rank] = [away, here];
    });
    return far <= gap ? [first, last] : [...thinned(stroke.slice(0, rank + 1), gap).slice(0, -1), ...thinned(stroke.slice(rank), gap)];
  };
  const light = (strokes) => {
    let kept = strokes;
    for (let gap = 1; JSON.stringify(kept).length > ROOM && gap < 64; gap *= 2) kept = strokes.map((stroke) => thinned(stroke, gap));
    return kept;
  };
  const fold = (text) => text.toLowerCase().replace(/[œæøł]/g, (c) => LIGATURES[c]).normalize("NFKD").replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim().split(" ");

  const prepare = (form) => {
    const pad = form.querySelector("[data-signature-pad]"), area = pad.querySelector("[data-signature-area]");
    const line = pad.querySelector("[data-signature-ink]"), state = pad.querySelector("[data-signature-state]");
    const field = form.querySelector("[name=strokes]"), details = form.querySelector(".signature-typed");
    const [width, height] = [Number(pad.dataset.width), Number(pad.dataset.height)];
    const typed = form.querySelector("[name=typed]"), agreed = form.querySelector("[name=agreed]");
    const resting = state.textContent;
    let strokes = [], stroke = null;
    pad.hidden = false;
    details.open = Boolean(typed.value);

    const show = () => {
      line.setAttribute("d", path(strokes));
      const enough = ink(strokes) >= MIN_INK;
      field.value = enough ? JSON.stringify(light(strokes)) : "";
      area.setAttribute("aria-label", enough ? "Zone de signature, signée" : "Zone de signature, vide");
      return enough;
    };
    const point = (event) => {
      const box = area.getBoundingClientRect(), at = (share, size) => Math.min(size, Math.max(0, Math.round(share * size)));
      return [at((event.clientX - box.left) / box.width, width), at((event.clientY - box.top) / box.height, height)];
    };
    area.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button) return;
      event.preventDefault();
      area.setPointerCapture(event.pointerId);
      stroke = [point(event)];
      strokes.push(stroke);
      show();
    });
    area.addEventListener("pointermove", (event) => {
      if (!stroke || !event.isPrimary) return;
      for (const one of event.getCoalescedEvents?.() ?? [event]) {
        const next = point(one), last = stroke.at(-1);
        if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= NEAR) stroke.push(next);
      }
      line.setAttribute("d", path(strokes));
    });
    const lift = () => {
      if (!stroke) return;
      stroke = null;
      state.textContent = show() ? "Signature tracée." : resting;
    };
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) area.addEventListener(end, lift);
    const clear = () => { strokes = []; stroke = null; show(); state.textContent = resting; };
    pad.querySelector("[data-signature-clear]").addEventListener("click", () => { clear(); state.textContent = "Effacé : signez de nouveau."; });

    // What the server would refuse is said now, while the signer is here.
    const missing = () => {
      if (field.value) return "";
      if (!typed.value.trim() && !agreed.checked) return "Signez dans la zone, ou au clavier.";
      const said = fold(typed.value), name = form.dataset.lastName ?? "";
      if (name && !fold(name).every((word) => said.includes(word))) return `Pour signer au clavier, tapez le nom du signataire : ${form.dataset.fullName}.`;
      return agreed.checked ? "" : "Cochez « Je signe » : sans cette case, il n’y a pas de signature.";
    };
    // At the window, before any script that takes at the document whatever is ready to leave.
    addEventListener("submit", (event) => {
      // An act of the exam day is kept on the device, then sent: the network may lack.
      const away = navigator.onLine === false && !form.matches("[data-day-act]") ? "Pas de réseau : rien n’est envoyé ni enregistré. Votre signature reste ici, renvoyez-la quand le réseau revient." : "";
      const lack = event.target === form && (missing() || away);
      if (!lack) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      state.textContent = lack;
      state.classList.add("is-missing");
      if (!field.value && (typed.value || agreed.checked)) (agreed.checked ? typed : agreed).focus();
    }, true);
    form.addEventListener("input", () => state.classList.remove("is-missing"));
    area.addEventListener("pointerdown", () => state.classList.remove("is-missing"));
    return () => { form.reset(); clear(); details.open = false; state.classList.remove("is-missing"); };
  };
  globalThis.JalonSignature = new Map([...document.querySelectorAll("form[data-signature]")].map((form) => [form, prepare(form)]));
})();
