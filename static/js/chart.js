/* Pictures of a chart, and a closer look at it: Plotly, loaded when somebody asks, draws the
   description that the server sent beside its SVG. Works on what htmx brings in too. */
(() => {
  "use strict";

  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  /* Of the drawing for wide screens and the one for phones, the one that shows. */
  const shown = (chart) =>
    [...chart.querySelectorAll("[data-chart-steps] > svg, [data-chart-steps] li > svg")].filter(
      (svg) => svg.getClientRects().length,
    );

  // -- pictures ---------------------------------------------------------------------------------

  const INKS = [
    "fill", "fill-opacity", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "stroke-opacity", "stroke-width", "opacity", "paint-order", "font-family", "font-size",
    "font-weight", "text-anchor",
  ];
  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = 16;
  const INK = "#17212e";
  const PLACE = "[plot]";

  /* The style sheet's inks as attributes, so that the picture is itself wherever it is opened. */
  function dress(copy, original) {
    const style = getComputedStyle(original);
    for (const name of INKS) {
      // A fill that names a pattern keeps its own short address.
      if (name === "fill" && (original.getAttribute("fill") || "").startsWith("url(")) continue;
      const value = style.getPropertyValue(name);
      if (value) copy.setAttribute(name, value);
    }
    copy.removeAttribute("class");
    const copies = [...copy.children];
    const children = [...original.children].filter((child) => !child.matches("[data-step-mark]"));
    children.forEach((child, place) => {
      if (getComputedStyle(child).display === "none") copies[place].remove();
      else dress(copies[place], child);
    });
    copy.removeAttribute("display");
  }

  function element(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* Words in lines of the picture's width. */
  function lines(text, size, width) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${size}px Arial, sans-serif`;
    const rows = [];
    for (const word of text.trim().split(/\s+/)) {
      const longer = rows.length ? `${rows[rows.length - 1]} ${word}` : word;
      if (rows.length && pen.measureText(longer).width <= width) rows[rows.length - 1] = longer;
      else rows.push(word);
    }
    return rows;
  }

  /* A sheet with the figure's title over what ``fill(whole, y)`` puts there, and its note under
     it. ``fill`` answers how high that is. */
  function sheet(chart, width, fill) {
    const whole = element("svg", { xmlns: SVG, "font-family": "Be Vietnam Pro, Segoe UI, Arial, sans-serif" });
    const ground = whole.appendChild(element("rect", { fill: "#fff" }));
    let y = MARGIN;
    const write = (text, size, weight) => lines(text, size, width).forEach((row) => {
      y += size * 1.35;
      whole.append(element("text", { x: MARGIN, y, "font-size": size, "font-weight": weight, fill: INK }, row));
    });
    write(chart.querySelector(".chart-title").textContent, 16, 600);
    y += 10;
    y += fill(whole, y) + 6;
    write(chart.querySelector(".chart-note").textContent, 12, 400);
    const size = { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(y + MARGIN) };
    for (const part of [whole, ground]) {
      Object.entries(size).forEach(([key, value]) => part.setAttribute(key, value));
    }
    return { text: new XMLSerializer().serializeToString(whole), ...size };
  }

  const WORDS = ".multiple-name, .multiple-fact, .bullet-name, .bullet-fact, .chart-legend li";

  /* One picture of all drawings of the figure and of the words of the page that stand at them. */
  function picture(chart) {
    const boxed = (part) => ({ part, box: part.getBoundingClientRect() });
    const drawn = shown(chart).map(boxed);
    const words = [...chart.querySelectorAll(WORDS)].map(boxed);
    const swatches = [...chart.querySelectorAll(".chart-legend li > svg")].map(boxed);
    const boxes = [...drawn, ...words].map(({ box }) => box);
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    const width = Math.max(...boxes.map((box) => box.right)) - left;
    const height = Math.max(...boxes.map((box) => box.bottom)) - top;
    return sheet(chart, width, (whole, y) => {
      for (const { part, box } of [...drawn, ...swatches]) {
        whole.append(copyOf(part, box, MARGIN + box.left - left, y + box.top - top));
      }
      for (const { part, box } of words) {
        const indent = part.querySelector(":scope > svg") ? 46 : 0;
        lines(part.textContent, 12, box.width - indent).forEach((row, place) => {
          const at = { x: MARGIN + box.left - left + indent, y: y + box.top - top + 14 + place * 17 };
          whole.append(element("text", { ...at, "font-size": 12, fill: INK }, row));
        });
      }
      return height;
    });
  }

  function copyOf(svg, box, x, y) {
    const copy = svg.cloneNode(true);
    copy.querySelectorAll("[data-step-mark]").forEach((mark) => mark.remove());
    dress(copy, svg);
    const viewBox = svg.getAttribute("viewBox") || `0 0 ${box.width} ${box.height}`;
    const place = { x, y, width: box.width, height: box.height, viewBox, overflow: "visible" };
    Object.entries(place).forEach(([key, value]) => copy.setAttribute(key, value));
    return copy;
  }

  const address = (text) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;

  /* Twice as many dots as on screen. By data addresses, the only ones that the policy allows. */
  function png({ text, width, height }) {
    return new Promise((resolve, reject) => {
      const image = new Image();
      image.onerror = reject;
      image.onload = () => {
        const canvas = document.createElement("canvas");
        canvas.width = width * 2;
        canvas.height = height * 2;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        resolve(canvas.toDataURL("image/png"));
      };
      image.src = address(text);
    });
  }

  async function save(drawn, kind, name) {
    const link = document.createElement("a");
    link.href = kind === "svg" ? address(drawn.text) : await png(drawn);
    link.download = `${name}.${kind}`;
    link.click();
  }

  // -- Plotly -----------------------------------------------------------------------------------

  let loading = null;

  function load(chart) {
    loading ??= new Promise((resolve, reject) => {
      // With this link in place Plotly writes no style element, which the policy would refuse.
      const rules = document.createElement("link");
      Object.assign(rules, {
        rel: "stylesheet", id: "plotly.js-style-global", className: "no-inline-styles",
        href: chart.dataset.plotlyRules,
      });
      const script = document.createElement("script");
      script.src = chart.dataset.plotly;
      rules.onload = () => document.head.append(script);
      rules.onerror = reject;
      script.onload = () => resolve(window.Plotly);
      script.onerror = reject;
      document.head.append(rules);
    }).catch((problem) => {
      document.getElementById("plotly.js-style-global")?.remove();
      loading = null;
      throw problem;
    });
    return loading;
  }

  /* Plotly's own picture button goes through a blob address; ours takes its SVG as a data address. */
  async function savePlot(Plotly, plot, kind, chart) {
    const { width, height } = plot.getBoundingClientRect();
    const found = await Plotly.toImage(plot, { format: "svg", width, height });
    const text = decodeURIComponent(found.slice(found.indexOf(",") + 1));
    // As text: parsed into this page, its style attributes would meet the page's policy.
    const whole = sheet(chart, width, (paper, y) => {
      paper.append(element("g", { id: "plot", transform: `translate(${MARGIN} ${y})` }, PLACE));
      return height;
    });
    whole.text = whole.text.replace(PLACE, () => text);
    await save(whole, kind, chart.dataset.file);
  }

  function config(Plotly, chart, texts) {
    const picture = (kind, icon) => ({
      name: `q3-${kind}`, title: texts[`save-${kind}`], icon,
      click: (plot) => savePlot(Plotly, plot, kind, chart),
    });
    return {
      displaylogo: false,
      displayModeBar: true,
      responsive: true,
      locale: "vi",
      scrollZoom: false,
      // Named one by one: Plotly's own set holds a button that would upload the chart to a cloud.
      modeBarButtons: [
        ["zoom2d", "pan2d"],
        ["zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d"],
        [picture("png", Plotly.Icons.camera), picture("svg", Plotly.Icons.disk)],
      ],
      showSendToCloud: false,
      plotlyServerURL: "",
    };
  }

  /* On a phone small charts stand one below the other, and every other year is named, upright. */
  function fitted(layout, width) {
    if (width <= 640 && layout.meta?.narrow) return layout.meta.narrow;
    if (width > 480 || !layout.xaxis?.ticktext) return layout;
    const { tickvals, ticktext } = layout.xaxis;
    const kept = (_, i) => (tickvals.length - 1 - i) % 2 === 0;
    return {
      ...layout,
      margin: { ...layout.margin, l: 40, r: 20 },
      xaxis: {
        ...layout.xaxis,
        tickangle: 0,
        ticklabelstandoff: 8,
        tickvals: tickvals.filter(kept),
        ticktext: ticktext.filter(kept),
      },
    };
  }

  /* What to draw: in the page, or fetched from it where many charts stand on one page. */
  async function described(chart) {
    if (document.getElementById(`${chart.id}-figure`)) {
      return { figure: read(`${chart.id}-figure`), texts: read(`${chart.id}-texts`) };
    }
    const answer = await fetch(chart.dataset.figure, { headers: { Accept: "application/json" } });
    // A session that is over answers with the page to log in.
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.json();
  }

  async function plotChart(chart, plot) {
    const [Plotly, { figure, texts }] = await Promise.all([load(chart), described(chart)]);
    Plotly.register({
      moduleType: "locale",
      name: "vi",
      dictionary: texts,
      format: { decimal: ",", thousands: ".", grouping: [3] },
    });
    const layout = fitted(figure.layout, plot.clientWidth);
    await Plotly.newPlot(plot, figure.data, layout, config(Plotly, chart, texts));
  }

  // -- buttons ----------------------------------------------------------------------------------

  function show(chart, closer) {
    const button = chart.querySelector("[data-chart-closer]");
    chart.querySelector("[data-chart-plot]").hidden = !closer;
    chart.querySelectorAll("[data-chart-drawn]").forEach((part) => { part.hidden = closer; });
    chart.querySelectorAll("[data-chart-save]").forEach((part) => { part.hidden = closer; });
    button.textContent = closer ? button.dataset.close : button.dataset.open;
    button.setAttribute("aria-expanded", String(closer));
  }

  async function look(chart, button) {
    const plot = chart.querySelector("[data-chart-plot]");
    if (!plot.hidden) {
      show(chart, false);
      return;
    }
    button.setAttribute("aria-busy", "true");
    show(chart, true);
    try {
      if (!plot.dataset.ready) await plotChart(chart, plot);
      plot.dataset.ready = "true";
    } catch {
      show(chart, false);
      button.textContent = button.dataset.failed;
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-chart-closer], [data-chart-save]");
    const chart = button?.closest("[data-chart]");
    if (!chart) return;
    if (button.dataset.chartSave) save(picture(chart), button.dataset.chartSave, chart.dataset.file);
    else look(chart, button);
  });

  function offer(root) {
    root.querySelectorAll("[data-chart-closer], [data-chart-save]").forEach((button) => {
      if (button.closest("[data-chart]").querySelector("[data-chart-plot]:not([hidden])")) return;
      button.hidden = false;
    });
  }

  document.addEventListener("htmx:load", (event) => offer(event.target));
  offer(document);
})();
