/* After a saving: boxes whose text the server changed, and marks of what is wrong. Without this
   file everything is still right: the next load of the page shows it. */
(function () {
  "use strict";

  function sameText(one, other) {
    return one.replace(/\r\n?/g, "\n") === other.replace(/\r\n?/g, "\n");
  }

  /* A box gets the server's text only while it holds what was sent: later typing is never lost. */
  function put(order) {
    const box = document.getElementById(order.dataset.put);
    if (!box || !sameText(box.value, order.dataset.was)) return;
    box.value = order.dataset.text;
    const base = document.getElementById(box.id + "_base");
    if (base) base.value = order.dataset.base;
    order.remove();
    return box.form;
  }

  function mark(container) {
    const box = document.getElementById(container.dataset.errorFor);
    if (!box) return;
    const isWrong = Boolean(container.querySelector(".field-error"));
    if (isWrong) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
    box.closest("[data-field]").classList.toggle("field-invalid", isWrong);
  }

  /* Texts that were sent but never answered: the server may have saved them, and must not take
     them for another person's. */
  const unanswered = new Map();

  function words(form) {
    const found = new Map();
    form.querySelectorAll("[data-field] input:not([type=hidden]), textarea, select").forEach((box) => {
      if (box.id && box.type !== "radio") found.set(box.name, box.value);
    });
    return found;
  }

  function earlier(form) {
    const now = words(form);
    const pairs = [];
    (unanswered.get(form) || []).forEach(function (sent) {
      sent.forEach(function (text, name) {
        if (now.get(name) !== text) pairs.push([name + "-sent", text]);
      });
    });
    return pairs;
  }

  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.detail.elt.matches("form[data-autosave]")) return;
    earlier(event.detail.elt).forEach(([name, text]) => event.detail.formData.append(name, text));
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    const form = event.detail.elt;
    if (!form.matches("form[data-autosave]") || event.defaultPrevented) return;
    unanswered.set(form, [...(unanswered.get(form) || []).slice(-4), words(form)]);
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("form[data-autosave]") || event.defaultPrevented) return;
    form.querySelectorAll("[data-sent]").forEach((field) => field.remove());
    earlier(form).forEach(function ([name, text]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: name, value: text });
      field.dataset.sent = "";
      form.append(field);
    });
  });

  /* An answer that was on its way while the person chose must not take the choice back. */
  let chosen = [];
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.id !== "conflict") return;
    chosen = Array.from(event.detail.target.querySelectorAll("fieldset"), function (field) {
      const radio = field.querySelector(":checked");
      return radio && { id: radio.id, seen: field.querySelector("[type=hidden]").value };
    }).filter(Boolean);
  });

  document.addEventListener("htmx:afterSwap", function () {
    chosen.forEach(function (choice) {
      const radio = document.getElementById(choice.id);
      const isSame = radio && radio.closest("fieldset").querySelector("[type=hidden]").value === choice.seen;
      if (isSame) radio.checked = true;
    });
    chosen = [];
  });

  /* Last year's words into an empty box; a box that holds something is never written over. */
  function offer(button) {
    button.hidden = document.getElementById(button.dataset.reuse).value.trim() !== "";
  }

  document.querySelectorAll("[data-reuse]").forEach(function (button) {
    const box = document.getElementById(button.dataset.reuse);
    offer(button);
    box.addEventListener("input", () => offer(button));
    button.addEventListener("click", function () {
      box.value = document.getElementById(box.id + "_last").textContent;
      box.focus();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });

  let focusedIn = "";
  document.addEventListener("htmx:beforeSwap", function () {
    const container = document.activeElement && document.activeElement.closest("[data-error-for]");
    focusedIn = container ? container.dataset.errorFor : "";
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.detail.elt;
    if (!form.matches("form[data-autosave]")) return;
    const status = event.detail.xhr.status;
    if ((status >= 200 && status < 300) || status === 422) unanswered.delete(form);
    const link = form.querySelector("[data-conflict-link]");
    if (link) link.hidden = status !== 409;
    form.querySelectorAll("[data-error-for]").forEach(mark);
    const changed = Array.from(form.querySelectorAll("[data-put]")).map(put).some(Boolean);
    if (focusedIn && !document.activeElement.closest("form[data-autosave]")) {
      const box = document.getElementById(focusedIn);
      if (box) box.focus();
    }
    focusedIn = "";
    const isChosen = form.querySelector("#conflict :checked");
    if (changed || isChosen) form.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
