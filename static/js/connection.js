/* The server out of reach or the session over: what every page does about it. A button is pressed
   for good only when the server answers, so that no error page of the browser takes the place of
   what was typed. Nothing is stored; the words stay in the page. Events: see autosave.js. */
(function () {
  "use strict";

  const BACK_OFF_S = [1, 2, 5, 10, 30];
  const PATIENCE_MS = 10000;
  const SPELL_MS = 60000;
  const LOST = new Set([0, 502, 503, 504]);

  const pageUser = document.body.dataset.pageUser;
  const place = document.getElementById("connection-notice");
  const cleared = new WeakSet();
  let shown = "";
  let attempts = 0;
  let failedAt = 0;
  let timer = 0;
  let waiting = null;

  function tell(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail: detail }));
  }

  /* The same notice twice would be read aloud twice. */
  function show(what) {
    if (!place || what === shown) return;
    shown = what;
    place.replaceChildren();
    if (!what) return;
    const name = what === "back" ? "connection-back" : "connection-lost";
    const copy = document.getElementById(name).content.cloneNode(true);
    copy.querySelectorAll("[data-what]").forEach((part) => part.dataset.what !== what && part.remove());
    place.append(copy);
  }

  async function ask() {
    try {
      const answer = await fetch(place.dataset.sessionUrl, {
        headers: { "HX-Request": "true", "X-Page-User": pageUser },
        cache: "no-store",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return { status: answer.status, words: answer.status === 401 ? await answer.text() : "" };
    } catch {
      return { status: 0, words: "" };
    }
  }

  /* Is the server there, and the page's person signed in? Tells everybody, and the caller. */
  async function reach(how) {
    if (!pageUser) return true;
    const answer = await ask();
    const isThere = answer.status !== 401 && !LOST.has(answer.status);
    if (isThere) tell("q3:connected", {});
    else tell("q3:request-failed", { ...how, ...answer });
    return isThere;
  }

  document.addEventListener("q3:request-failed", function (event) {
    const how = event.detail;
    clearTimeout(timer);
    if (!LOST.has(how.status)) return show("");
    show(how.resumes || shown === "saving" ? "saving" : "sending");
    if (how.retries) return;
    /* The answer to a question does not say that the next post succeeds: the pauses grow on. */
    if (Date.now() - failedAt > SPELL_MS) attempts = 0;
    failedAt = Date.now();
    const wait = BACK_OFF_S[Math.min(attempts, BACK_OFF_S.length - 1)];
    attempts += 1;
    timer = setTimeout(() => reach({ resumes: how.resumes }), wait * 1000);
  });

  document.addEventListener("q3:connected", function () {
    clearTimeout(timer);
    if (shown !== "back") show(shown === "sending" ? "back" : "");
    if (waiting && waiting.isExpired) go();
  });

  document.addEventListener("q3:sign-in-left", () => (waiting = null));
  window.addEventListener("online", () => shown && reach({ resumes: shown === "saving" }));
  window.addEventListener("offline", function () {
    const isWriting = document.querySelector("form[data-autosave], [data-unsaved]");
    if (isWriting && pageUser) tell("q3:request-failed", { status: 0, resumes: true });
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-reconnect]")) reach({ resumes: shown === "saving" });
  });

  /* Forms that save themselves have their own way, in autosave.js. */
  function isGuarded(form) {
    const isPost = (form.getAttribute("method") || "").toLowerCase() === "post";
    return pageUser && isPost && !form.matches("[data-autosave], [data-direct], [hx-post]");
  }

  function go() {
    const { form, submitter } = waiting;
    waiting = null;
    cleared.add(form);
    if (form.isConnected) form.requestSubmit(submitter && submitter.form === form ? submitter : null);
  }

  document.addEventListener(
    "submit",
    async function (event) {
      const form = event.target;
      if (!isGuarded(form) || cleared.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waiting) return;
      const mine = (waiting = { form: form, submitter: event.submitter, isExpired: false });
      if (shown === "back") show("");
      if (await reach({ asked: true })) return waiting === mine && go();
      /* After a login the press still counts; after a long silence the person presses again. */
      mine.isExpired = !shown;
      if (shown && waiting === mine) waiting = null;
    },
    true,
  );

  window.addEventListener("pageshow", () => (waiting = null));
  window.q3plan = { reach: reach, tell: tell, isLost: (status) => LOST.has(status) };
})();
