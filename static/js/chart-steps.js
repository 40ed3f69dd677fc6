/* Arrow keys step through the points of a drawn chart, each told in words and marked in ink.

   A point is whatever carries a <title> inside the drawing. Left and right go from point to point,
   up and down from one row or drawing to the next, Home and End to the ends, Escape leaves. */
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const at = new WeakMap();

  const middle = (point) => {
    const box = point.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };

  /* The small dots of a drawing are one shape, for hundreds of elements would keep the page from
     showing. They become circles with their words when somebody looks closer. */
  function unfold(steps) {
    steps.querySelectorAll("path[data-says]").forEach((shape) => {
      const words = shape.dataset.says.split("|");
      const middles = [...shape.getAttribute("d").matchAll(/M([\d.]+) ([\d.]+)/g)];
      shape.replaceWith(...middles.map(([, cx, cy], place) => {
        const dot = document.createElementNS(SVG, "circle");
        const title = document.createElementNS(SVG, "title");
        title.textContent = words[place];
        Object.entries({ class: "point-final", cx, cy, r: 2.5 }).forEach(([key, value]) => dot.setAttribute(key, value));
        dot.append(title);
        return dot;
      }));
    });
  }

  document.addEventListener("pointerover", (event) => {
    const steps = event.target.closest?.("[data-chart-steps]");
    if (steps) unfold(steps);
  });

  /* Points of every drawing that shows, row by row, each row from the left. */
  function rows(steps) {
    const drawings = [...steps.querySelectorAll("svg")].filter(
      (svg) => !svg.parentElement.closest("svg") && svg.getClientRects().length,
    );
    return drawings.flatMap((svg) => {
      const points = [...svg.querySelectorAll("title")].filter((title) => title.parentElement !== svg);
      const found = new Map();
      points.forEach((title) => {
        const row = title.closest("[data-row]") || svg;
        found.set(row, [...(found.get(row) || []), title.parentElement]);
      });
      return [...found.values()].map((row) => row
        .map((point) => ({ point, ...middle(point) }))
        .sort((one, other) => one.x - other.x || other.y - one.y)
        .map(({ point }) => point));
    }).filter((row) => row.length);
  }

  function unmark(steps) {
    steps.querySelectorAll("[data-step-mark]").forEach((mark) => mark.remove());
  }

  function mark(steps, point) {
    unmark(steps);
    let svg = point.ownerSVGElement;
    while (svg.ownerSVGElement) svg = svg.ownerSVGElement;
    const box = point.getBoundingClientRect();
    const back = svg.getScreenCTM().inverse();
    const corner = new DOMPoint(box.left, box.top).matrixTransform(back);
    const far = new DOMPoint(box.right, box.bottom).matrixTransform(back);
    for (const name of ["step-mark-edge", "step-mark"]) {
      const rect = document.createElementNS(SVG, "rect");
      const places = {
        x: corner.x - 4, y: corner.y - 4, width: far.x - corner.x + 8, height: far.y - corner.y + 8,
        rx: 3, class: name, "data-step-mark": "",
      };
      Object.entries(places).forEach(([key, value]) => rect.setAttribute(key, value));
      svg.append(rect);
    }
    point.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }

  function next(key, all, now) {
    const flat = all.flat();
    if (key === "Home") return flat[0];
    if (key === "End") return flat[flat.length - 1];
    if (!flat.includes(now)) return key === "ArrowLeft" || key === "ArrowUp" ? flat[flat.length - 1] : flat[0];
    const place = flat.indexOf(now);
    if (key === "ArrowRight") return flat[Math.min(place + 1, flat.length - 1)];
    if (key === "ArrowLeft") return flat[Math.max(place - 1, 0)];
    const row = all.findIndex((points) => points.includes(now));
    const other = all[row + (key === "ArrowDown" ? 1 : -1)];
    return other ? other[0] : now;
  }

  const KEYS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);

  function say(steps, words) {
    const status = steps.closest("[data-chart]")?.querySelector("[data-chart-say]");
    if (status) status.textContent = words;
  }

  /* Of several drawings each tells its name with every point. */
  function words(steps, point) {
    const name = point.closest("[data-name]")?.dataset.name;
    const text = point.querySelector(":scope > title").textContent;
    return name ? `${name} · ${text}` : text;
  }

  function leave(steps) {
    unmark(steps);
    at.delete(steps);
    say(steps, "");
  }

  document.addEventListener("keydown", (event) => {
    const steps = event.target.closest?.("[data-chart-steps]");
    if (!steps || event.target !== steps || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") leave(steps);
    if (!KEYS.has(event.key)) return;
    unfold(steps);
    const all = rows(steps);
    if (!all.length) return;
    event.preventDefault();
    const point = next(event.key, all, at.get(steps));
    at.set(steps, point);
    mark(steps, point);
    say(steps, words(steps, point));
  });

  /* The words stay where they are: nothing may move under a mouse that is on its way to a button. */
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("[data-chart-steps]")) unmark(event.target);
  });

  /* Screen readers hand arrow keys over inside an application only. Without scripts it stays a
     region, whose drawing is described as a whole. */
  function prepare(root) {
    root.querySelectorAll("[data-chart-steps]").forEach((steps) => {
      steps.setAttribute("role", "application");
      steps.setAttribute("aria-roledescription", steps.dataset.role || "");
      steps.setAttribute("aria-description", steps.dataset.hint || "");
    });
  }

  document.addEventListener("htmx:load", (event) => prepare(event.target.parentElement || document));
  prepare(document);
})();
