"""Plotly figures of many small charts on one sheet: bullets below each other, small multiples."""

from decimal import Decimal
from textwrap import shorten

from django.utils.translation import gettext as _

from reports.charts.figure_json import GREY, INK, LINE, NAVY, PLUM, RUST, plain, sheet

# role of a mark → (colour, symbol, size)
MARKS = {
    "previous": (GREY, "line-ns-open", 12),
    "yardstick": (INK, "line-ns-open", 24),
    "reference": (GREY, "line-ns-open", 22),
    "goal": (PLUM, "diamond-open", 11),
}
BULLET_ROW, MULTIPLE_ROW, COLUMNS = 62, 190, 3


def bullets_figure(sheet_of_bullets) -> dict:
    """Every bullet on its own axes, from the top down."""
    bullets = sheet_of_bullets.bullets
    data, axes, notes, shapes = [], {}, [], []
    for place, bullet in enumerate(bullets):
        span = _span(place, len(bullets))
        tail = str(place + 1) if place else ""
        axes[f"xaxis{tail}"] = {
            "type": "linear",
            "anchor": f"y{tail}",
            "range": [str(bullet.scale.low), str(bullet.scale.high)],
            "showgrid": False,
            "zeroline": True,
            "nticks": 5,
            "tickfont": {"size": 10},
        }
        axes[f"yaxis{tail}"] = {
            "type": "linear",
            "anchor": f"x{tail}",
            "domain": _within(span, 0.12, 0.5),
            "range": ["-1", "1"],
            "visible": False,
            "fixedrange": True,
        }
        notes.append(_heading(f"{bullet.code}: {bullet.title}", 0, span[1]))
        data += _bullet_traces(bullet, tail)
        shapes += _band(bullet, tail)
    layout = sheet(
        height=len(bullets) * BULLET_ROW + 50,
        showlegend=False,
        annotations=notes,
        shapes=shapes,
        **axes,
    )
    layout["margin"] = {"l": 16, "r": 16, "t": 36, "b": 30}
    return {"data": data, "layout": layout}


def _bullet_traces(bullet, tail):
    axes = {"xaxis": f"x{tail}", "yaxis": f"y{tail}", "hoverinfo": "text"}
    if bullet.value is not None:
        shape = "|" if bullet.is_provisional else ""
        yield {
            **axes,
            "type": "bar",
            "orientation": "h",
            "x": [str(bullet.value)],
            "y": ["0"],
            "width": 1.1,
            "name": plain(bullet.code),
            "hovertext": [plain(f"{bullet.code}: {bullet.title}")],
            "marker": {
                "color": NAVY,
                "line": {"color": NAVY, "width": 1.5},
                "pattern": {"shape": shape, "fgcolor": NAVY, "bgcolor": "#ffffff", "size": 5},
            },
        }
    for mark in bullet.marks:
        colour, symbol, size = MARKS[mark.role]
        yield {
            **axes,
            "type": "scatter",
            "mode": "markers",
            "x": [str(mark.value)],
            "y": ["0"],
            "name": plain(mark.text),
            "hovertext": [plain(mark.hover)],
            "cliponaxis": False,
            "marker": {"color": colour, "symbol": symbol, "size": size, "line": {"width": 2.5}},
        }


def _band(bullet, tail):
    if bullet.band is None:
        return []
    low, high = bullet.band
    return [
        {
            "type": "rect",
            "layer": "below",
            "xref": f"x{tail}",
            "yref": f"y{tail}",
            "x0": str(low),
            "x1": str(high),
            "y0": "-0.9",
            "y1": "0.9",
            "fillcolor": PLUM,
            "opacity": 0.12,
            "line": {"width": 0},
        }
    ]


