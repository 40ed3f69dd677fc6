/* The parts of a long page below the window wait until what is in sight stands (meeting.css). Then
   all are worked out in a moment when there is nothing else to do: links, the scroll bar and the
   arrows of the meeting view find everything in its place. One moment for all of them takes two
   thirds of the time that a moment for each did. */
(() => {
  "use strict";

  const wait = window.requestIdleCallback ?? ((next) => window.setTimeout(next, 50));
  // A computer that is never idle gets them all the same.
  const idle = () => wait(workOut, { timeout: 300 });

  function workOut() {
    document.querySelectorAll(".part:not([data-worked-out])").forEach((part) => {
      part.dataset.workedOut = "";
    });
  }

  // New content is shown first: laying out the rest would hold up its frame.
  document.addEventListener("htmx:load", () => requestAnimationFrame(() => requestAnimationFrame(idle)));
  idle();
})();
