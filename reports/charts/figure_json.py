"""A chart description as a plain dict in Plotly's figure schema, for a closer look in the browser.

Figures stay Decimals (as strings in JSON); Plotly reads numeric strings on linear axes.
``figure_rows`` and ``figure_panels`` hold the other kinds of chart.
"""

from django.utils.translation import gettext as _

FONT = '"Be Vietnam Pro", "Segoe UI", Arial, sans-serif'
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
    traces = [_trace(line) for line in chart.lines]
    return {"data": [*traces, *_decisions(chart)], "layout": _layout(chart)}


def _decisions(chart):
    """The marks on the axis as points of their own."""
    ticks = [row for row in chart.uprights if row.is_tick]
    if ticks:
        yield {
            "type": "scatter",
            "mode": "markers",
            "name": _("Quyết định giao chỉ tiêu"),
            "x": [str(row.x) for row in ticks],
            "y": [str(chart.y_range[0])] * len(ticks),
            "hovertext": [plain(row.hover) for row in ticks],
            "hoverinfo": "text",
            "cliponaxis": False,
            "marker": {"color": PLUM, "symbol": "triangle-up", "size": 11},
        }


def _trace(line):
    colour, dash, symbol = LOOKS[line.role]
    xs, ys, texts = [], [], []
    for run in line.runs:
        for mark in run:
            xs.append(str(mark.x))
            ys.append(str(mark.y))
            texts.append(plain(mark.hover or mark.text))
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
        "name": plain(line.label),
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


def sheet(**more) -> dict:
    """What every figure's layout holds, with ``more`` of its own."""
    return {
        "separators": ",.",
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "font": {"family": FONT, "color": INK},
        "margin": {"l": 56, "r": 24, "t": 16, "b": 40},
        "hovermode": "closest",
        "dragmode": "zoom",
        "legend": {"orientation": "h", "y": -0.14},
        **more,
    }


def plain(text) -> str:
    """Text without the tags that Plotly would read in it."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _layout(chart):
    return sheet(
        xaxis=_axis(chart.x_ticks, chart.x_range),
        yaxis=_axis(chart.y_ticks, chart.y_range),
        shapes=[
            *map(_zone(chart), chart.zones),
            *map(_level, chart.levels),
            *(_upright(row) for row in chart.uprights if not row.is_tick),
        ],
        annotations=[
            *(_annotation(level) for level in chart.levels),
            *(_upright_words(row) for row in chart.uprights if not row.is_tick),
        ],
    )


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
        "text": plain(level.text),
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"color": PLUM},
    }


def _upright(upright):
    place = str(upright.x)
    return {
        "type": "line",
        "x0": place,
        "x1": place,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": INK, "width": 1.5, "dash": "dash"},
    }


def _upright_words(upright):
    return {
        "x": str(upright.x),
        "yref": "paper",
        "y": 1,
        "text": plain(upright.text),
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "top",
    }


def plotly_texts() -> dict:
    """Vietnamese words for Plotly's own buttons and hints (its locale dictionary)."""
    return {
        "Autoscale": _("Tự chỉnh trục"),
        "Double-click on legend to isolate one trace": _("Nhấp đúp để chỉ xem một nhóm"),
        "Produced with Plotly.js": "",
        "Toggle Spike Lines": _("Đường dóng"),
        "Box Select": _("Chọn theo khung"),
        "Double-click to zoom back out": _("Nhấp đúp để thu về"),
        "Download plot": _("Tải ảnh"),
        "Download plot as a PNG": _("Tải ảnh PNG"),
        "Pan": _("Kéo để dịch chuyển"),
        "Reset": _("Về ban đầu"),
        "Reset axes": _("Về ban đầu"),
        "save-png": _("Tải ảnh PNG"),
        "save-svg": _("Tải ảnh SVG"),
        "Zoom": _("Phóng theo khung"),
        "Zoom in": _("Phóng to"),
        "Zoom out": _("Thu nhỏ"),
    }
