/* A closer look at a chart: Plotly draws the description that the server sent beside its SVG. */
(() => {
  "use strict";

  const CONFIG = {
    displaylogo: false,
    responsive: true,
    locale: "vi",
    scrollZoom: false,
    // Named one by one: Plotly's own set holds a button that would upload the chart to a cloud, and
    // one for pictures that goes through a blob address, which the content policy refuses.
    modeBarButtons: [
      ["zoom2d", "pan2d"],
      ["zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d"],
    ],
    showSendToCloud: false,
    plotlyServerURL: "",
  };

  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  /* On a phone every other year, upright, so that the words stay apart. */
  function fitted(layout, width) {
    if (width > 480) return layout;
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

  function enhance(chart) {
    const plot = chart.querySelector("[data-chart-plot]");
    const drawn = chart.querySelectorAll("[data-chart-drawn]");
    const button = chart.querySelector("[data-chart-closer]");
    let ready = false;

    function show(closer) {
      plot.hidden = !closer;
      drawn.forEach((part) => { part.hidden = closer; });
      button.textContent = closer ? button.dataset.close : button.dataset.open;
      button.setAttribute("aria-expanded", String(closer));
    }

    button.setAttribute("aria-controls", plot.id);
    show(false);
    button.hidden = false;
    button.addEventListener("click", () => {
      show(plot.hidden);
      if (plot.hidden || ready) return;
      ready = true;
      const { data, layout } = read("trajectory-figure");
      window.Plotly.newPlot(plot, data, fitted(layout, plot.clientWidth), CONFIG);
    });
  }

  if (!window.Plotly || !document.getElementById("trajectory-texts")) return;
  window.Plotly.register({
    moduleType: "locale",
    name: "vi",
    dictionary: read("trajectory-texts"),
    format: { decimal: ",", thousands: ".", grouping: [3] },
  });
  document.querySelectorAll("[data-chart]").forEach(enhance);
})();
