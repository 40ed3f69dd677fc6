/* Evidence: files chosen or dropped go up one by one, each with its progress, and what cannot go
   now waits in this page, never in the browser's storage. Without this script the links lead to the
   page of files with its plain form. Events of the shell: see autosave.js. */
(function () {
  "use strict";

  const holder = document.getElementById("evidence-texts");
  if (!holder || !window.XMLHttpRequest || !window.FormData) return;
  const texts = holder.dataset;
  const MAX_BYTES = Number(texts.maxBytes);
  const LOST = new Set([0, 502, 503, 504]);
  const MAX_LOSSES = 3;
  const status = document.getElementById("evidence-status");
  const queue = [];
  let current = null;
  let isHeld = false;

  const say = (words) => (status.textContent = words);

  function cookie(name) {
    const match = document.cookie.match(new RegExp("(?:^|;\\s*)(?:__Host-|__Secure-)?" + name + "=([^;]+)"));
    return match ? decodeURIComponent(match[1]) : "";
  }

  function newKey() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
  }

  function tell(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail: detail }));
  }

  /* -- one post ------------------------------------------------------------------------------ */

  function post(box, fields, key, onProgress, onEnd) {
    const data = new FormData();
    data.append("idempotency_key", key);
    data.append("item", box.dataset.evidence);
    Object.entries(fields).forEach(([name, value]) => data.append(name, value));
    /* Last: the server knows by it that nothing was cut off. */
    data.append("whole", "1");
    const xhr = new XMLHttpRequest();
    xhr.open("POST", box.dataset.evidenceUrl);
    xhr.setRequestHeader("HX-Request", "true");
    xhr.setRequestHeader("X-CSRFToken", cookie("csrftoken"));
    const person = document.body.dataset.pageUser;
    if (person) xhr.setRequestHeader("X-Page-User", person);
    xhr.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    xhr.addEventListener("loadend", () => onEnd(xhr));
    xhr.send(data);
    return xhr;
  }

  /* The list of the place as the server has it now; words of refusal come with it. */
  function take(box, xhr) {
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const files = answer.querySelector("[data-evidence-files]");
    const words = (name) => (answer.querySelector(`[data-evidence-${name}]`)?.textContent || "").trim();
    if (files) {
      box.querySelector("[data-evidence-files]").replaceChildren(...files.childNodes);
      box.querySelector("[data-evidence-count]").textContent = files.dataset.count;
      enable(box);
      follow(xhr.getResponseHeader("X-Saved-Version"));
    }
    return { isList: Boolean(files), notes: words("notes"), problems: words("problems") };
  }

  /* Only this change came between: a page that showed what stood before still shows what stands. */
  function follow(versions) {
    const [before, after] = (versions || "").split(" ");
    if (!after) return;
    document.querySelectorAll("input[name=version]").forEach(function (field) {
      if (field.value === before) field.value = after;
    });
  }

  /* -- the queue ----------------------------------------------------------------------------- */

  class Upload {
    constructor(box, file) {
      Object.assign(this, { box, file, key: newKey(), xhr: null, losses: 0 });
      const copy = document.getElementById("evidence-row").content.cloneNode(true);
      this.row = copy.querySelector("li");
      this.row.querySelectorAll("[data-name]").forEach(function (place) {
        place.textContent = place.classList.contains("visually-hidden") ? " " + file.name : file.name;
      });
      this.progress = this.row.querySelector("progress");
      this.progress.setAttribute("aria-label", file.name);
      this.row.querySelector("[data-cancel]").addEventListener("click", () => this.cancel());
      this.row.querySelector("[data-retry]").addEventListener("click", () => retry(this));
      const list = box.querySelector("[data-evidence-queue]");
      list.hidden = false;
      list.append(this.row);
    }

    show(outcome, words) {
      this.row.dataset.outcome = outcome;
      /* Leaving the page would lose what only this page holds. */
      this.row.toggleAttribute("data-unsaved", outcome !== "refused" && outcome !== "failed");
      this.progress.hidden = outcome !== "sending";
      this.row.querySelector("[data-retry]").hidden = outcome !== "held" && outcome !== "failed";
      const place = this.row.querySelector("[data-state]");
      if (place.textContent !== words) place.textContent = words;
    }

    at(part) {
      this.progress.value = Math.round(part * 100);
      this.show("sending", part < 1 ? `${texts.sending} ${this.progress.value} %` : texts.checking);
    }

    /* Refused for good, or failed: then the person may try again. */
    refuse(words, outcome = "refused") {
      this.show(outcome, words);
      this.row.querySelector("[data-cancel-word]").textContent = texts.close;
      say(`${this.file.name}: ${words}`);
    }

    leave() {
      const list = this.row.parentElement;
      const hadFocus = this.row.contains(document.activeElement);
      this.row.remove();
      if (list && !list.children.length) list.hidden = true;
      if (hadFocus) this.box.focus();
    }

    cancel() {
      const place = queue.indexOf(this);
      if (place >= 0) queue.splice(place, 1);
      if (place >= 0) say(`${texts.cancelled}: ${this.file.name}`);
      this.leave();
      if (current === this) this.xhr.abort();
    }
  }

  function add(box, files) {
    for (const file of files) {
      const upload = new Upload(box, file);
      if (!file.size) upload.refuse(texts.empty);
      else if (file.size > MAX_BYTES) upload.refuse(texts.large);
      else {
        upload.show("queued", texts.waiting);
        queue.push(upload);
      }
    }
    next();
  }

  function next() {
    if (current || isHeld || !queue.length) return;
    const upload = (current = queue[0]);
    upload.at(0);
    upload.xhr = post(upload.box, { action: "add", files: upload.file }, upload.key, (part) => upload.at(part), (xhr) => ended(upload, xhr));
  }

  function ended(upload, xhr) {
    current = null;
    if (!queue.includes(upload)) return next();
    const isLost = LOST.has(xhr.status);
    if (isLost) upload.losses += 1;
    /* A file that was changed or taken away looks like a lost server, each time again. */
    if (xhr.status === 401 || (isLost && upload.losses < MAX_LOSSES)) return hold(xhr);
    queue.shift();
    const answer = take(upload.box, xhr);
    if (xhr.status === 200) finished(upload, answer);
    else if (xhr.status === 422) upload.refuse(answer.problems || texts.failed);
    else upload.refuse(texts.failed, "failed");
    next();
  }

  function finished(upload, answer) {
    upload.leave();
    say(`${texts.done}: ${upload.file.name}. ${answer.notes}`);
    if (!answer.notes) return;
    const note = document.createElement("li");
    note.className = "evidence-note";
    note.textContent = answer.notes;
    const list = upload.box.querySelector("[data-evidence-queue]");
    list.hidden = false;
    list.append(note);
  }

  /* The files stay in this page and go on by themselves when the server answers again. */
  function hold(xhr) {
    isHeld = true;
    const words = xhr.status === 401 ? texts.expired : texts.offline;
    queue.forEach((upload) => upload.show("held", words));
    say(words);
    tell("q3:request-failed", { status: xhr.status, words: xhr.status === 401 ? xhr.responseText : "", resumes: true });
  }

  function resume() {
    if (!isHeld) return;
    isHeld = false;
    queue.forEach((upload) => upload.show("queued", texts.waiting));
    next();
  }

  async function retry(upload) {
    if (!queue.includes(upload)) {
      upload.losses = 0;
      upload.row.querySelector("[data-cancel-word]").textContent = texts.cancel;
      upload.show("queued", texts.waiting);
      queue.push(upload);
    }
    if (!isHeld) next();
    else if (window.q3plan) await window.q3plan.reach({ asked: true, resumes: true });
    else resume();
  }

  document.addEventListener("q3:connected", resume);
  window.addEventListener("online", resume);

  /* -- choosing, dropping, removing ---------------------------------------------------------- */

  const picker = document.createElement("input");
  Object.assign(picker, { type: "file", multiple: true, hidden: true, tabIndex: -1 });
  picker.dataset.evidencePicker = "";
  document.body.append(picker);
  let picking = null;
  picker.addEventListener("change", function () {
    if (picking) add(picking, Array.from(picker.files));
    picker.value = "";
  });

  function enable(root) {
    root.querySelectorAll("[data-evidence-remove]").forEach((button) => (button.hidden = false));
  }

  function boxOf(form) {
    const anchor = form.elements.namedItem("item").value;
    return document.querySelector(`[data-evidence="${CSS.escape(anchor)}"][data-evidence-open]`);
  }

  document.addEventListener("click", function (event) {
    const pick = event.target.closest("[data-evidence-pick]");
    const remove = event.target.closest("[data-evidence-remove]");
    if (pick) {
      event.preventDefault();
      picking = pick.closest("[data-evidence]");
      picker.click();
    } else if (remove) {
      takeOut(remove);
    }
  });

  function takeOut(button) {
    const box = button.closest("[data-evidence]");
    const name = button.querySelector(".visually-hidden").textContent;
    button.disabled = true;
    post(box, { action: "remove", file: button.dataset.evidenceRemove }, newKey(), () => {}, function (xhr) {
      button.disabled = false;
      if (LOST.has(xhr.status) || xhr.status === 401) {
        tell("q3:request-failed", { status: xhr.status, words: xhr.status === 401 ? xhr.responseText : "", asked: true });
        return;
      }
      const answer = take(box, xhr);
      say(xhr.status === 200 ? `${texts.removed}:${name}` : answer.problems || texts.failed);
      if (answer.isList) box.focus();
    });
  }

  /* The plain form, with progress; capture: before the shell asks the server for it. */
  window.addEventListener(
    "submit",
    function (event) {
      const form = event.target;
      if (!form.matches("[data-evidence-form]")) return;
      const input = form.querySelector("input[type=file]");
      const box = boxOf(form);
      if (!box || !input.files.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      add(box, Array.from(input.files));
      input.value = "";
    },
    true,
  );

  function dropPlace(event) {
    if (!event.dataTransfer || !Array.from(event.dataTransfer.types).includes("Files")) return null;
    const place = event.target.closest("[data-evidence-open], [data-evidence-form], .entry-block");
    if (!place) return false;
    if (place.matches(".entry-block")) return place.querySelector("[data-evidence-open]") || false;
    return place;
  }

  function mark(place) {
    document.querySelectorAll(".is-dropping").forEach((one) => one !== place && one.classList.remove("is-dropping"));
    if (place) place.classList.add("is-dropping");
  }

  /* A file dropped beside a place must not open in the browser and push the page away. */
  document.addEventListener("dragover", function (event) {
    const place = dropPlace(event);
    if (place === null) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = place ? "copy" : "none";
    mark(place);
  });
  document.addEventListener("dragleave", (event) => !event.relatedTarget && mark(null));
  document.addEventListener("drop", function (event) {
    const place = dropPlace(event);
    if (place === null) return;
    event.preventDefault();
    mark(null);
    const box = place && (place.matches("[data-evidence]") ? place : boxOf(place));
    if (box) add(box, Array.from(event.dataTransfer.files));
  });

  enable(document);
})();
