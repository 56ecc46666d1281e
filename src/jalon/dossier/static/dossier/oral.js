// The clock of a mock oral: phases in order, time left in each, what was spoken kept in the form.
"use strict";
(() => {
  const zone = document.querySelector("[data-oral]");
  if (!zone) return;
  const find = (name) => zone.querySelector(`[data-oral-${name}]`);
  const [clock, told, start, pause, reset] = ["clock", "told", "start", "pause", "reset"].map(find);
  const phases = [...zone.querySelectorAll("[data-oral-phase]")];
  const ends = phases.reduce((all, li) => [...all, (all.at(-1) || 0) + Number(li.dataset.minutes) * 60], []);
  const field = document.querySelector("input[name=seconds]");
  let spent = 0, since = null, said = "";
  find("acts").hidden = false;

  const seconds = () => Math.floor(spent + (since === null ? 0 : (Date.now() - since) / 1000));
  const digits = (count) => `${Math.floor(count / 60)}:${String(count % 60).padStart(2, "0")}`;
  const say = (text) => { if (text !== said) { said = text; told.textContent = text; } };

  function draw() {
    const now = seconds();
    const current = ends.findIndex((end) => now < end);
    phases.forEach((li, rank) => rank === current && now > 0
      ? li.setAttribute("aria-current", "step") : li.removeAttribute("aria-current"));
    const left = current < 0 ? now - ends.at(-1) : ends[current] - now;
    clock.textContent = (current < 0 ? "+" : "") + digits(left);
    zone.classList.toggle("over", current < 0);
    field.value = now || "";
    if (current < 0) say("Le temps est dépassé.");
    else if (now > 0 && left <= 60) say("Il reste une minute.");
    else if (now > 0 && left <= 300) say("Il reste cinq minutes.");
    start.disabled = since !== null;
    pause.disabled = since === null;
    reset.disabled = now === 0;
  }
  start.addEventListener("click", () => { since = Date.now(); draw(); });
  pause.addEventListener("click", () => { spent += (Date.now() - since) / 1000; since = null; draw(); });
  reset.addEventListener("click", () => { spent = 0; since = null; say(""); draw(); });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Space" || event.target.closest("input, textarea, select, button, a, summary")) return;
    event.preventDefault();
    (since === null ? start : pause).click();
  });
  setInterval(draw, 250);
  draw();
})();
