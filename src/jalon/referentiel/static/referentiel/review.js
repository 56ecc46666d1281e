/* The review at the keyboard. Everything here is also a link or a button of the page. */
(() => {
  "use strict";
  const STORE = "jalon-relecture-touches";
  const stored = () => { try { return localStorage.getItem(STORE) !== "non"; } catch { return true; } };
  const keep = (on) => { try { localStorage.setItem(STORE, on ? "oui" : "non"); } catch { /* this visit only */ } };
  let active = stored();

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("[data-shortcuts]");
    if (box) {
      box.hidden = false;
      document.querySelector("[data-shortcuts-label]").hidden = false;
      box.checked = active;
      box.addEventListener("change", () => { active = box.checked; keep(active); });
    }
    const cited = document.querySelector(".sheet rect.cited");
    const sheet = cited?.closest(".sheet");
    const show = () => {
      const [at, frame] = [cited.getBoundingClientRect(), sheet.getBoundingClientRect()];
      sheet.scrollTop += at.top - frame.top - Math.min(64, sheet.clientHeight / 3);
      sheet.scrollLeft += at.left - frame.left - 16;
    };
    if (sheet) show();
    if (sheet) document.querySelector(".zoom input")?.addEventListener("change", show);
  });

  const writing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (!active || event.ctrlKey || event.metaKey || event.altKey || !document.querySelector("[data-review]")) return;
    const help = document.getElementById("aide-relecture");
    if (help?.open || writing(event.target)) return;
    // Enter on a link, a button or a summary is theirs.
    if (event.key === "Enter" && event.target.closest("a, button, summary, input, label")) return;
    if (event.key === "?") {
      event.preventDefault();
      document.querySelector("[popovertarget=aide-relecture]")?.click();
    } else if (event.key === "c") {
      const details = document.querySelector("[data-correct]");
      if (!details) return;
      event.preventDefault();
      details.open = true;
      const first = details.querySelector("textarea, input:not([type=hidden]), select");
      (details.querySelector(".is-asked select") ?? first)?.focus();
    } else {
      const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!wanted) return;
      event.preventDefault();
      wanted.click();
    }
  });
})();
