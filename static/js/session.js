/* Signing in again inside the page: a dialog over what was typed, which stays as it is. It opens by
   itself only after a press of a button: somebody who is typing must not type into it. */
(function () {
  "use strict";

  const template = document.getElementById("sign-in-again-template");
  const notice = document.getElementById("session-notice");
  if (!template || !window.htmx) return;
  let dialog = null;
  let lastField = null;
  let isRepeat = false;

  document.addEventListener("focusin", function (event) {
    if (event.target.closest("main form")) lastField = event.target;
  });

  function build() {
    document.body.append(template.content.cloneNode(true));
    dialog = document.getElementById("sign-in-again");
    window.htmx.process(dialog);
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", function () {
      password().value = "";
      if (dialog.returnValue !== "in") window.q3plan.tell("q3:sign-in-left", {});
    });
    dialog.addEventListener("htmx:afterRequest", (event) => answered(event.detail.xhr));
  }

  function password() {
    return document.getElementById("again_password");
  }

  function open() {
    if (!dialog) build();
    if (dialog.open) return;
    document.getElementById("again_password_error").replaceChildren();
    password().removeAttribute("aria-invalid");
    password().closest(".field").classList.remove("field-invalid");
    dialog.returnValue = "";
    isRepeat = false;
    dialog.showModal();
    password().focus();
  }

  /* A token that went with the old session is replaced by the answer that refuses it. */
  function answered(xhr) {
    const isStale = xhr.status === 401 || xhr.getResponseHeader("X-Retry");
    if (xhr.status === 204) {
      window.q3plan.tell("q3:connected", {});
    } else if (isStale && !isRepeat) {
      isRepeat = true;
      setTimeout(() => dialog.querySelector("form").requestSubmit());
    } else {
      if (xhr.status !== 422) say(xhr.status === 429 ? "too-many" : "unreachable");
      password().focus();
    }
  }

  function say(name) {
    const words = dialog.querySelector(`[data-answer=${name}]`).content.cloneNode(true);
    document.getElementById("again_password_error").replaceChildren(words);
  }

  document.addEventListener("click", (event) => event.target.closest("[data-sign-in-again]") && open());

  document.addEventListener("q3:request-failed", function (event) {
    if (event.detail.status !== 401) return;
    if (event.detail.words && isNews(event.detail.words)) notice.innerHTML = event.detail.words;
    if (event.detail.asked) open();
  });

  document.addEventListener("q3:connected", function () {
    const hadFocus = notice.contains(document.activeElement);
    const wasOpen = dialog && dialog.open;
    if (wasOpen) dialog.close("in");
    notice.replaceChildren();
    const isLost = hadFocus || (wasOpen && document.activeElement === document.body);
    if (isLost && lastField && lastField.isConnected) lastField.focus({ preventScroll: true });
  });

  /* A repeated refusal brings the same notice: it would be read aloud again and lose the focus. */
  function isNews(html) {
    if (!html.includes("data-notice=")) return false;
    const known = notice.querySelector("[data-notice]");
    return !known || !html.includes(`data-notice="${known.dataset.notice}"`);
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target === notice && !isNews(event.detail.serverResponse)) event.detail.shouldSwap = false;
  });
})();
