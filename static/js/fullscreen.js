/* The view for a projector: it is a page of its own and needs none of this. Here: covering the whole
   screen where the browser can, Esc as the way back, and arrows from part to part. */
(function () {
  "use strict";

  const exit = document.querySelector("[data-present-exit]");
  if (!exit) return;

  const button = document.querySelector("[data-fullscreen]");
  if (button && document.fullscreenEnabled) {
    button.hidden = false;
    button.addEventListener("click", function () {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    });
    document.addEventListener("fullscreenchange", function () {
      button.hidden = document.fullscreenElement !== null;
    });
  }

  function stops() {
    return [document.querySelector("main"), ...document.querySelectorAll("section.part")];
  }

  /* Where a part comes to rest under what stays on top; a few pixels off still count as there. */
  function restsAt(part) {
    return 40 + parseFloat(getComputedStyle(part).scrollMarginTop);
  }

  function turn(step) {
    const all = stops();
    const here = all.findLastIndex((part) => part.getBoundingClientRect().top < restsAt(part));
    const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
    next.scrollIntoView({ behavior: "instant", block: "start" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    /* Esc leaves the browser's own full screen first. */
    if (event.key === "Escape" && !document.fullscreenElement) {
      window.location.assign(exit.href);
      return;
    }
    if (event.target.closest("input, select, textarea, [data-chart], .table-wrap")) return;
    if (event.key === "ArrowRight") turn(1);
    else if (event.key === "ArrowLeft") turn(-1);
    else return;
    event.preventDefault();
  });
})();
