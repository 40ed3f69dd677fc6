/* Saving while a person writes: form[data-autosave] posts through htmx; this file tells how it went
   in [data-save-state], tries again after a failure, and warns before unsaved words are left.

   How other scripts take part when the server is gone or the session over (connection.js shows the
   notice, session.js the login; both are on every page):
   - A request of theirs failed: q3plan.tell("q3:request-failed", {status}), with status 0 when no
     answer came. 0, 502, 503 and 504 show the notice of a lost connection; 401 the one that asks for
     the login, whose text is in the answer to a request with the header HX-Request: pass it on as
     {words}. {asked: true} opens the dialog at once, because somebody pressed a button;
     {resumes: true}: the notice says that it goes on by itself; {retries: true}: the script tries
     again itself, else connection.js asks the server until it answers. The header X-Page-User
     (body's data-page-user) keeps one person's words from another person's name.
   - "q3:connected" on document: the server answers and the page's person is signed in. Go on now.
     "q3:sign-in-left": the login was put off; forget what waited for it.
   - q3plan.reach({asked: true}): asks the server; a promise of true or false.
   - [data-unsaved] on any element: leaving the page warns, as with unsaved words.
   - Forms with method="post" are asked for before they go; [data-direct] lets one go as it is.
   Nothing goes to localStorage, sessionStorage, IndexedDB or a cache: computers are shared. */
(function () {
  "use strict";

  const BACK_OFF_S = [1, 2, 5, 10, 30];
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
    const machinery = new Set(["csrfmiddlewaretoken", "page_user"]);
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

  /* False also for words that were refused: sending them again would bring the same refusal. */
  function needsSaving(form) {
    const known = memory(form);
    const words = print(form);
    return words + choices(form) !== known.refused && (words !== known.saved || known.uncertain);
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
    window.q3plan.tell("q3:connected", { form: form });
    if (isDirty(form)) show(form, "unsaved", texts().typed);
    else show(form, partial ? "failed" : "saved", texts()[partial ? "partial" : "saved"] + " " + time);
  }

  document.addEventListener("input", function (event) {
    const form = event.target.form;
    if (!form || !form.matches("[data-autosave]")) return;
    const known = memory(form);
    /* Who goes on writing while a press of a button waits for the server does not want to leave. */
    if (known.waiting && known.waiting.isHeld) {
      known.waiting = null;
      if (known.failures) show(form, "failed", texts().retrying);
    }
    if (isDirty(form) && !known.failures) show(form, "unsaved", texts().typed);
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
    if (isPassing(xhr)) {
      failed(form, xhr);
      return;
    }
    const isSaved = xhr.status >= 200 && xhr.status < 300;
    known.failures = 0;
    if (isSaved) {
      saved(form, xhr);
    } else if (xhr.status === 422) {
      show(form, "failed", texts().errors);
    } else if (xhr.status === 409) {
      /* The same words would be refused again: the person has to choose first. */
      known.refused = known.sent + known.chosen;
      show(form, "failed", texts().conflict);
    } else {
      show(form, "failed", texts().refused);
    }
    /* After the others have put the answer into the page. */
    if (known.waiting) setTimeout(() => goOn(form, isSaved));
  });

  /* Failures that say nothing about the words: later the same post may well be taken. */
  function isPassing(xhr) {
    const status = xhr.status;
    return [0, 401, 429].includes(status) || status >= 500 || xhr.getResponseHeader("X-Retry");
  }

  function failed(form, xhr) {
    const known = memory(form);
    const isOther = xhr.getResponseHeader("X-Session") === "other";
    let words = known.waiting ? texts().waiting : texts().retrying;
    if (xhr.status === 401) words = isOther ? texts().other : texts().expired;
    show(form, "failed", words);
    if (known.waiting) known.waiting.isHeld = true;
    retryLater(form);
    const how = { status: xhr.status, asked: Boolean(known.waiting), resumes: true, retries: true };
    window.q3plan.tell("q3:request-failed", how);
  }

  /* A button posts the whole form natively and leaves the page. First everything is saved the other
     way: that proves that the server is there and lets nothing overtake the newest version. Saved or
     refused for a reason that the next page tells, the press then goes through. */
  document.addEventListener(
    "submit",
    function (event) {
      const form = event.target;
      if (!form.matches("[data-autosave]") || !window.htmx) return;
      const known = memory(form);
      if (known.leaving) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      known.waiting = { submitter: event.submitter };
      if (!known.inFlight) step(form);
    },
    true,
  );

  async function step(form) {
    const known = memory(form);
    if (needsSaving(form)) {
      post(form);
      return;
    }
    if (known.asking) return;
    known.asking = true;
    const isThere = await window.q3plan.reach({ asked: true, resumes: true });
    known.asking = false;
    if (isThere) {
      goOn(form, true);
    } else if (known.waiting) {
      known.waiting.isHeld = true;
      show(form, "failed", texts().waiting);
    }
  }

  function goOn(form, isSaved) {
    const known = memory(form);
    if (!known.waiting || known.inFlight || !form.isConnected) return;
    if (isSaved && needsSaving(form)) {
      post(form);
      return;
    }
    const submitter = known.waiting.submitter;
    known.waiting = null;
    known.leaving = true;
    clearTimeout(known.timer);
    const key = keyField(form);
    if (key && known.key && key.value === known.key) key.value = newKey();
    form.requestSubmit(submitter && submitter.form === form ? submitter : null);
  }

  document.addEventListener("q3:connected", function (event) {
    forms.forEach(function (known, form) {
      if (form === event.detail.form || !form.isConnected || known.inFlight || known.asking) return;
      if (known.waiting) step(form);
      else if (known.failures) post(form);
    });
  });

  document.addEventListener("q3:sign-in-left", function () {
    forms.forEach(function (known, form) {
      if (known.waiting && form.isConnected) show(form, "failed", texts().expired);
      known.waiting = null;
    });
  });

  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("[data-unsaved]")) event.preventDefault();
    for (const [form, known] of forms) {
      if (form.isConnected && !known.leaving && isDirty(form)) {
        event.preventDefault();
        return;
      }
    }
  });

  window.addEventListener("pageshow", function () {
    forms.forEach((known) => Object.assign(known, { leaving: false, waiting: null }));
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
