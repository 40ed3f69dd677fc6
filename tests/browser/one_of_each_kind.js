// Marks the text that axe is to judge by its contrast: a few elements of each kind.
//
// Whether text stands out follows from its colour, size and weight and from all that is painted
// behind it. Where these are the same the answer is the same, and a table has thousands of cells.
// Called again at another width it marks only what is of a kind that the page had not shown before.
() => {
  const ENOUGH = 3;
  const { seen, numbers } = (window.kindsOfText ??= { seen: new Map(), numbers: new Map() });
  const chains = new Map();

  const short = (text) => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text);
  };

  // What an element and everything around it paint, and what takes it out of the rule.
  const chain = (element) => {
    if (!element) return "";
    if (!chains.has(element)) {
      const style = getComputedStyle(element);
      const own = [
        style.backgroundColor, style.backgroundImage, style.opacity, style.filter,
        style.mixBlendMode, style.position, style.clip, style.clipPath, style.textIndent,
        element.matches(":disabled, [aria-disabled=true], [inert]"), element.ariaHidden,
      ];
      chains.set(element, short(chain(element.parentElement) + "/" + own.join()));
    }
    return chains.get(element);
  };

  const hasText = (element) =>
    element.matches("input, select, textarea") ||
    [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(node.data),
    );

  // The name of a control that is switched off need not stand out, another of its looks must.
  const off = new Set();
  for (const control of document.querySelectorAll(":disabled, [aria-disabled=true]")) {
    const names = (control.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    names.forEach((id) => off.add(document.getElementById(id)));
    (control.labels ?? []).forEach((label) => {
      off.add(label);
      label.querySelectorAll("*").forEach((part) => off.add(part));
    });
  }

  for (const old of document.querySelectorAll("[data-one-of-kind]")) {
    old.removeAttribute("data-one-of-kind");
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!hasText(element)) continue;
    const box = element.getBoundingClientRect();
    if (Math.min(box.width, box.height) < 2) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const kind = [
      chain(element), style.color, style.fill, style.fontSize, style.fontWeight, style.textShadow,
      element.localName, off.has(element), element.textContent.trim().length === 1,
    ].join();
    const count = seen.get(kind) ?? 0;
    if (count >= ENOUGH) continue;
    seen.set(kind, count + 1);
    element.setAttribute("data-one-of-kind", "");
  }
}
