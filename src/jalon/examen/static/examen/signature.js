/* The window to sign in, on the page of the exam day; common/signature.js holds the pad. */
(() => {
  "use strict";
  const resets = globalThis.JalonSignature;
  // On the page of the day one signs in a window, which works without network; elsewhere, on a page of its own.
  const dialog = document.querySelector("[data-signature-dialog]");
  if (!dialog) return;
  const form = dialog.querySelector("form");
  // The page may be older than the hour: past it, a candidate whose coming nobody noted waits to be admitted.
  const TOLD = ["arrival", "late_admitted"];
  const late = ({ dataset: { first, key } }) => first && JalonClock.now() > Date.parse(first)
    && !globalThis.JalonQueue.pending.some((act) => TOLD.includes(act.kind) && act.inscription === Number(key));
  let opener = "";
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sign]");
    if (!link || !globalThis.JalonQueue || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { role, key, name, lastName, date, half, halfLabel } = link.dataset;
    if (late(link)) { link.textContent = "Décidez d’abord de son admission"; link.setAttribute("href", `#candidat-${key}`); delete link.dataset.sign; return; }
    resets.get(form)();
    form.elements.inscription.value = role === "candidate" ? key : "";
    form.elements.person.value = role === "juror" ? key : "";
    form.elements.date.value = date;
    form.elements.half_day.value = half;
    form.elements.device.value = navigator.userAgent.slice(0, 200);
    Object.assign(form.dataset, { label: `Signature : ${name}`, target: link.closest("[id]").id, fullName: name, lastName });
    dialog.querySelector("[data-signature-name]").textContent = name;
    dialog.querySelector("[data-signature-half]").textContent = halfLabel;
    opener = form.dataset.target;
    dialog.showModal();
  });
  dialog.querySelector("[data-signature-cancel]").addEventListener("click", () => dialog.close());
  form.addEventListener("jalon:queued", () => dialog.close());
  dialog.addEventListener("close", () => {
    resets.get(form)();
    const place = document.getElementById(opener);
    (place?.querySelector("a, button, summary") ?? place)?.focus?.();
  });
})();
