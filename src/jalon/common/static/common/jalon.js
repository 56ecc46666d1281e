/* Comfort only: every page works without this file. */
(() => {
  "use strict";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // A native popover opens without script; with script it becomes a modal dialog (inert background, focus kept inside).
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[popovertarget]");
    const dialog = button && document.getElementById(button.getAttribute("popovertarget"));
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    if (button.getAttribute("popovertargetaction") === "hide") dialog.close();
    else { dialog.removeAttribute("popover"); dialog.showModal(); }
  });

  // A double click on « signer » sends one form; going back in history wakes the buttons up again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    for (const button of $$("button:not([type=button])", form)) button.setAttribute("aria-busy", "true");
    setTimeout(wake, 5000); // a form that downloads a file leaves the page in place
  });
  const wake = () => {
    for (const form of $$("form[data-sent]")) delete form.dataset.sent;
    for (const button of $$("button[aria-busy]")) button.removeAttribute("aria-busy");
  };
  window.addEventListener("pageshow", wake);

  // What a screen kept on this device to be read without network goes away with the person who read it.
  // A full screen has no menu to sign out from: it says that somebody is signed in.
  const signsOut = 'form[action$="/deconnexion/"]';
  const forget = async () => {
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith("jalon-vu-")) localStorage.removeItem(name);
      for (const name of (await globalThis.caches?.keys()) ?? []) if (name.startsWith("jalon-")) await caches.delete(name);
    } catch { /* a browser that keeps nothing has nothing to forget */ }
  };
  document.addEventListener("submit", (event) => { if (event.target.matches(signsOut)) forget(); });
  if (!document.querySelector(`${signsOut}, [data-signed-in]`)) forget();

  // « / » leads to the search box, unless one is writing.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = $$("[data-search]").find((one) => one.offsetParent);
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  });

  const enhanced = new WeakSet();
  const enhance = (root) => {
    const fresh = (selector) => $$(selector, root).filter((one) => !enhanced.has(one) && enhanced.add(one));
    for (const button of fresh("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
    for (const field of fresh("[data-autosubmit]")) field.addEventListener("change", () => field.form.requestSubmit());
    for (const box of fresh("[data-check-all]")) {
      const boxes = () => $$(`input[type=checkbox][name="${box.dataset.checkAll}"]`, box.form ?? document);
      box.hidden = false;
      box.addEventListener("change", () => boxes().forEach((one) => { one.checked = box.checked; }));
    }
    for (const zone of fresh("[data-filedrop]")) {
      const input = zone.querySelector("input[type=file]");
      const hint = zone.querySelector("[data-filedrop-hint]");
      const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle("is-over", on); };
      zone.addEventListener("dragover", over(true));
      zone.addEventListener("dragleave", over(false));
      zone.addEventListener("drop", (event) => {
        over(false)(event);
        if (!event.dataTransfer.files.length) return;
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      input.addEventListener("change", () => {
        const limit = Number(input.dataset.maxBytes);
        const big = [...input.files].find((file) => file.size > limit);
        input.setCustomValidity(big ? `« ${big.name} » dépasse la limite de ${limit / 1e6} Mo.` : "");
        input.reportValidity();
        hint.textContent = [...input.files].map((file) => file.name).join(", ") || hint.textContent;
      });
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    enhance(document);
    document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    document.querySelector("[data-focus]")?.focus();
  });
  document.addEventListener("htmx:load", (event) => enhance(event.target));
  // What a reader has unfolded stays so when its part of the page is renewed.
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", (event) => { unfolded = [...event.detail.target.querySelectorAll("details[id][open]")].map((one) => one.id); });
  document.addEventListener("htmx:afterSwap", () => { for (const id of unfolded.splice(0)) document.getElementById(id)?.setAttribute("open", ""); });
  window.addEventListener("beforeprint", () => $$("details:not([open]):not(.menu-narrow, .print-as-seen)").forEach((one) => { one.open = true; }));
})();
