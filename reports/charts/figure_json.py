"""A chart description as a plain dict in Plotly's figure schema, for a closer look in the browser.

Figures stay Decimals (as strings in JSON); Plotly reads numeric strings on linear axes.
"""

from django.utils.translation import gettext as _

INK, LINE, NAVY, RUST, PLUM, GREY = (
    "#17212e",
    "#e3e8ee",
    "#12436d",
    "#b4500f",
    "#801650",
    "#5b6675",
)
# role → colour, dash, symbol: lines differ in dash and points in shape, not in colour alone.
LOOKS = {
    "final": (NAVY, "solid", "circle"),
    "estimate": (RUST, "dash", "circle-open"),
    "target": (PLUM, "dot", "diamond"),
    "replaced": (PLUM, "dot", "x-thin-open"),
    "reference": (GREY, "dashdot", "circle"),
    "baseline": (INK, "solid", "square"),
}


def figure(chart) -> dict:
    """``{"data": [...], "layout": {...}}``; texts are ours, values come from accepted figures."""
    return {"data": [_trace(line) for line in chart.lines], "layout": _layout(chart)}


def _trace(line):
    colour, dash, symbol = LOOKS[line.role]
    xs, ys, texts = [], [], []
    for run in line.runs:
        for mark in run:
            xs.append(str(mark.x))
            ys.append(str(mark.y))
            texts.append(mark.hover or mark.text)
        # A gap in the data stays a gap in the line.
        xs.append(None)
        ys.append(None)
        texts.append("")
    mode = "+".join(
        part for part, has in (("lines", line.has_line), ("markers", line.has_marks)) if has
    )
    return {
        "type": "scatter",
        "mode": mode,
        "name": str(line.label),
        "x": xs,
        "y": ys,
        "hovertext": texts,
        "hoverinfo": "text",
        "showlegend": line.role != "estimate" or line.has_line,
        "connectgaps": False,
        "line": {
            "color": colour,
            "dash": dash,
            "width": 2.5,
            "shape": "hv" if line.is_step else "linear",
        },
        "marker": {"color": colour, "symbol": symbol, "size": 9, "line": {"width": 1.5}},
    }


def _layout(chart):
    return {
        "separators": ",.",
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "font": {"family": '"Be Vietnam Pro", "Segoe UI", Arial, sans-serif', "color": INK},
        "margin": {"l": 56, "r": 24, "t": 16, "b": 40},
        "hovermode": "closest",
        "dragmode": "zoom",
        "legend": {"orientation": "h", "y": -0.14},
        "xaxis": _axis(chart.x_ticks, chart.x_range),
        "yaxis": _axis(chart.y_ticks, chart.y_range),
        "shapes": [*map(_zone(chart), chart.zones), *map(_level, chart.levels)],
        "annotations": [_annotation(level) for level in chart.levels],
    }


def _axis(ticks, ends):
    return {
        "type": "linear",
        "range": [str(end) for end in ends],
        "tickvals": [str(tick.at) for tick in ticks],
        "ticktext": [tick.text for tick in ticks],
        "gridcolor": LINE,
        "zeroline": False,
        "automargin": True,
    }


def _zone(chart):
    low, high = chart.y_range

    def shape(zone):
        return {
            "type": "rect",
            "layer": "below",
            "x0": str(zone.x_from),
            "x1": str(zone.x_to),
            "y0": str(low if zone.low is None else zone.low),
            "y1": str(high if zone.high is None else zone.high),
            "fillcolor": PLUM,
            "opacity": 0.08,
            "line": {"width": 0},
        }

    return shape


def _level(level):
    return {
        "type": "line",
        "x0": str(level.x_from),
        "x1": str(level.x_to),
        "y0": str(level.y),
        "y1": str(level.y),
        "line": {"color": PLUM, "width": 1.5, "dash": "dash"},
    }


def _annotation(level):
    return {
        "x": str(level.x_to),
        "y": str(level.y),
        "text": level.text,
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"color": PLUM},
    }


def plotly_texts() -> dict:
    """Vietnamese words for Plotly's own buttons and hints (its locale dictionary)."""
    return {
        "Autoscale": _("Tự chỉnh trục"),
        "Box Select": _("Chọn theo khung"),
        "Double-click to zoom back out": _("Nhấp đúp để thu về"),
        "Pan": _("Kéo để dịch chuyển"),
        "Reset": _("Về ban đầu"),
        "Reset axes": _("Về ban đầu"),
        "Zoom": _("Phóng theo khung"),
        "Zoom in": _("Phóng to"),
        "Zoom out": _("Thu nhỏ"),
    }