def multiples_figure(sheet_of_multiples) -> dict:
    """Small charts in columns of three on the same years; ``layout.meta.narrow`` is the layout of a
    phone, one below the other."""
    multiples = sheet_of_multiples.multiples
    data = [
        trace
        for place, multiple in enumerate(multiples)
        for trace in _multiple_traces(multiple, str(place + 1) if place else "")
    ]
    layout = _multiples_layout(multiples, min(COLUMNS, len(multiples)) or 1)
    layout["meta"] = {"narrow": _multiples_layout(multiples, 1)}
    return {"data": data, "layout": layout}


def _multiples_layout(multiples, columns):
    rows = -(-len(multiples) // columns)
    axes, notes = {}, []
    for place, multiple in enumerate(multiples):
        row, column = divmod(place, columns)
        span, (left, right) = _span(row, rows), _column(column, columns)
        tail = str(place + 1) if place else ""
        axes[f"xaxis{tail}"] = {
            "type": "linear",
            "anchor": f"y{tail}",
            "domain": [left, right],
            "range": [
                str(multiple.first_year - Decimal("0.4")),
                str(multiple.last_year + Decimal("0.4")),
            ],
            "tickvals": [multiple.first_year, multiple.last_year],
            "showgrid": False,
        }
        axes[f"yaxis{tail}"] = {
            "type": "linear",
            "anchor": f"x{tail}",
            "domain": _within(span, 0.14, 0.84),
            "range": [str(end) for end in multiple.y_range],
            "gridcolor": LINE,
            "nticks": 4,
            "zeroline": False,
        }
        notes.append(_heading(f"{multiple.code}: {multiple.title}", left, span[1]))
    layout = sheet(height=rows * MULTIPLE_ROW + 60, showlegend=False, annotations=notes, **axes)
    layout["margin"] = {"l": 40, "r": 16, "t": 36, "b": 30}
    return layout


def _multiple_traces(multiple, tail):
    axes = {"xaxis": f"x{tail}", "yaxis": f"y{tail}", "hoverinfo": "text"}
    years = range(multiple.first_year, multiple.last_year + 1)
    known = {spot.year: spot for spot in multiple.spots}
    spots = [known.get(year) for year in years]
    yield {
        **axes,
        "type": "scatter",
        "mode": "lines+markers",
        "connectgaps": False,
        "cliponaxis": False,
        "name": plain(multiple.code),
        "x": list(years),
        "y": [str(spot.value) if spot else None for spot in spots],
        "hovertext": [plain(f"{spot.year}: {spot.display}") if spot else "" for spot in spots],
        "line": {"color": NAVY, "width": 2},
        "marker": {
            "size": 7,
            "color": [RUST if spot and spot.is_provisional else NAVY for spot in spots],
            "symbol": [
                "circle-open" if spot and spot.is_provisional else "circle" for spot in spots
            ],
        },
    }
    if multiple.goal is not None:
        text = plain(_("Kế hoạch: %(goal)s") % {"goal": multiple.goal_text})
        yield {
            **axes,
            "type": "scatter",
            "mode": "lines",
            "name": text,
            "x": [multiple.first_year, multiple.last_year],
            "y": [str(multiple.goal)] * 2,
            "hovertext": [text] * 2,
            "line": {"color": PLUM, "width": 1.5, "dash": "dash"},
        }


def _heading(text, x, y):
    return {
        "text": plain(shorten(text, 42, placeholder="…")),
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y,
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 12},
    }


# Places on the sheet are shares of it: plain numbers, since they are no figures.


def _span(row, rows):
    """(low, high) of a row on the sheet, the first at the top."""
    return 1 - (row + 1) / max(rows, 1), 1 - row / max(rows, 1)


def _column(column, columns):
    gap = 0.06
    width = (1 - gap * (columns - 1)) / columns
    left = column * (width + gap)
    return round(left, 4), round(left + width, 4)


def _within(span, low, high):
    bottom, top = span
    ends = (bottom + (top - bottom) * part for part in (low, high))
    return [round(min(max(end, 0), 1), 4) for end in ends]
