/* Saving while a person writes: form[data-autosave] posts through htmx; this file tells how it went
   in [data-save-state], tries again after a failure, and warns before unsaved words are left. */
(function () {
  "use strict";

  const BACK_OFF_S = [1, 2, 5, 10, 30];
  const LEAVE_WAIT_MS = 4000;
  const forms = new Map();

  function texts() {
    return document.getElementById("app-texts").dataset;
  }

  function newKey() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    const hex = Array.from(window.crypto.getRandomValues(new Uint8Array(16)), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
  }

  function keyField(form) {
    return form.querySelector("[data-post-key]");
  }

  /* The words of the form, without its machinery, so that unchanged content is not sent again. */
  function print(form) {
    const machinery = new Set(["csrfmiddlewaretoken"]);
    const names = "[data-post-key], [data-version], [data-choice], [name=version]";
    form.querySelectorAll(names).forEach((field) => machinery.add(field.name));
    const pairs = [];
    new FormData(form).forEach((value, name) => {
      if (!machinery.has(name)) pairs.push([name, typeof value === "string" ? value : value.name]);
    });
    return JSON.stringify(pairs);
  }

  /* Which text is to stand where two people wrote: goes away with the answer to it. */
  function choices(form) {
    return Array.from(form.querySelectorAll("[data-choice]:checked"), (box) => box.id).join();
  }

  function memory(form) {
    let known = forms.get(form);
    if (!known) {
      /* data-dirty: the page came back with errors, so what it shows is not saved yet. */
      const start = form.hasAttribute("data-dirty") ? null : print(form);
      known = { saved: start, sent: null, inFlight: false, uncertain: false, failures: 0, timer: 0 };
      forms.set(form, known);
    }
    return known;
  }

  function isDirty(form) {
    return print(form) !== memory(form).saved;
  }

  function show(form, state, words) {
    const places = form.querySelectorAll("[data-save-state]");
    const shared = document.querySelectorAll("[data-save-state=all]");
    (places.length ? places : shared).forEach(function (place) {
      place.dataset.state = state;
      place.textContent = words;
    });
  }

  function clockTime() {
    const now = new Date();
    return String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
  }

  function post(form) {
    clearTimeout(memory(form).timer);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function retryLater(form) {
    const known = memory(form);
    const wait = BACK_OFF_S[Math.min(known.failures, BACK_OFF_S.length - 1)];
    known.failures += 1;
    clearTimeout(known.timer);
    known.timer = setTimeout(() => form.isConnected && post(form), wait * 1000);
  }

  function retryNow() {
    forms.forEach(function (known, form) {
      if (form.isConnected && known.failures && !known.inFlight) post(form);
    });
  }

  function saved(form, xhr) {
    const known = memory(form);
    const partial = xhr.getResponseHeader("X-Save-State") === "partial";
    const time = xhr.getResponseHeader("X-Saved-At") || clockTime();
    known.saved = known.sent;
    known.failures = 0;
    known.uncertain = false;
    const key = keyField(form);
    if (key && key.value === known.key) key.value = newKey();
    document.getElementById("session-notice").replaceChildren();
    if (isDirty(form)) show(form, "unsaved", texts().unsaved);
    else show(form, partial ? "failed" : "saved", texts()[partial ? "partial" : "saved"] + " " + time);
  }

  document.addEventListener("input", function (event) {
    const form = event.target.form;
    if (!form || !form.matches("[data-autosave]")) return;
    if (isDirty(form) && !memory(form).failures) show(form, "unsaved", texts().unsaved);
  });

  document.addEventListener("htmx:configRequest", function (event) {
    const form = event.detail.elt;
    if (!form.matches("form[data-autosave]")) return;
    const known = memory(form);
    const key = keyField(form);
    const words = print(form);
    /* One key belongs to one content: a repeat keeps it, a change needs a new one. */
    if (key && known.sent !== null && known.sent !== words && key.value === known.key) {
      key.value = newKey();
      event.detail.formData.set(key.name, key.value);
    }
    known.candidate = words;
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    const form = event.detail.elt;
    if (!form.matches("form[data-autosave]")) return;
    const known = memory(form);
    const isSaved = known.candidate === known.saved && !known.uncertain;
    if (known.leaving || isSaved || known.candidate + choices(form) === known.refused) {
      event.preventDefault();
      return;
    }
    clearTimeout(known.timer);
    known.sent = known.candidate;
    known.chosen = choices(form);
    const key = keyField(form);
    known.key = key ? key.value : "";
    known.inFlight = true;
    known.uncertain = true;
    if (!known.failures) show(form, "saving", texts().saving);
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.detail.elt;
    if (!form.matches("form[data-autosave]")) return;
    const known = memory(form);
    const xhr = event.detail.xhr;
    known.inFlight = false;
    if (known.afterwards) {
      const submit = known.afterwards;
      known.afterwards = null;
      submit();
    } else if (xhr.status >= 200 && xhr.status < 300) {
      saved(form, xhr);
    } else if (xhr.status === 422) {
      known.failures = 0;
      show(form, "failed", texts().errors);
    } else if (xhr.status === 409) {
      /* The same words would be refused again: the person has to choose first. */
      known.refused = known.sent + known.chosen;
      known.failures = 0;
      show(form, "failed", texts().conflict);
    } else if ([0, 401, 429].includes(xhr.status) || xhr.status >= 500 || xhr.getResponseHeader("X-Retry")) {
      show(form, "failed", xhr.status === 401 ? texts().expired : texts().retrying);
      retryLater(form);
    } else {
      show(form, "failed", texts().refused);
    }
  });

  /* A button posts the whole form natively: wait for the saving under way, so that the row version
     on this page is the newest, and let nothing overtake it. */
  document.addEventListener(
    "submit",
    function (event) {
      const form = event.target;
      if (!form.matches("[data-autosave]")) return;
      const known = memory(form);
      if (known.inFlight && !known.waited) {
        event.preventDefault();
        event.stopImmediatePropagation();
        const submitter = event.submitter;
        known.waited = true;
        let done = false;
        const go = function () {
          if (done) return;
          done = true;
          form.requestSubmit(submitter);
        };
        known.afterwards = go;
        setTimeout(go, LEAVE_WAIT_MS);
        return;
      }
      known.waited = false;
      known.leaving = true;
      clearTimeout(known.timer);
      const key = keyField(form);
      if (key && known.key && key.value === known.key) key.value = newKey();
    },
    true,
  );

  window.addEventListener("beforeunload", function (event) {
    for (const [form, known] of forms) {
      if (form.isConnected && !known.leaving && isDirty(form)) {
        event.preventDefault();
        return;
      }
    }
  });

  window.addEventListener("pageshow", function () {
    forms.forEach((known) => (known.leaving = false));
  });
  window.addEventListener("online", retryNow);
  window.addEventListener("focus", retryNow);
  document.addEventListener("visibilitychange", () => document.hidden || retryNow());

  function remember(root) {
    root.querySelectorAll("form[data-autosave]").forEach(memory);
  }
  document.addEventListener("htmx:load", (event) => remember(event.detail.elt.parentElement || document));
  remember(document);
})();
