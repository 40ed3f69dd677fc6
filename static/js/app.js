/* What every page shares. Nothing here is needed to work: each page is plain links and forms. */
(function () {
  "use strict";

  const REPEAT_GUARD_MS = 5000;

  function csrfToken() {
    const match = document.cookie.match(/(?:^|;\s*)(?:__Host-|__Secure-)?csrftoken=([^;]+)/);
    return match ? decodeURIComponent(match[1]) : "";
  }

  /* A login in another tab gives a new token: the form on this page must not keep the old one. */
  function refreshToken(form) {
    const token = csrfToken();
    const field = form.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && field) field.value = token;
  }

  document.addEventListener("q3:connected", () => document.querySelectorAll("form").forEach(refreshToken));

  /* For whom this page was made: what is typed here is not saved under another person's name. */
  const pageUser = document.body.dataset.pageUser;

  function namePerson(form) {
    if (!pageUser || form.querySelector("input[name=page_user]")) return;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "page_user", value: pageUser });
    form.append(field);
  }

  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb === "get") return;
    if (pageUser) event.detail.headers["X-Page-User"] = pageUser;
    const token = csrfToken();
    if (!token) return;
    event.detail.headers["X-CSRFToken"] = token;
    if (event.detail.formData.has("csrfmiddlewaretoken")) {
      event.detail.formData.set("csrfmiddlewaretoken", token);
    }
  });

  /* A second click within seconds sends nothing; the server is idempotent all the same. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    const method = form.getAttribute("method") || "get";
    if (event.defaultPrevented || method.toLowerCase() !== "post") return;
    refreshToken(form);
    namePerson(form);
    const now = Date.now();
    if (now - Number(form.dataset.sentAt || 0) < REPEAT_GUARD_MS) {
      event.preventDefault();
      return;
    }
    form.dataset.sentAt = now;
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent-at]").forEach((form) => delete form.dataset.sentAt);
  });

  function focusErrors(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      const group = field.closest(".field") || field;
      group.scrollIntoView({ block: "start" });
      field.focus({ preventScroll: true });
    }
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* Paper shows what a screen folds away. */
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("main details:not([open])").forEach(function (details) {
      details.dataset.folded = "yes";
      details.open = true;
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-folded]").forEach(function (details) {
      delete details.dataset.folded;
      details.open = false;
    });
  });

  /* hx-swap="contents" hx-ext="contents": the children of the target give way to those of the same
     element in the answer. For large parts that hold nothing of htmx: it would walk through every
     element twice, the old ones and the new, before they are shown. */
  window.htmx?.defineExtension("contents", {
    handleSwap(style, target, fragment, settling) {
      if (style !== "contents") return false;
      target.replaceChildren(...fragment.querySelector(`#${target.id}`).childNodes);
      settling.tasks.push(() => window.htmx.trigger(target, "htmx:load", { elt: target }));
      return true;
    },
  });

  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.target ?? document));

  /* What a filter shows has an address of its own, and Back loads the one before. Browsers take
     5 to 10 ms to write it down, so the answer is painted first; htmx would do it before. */
  let shown = location.pathname + location.search;

  function showAddress(address) {
    history.pushState(null, "", address);
    shown = location.pathname + location.search;
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    const { pathInfo, requestConfig } = event.detail;
    if (!requestConfig?.elt.matches("[data-addressed]")) return;
    const address = pathInfo.responsePath || pathInfo.finalRequestPath;
    requestAnimationFrame(() => setTimeout(showAddress, 0, address));
  });

  /* Not for the places of one page, which are entries of their own, too. */
  window.addEventListener("popstate", function () {
    if (location.pathname + location.search !== shown) location.reload();
  });

  /* A fragment that did not come: say so, instead of standing still. Saving and signing in have
     their own words. */
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.elt.closest("[data-autosave], dialog")) return;
    const status = event.detail.xhr.status;
    const notice = document.getElementById("request-failed");
    if (notice) notice.hidden = !(status === 0 || status === 429 || status >= 500);
  });

  document.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
  focusErrors(document);
})();
