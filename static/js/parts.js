/* The parts of a long page below the window wait until what is in sight stands (meeting.css). Then
   each is worked out in a moment when there is nothing else to do: links, the scroll bar and the
   arrows of the meeting view find everything in its place. */
(() => {
  "use strict";

  const wait = window.requestIdleCallback ?? ((next) => window.setTimeout(next, 50));
  // A computer that is never idle gets them all the same.
  const idle = () => wait(next, { timeout: 300 });

  function next() {
    const part = document.querySelector(".part:not([data-worked-out])");
    if (!part) return;
    part.dataset.workedOut = "";
    idle();
  }

  document.addEventListener("htmx:load", idle);
  idle();
})();
