"""Plotly figures of charts in rows: ranked bars and the contribution of tasks."""

from textwrap import wrap

from reports.charts.contribution import look_of
from reports.charts.figure_json import INK, LINE, NAVY, plain, sheet

ROW, EDGES = 44, 90


def ranked_figure(chart) -> dict:
    """Bars from the longest; the reference is an upright line over all of them."""
    bars = chart.bars[::-1]
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [str(bar.value) for bar in bars],
        "y": [_in_lines(bar.label) for bar in bars],
        "text": [plain(bar.text) for bar in bars],
        "textposition": "auto",
        "hovertext": [plain(f"{bar.label}: {bar.text}") for bar in bars],
        "hoverinfo": "text",
        "marker": {
            "color": NAVY,
            "line": {"color": NAVY, "width": 1},
            "pattern": {
                "shape": ["/" if bar.is_below else "" for bar in bars],
                "bgcolor": "#ffffff",
                "fgcolor": NAVY,
                "size": 6,
            },
        },
    }
    ticks = chart.ticks
    axis = {
        "type": "linear",
        "range": [str(ticks[0].at), str(ticks[-1].at)],
        "tickvals": [str(tick.at) for tick in ticks],
        "ticktext": [tick.text for tick in ticks],
        "gridcolor": LINE,
    }
    layout = _rows(len(bars), xaxis=axis, showlegend=False)
    if chart.reference:
        place = str(chart.reference.value)
        layout["shapes"] = [
            {
                "type": "line",
                "x0": place,
                "x1": place,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": INK, "width": 2.5, "dash": "dash"},
            }
        ]
        layout["annotations"] = [
            {
                "x": place,
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "text": plain(chart.reference.text),
                "showarrow": False,
            }
        ]
    return {"data": [trace], "layout": layout}


def contribution_figure(chart) -> dict:
    """One stacked bar per group in whole tasks, so that sizes of sectors show too."""
    groups = chart.groups[::-1]
    traces = []
    for kind in chart.key_parts:
        look = look_of(kind.rating)
        counts = [
            next((part.count for part in group.parts if part.rating == kind.rating), 0)
            for group in groups
        ]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": plain(kind.label),
                "x": counts,
                "y": [_in_lines(group.label) for group in groups],
                "text": [str(count) if count else "" for count in counts],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "insidetextfont": {"color": INK if look.is_light else "#ffffff", "size": 13},
                "hovertext": [
                    plain(f"{group.label}: {kind.label} {count}")
                    for group, count in zip(groups, counts, strict=True)
                ],
                "hoverinfo": "text",
                "marker": {
                    "color": look.ground,
                    "line": {"color": INK, "width": 1},
                    "pattern": {
                        "shape": look.plotly_pattern,
                        "fgcolor": look.ink,
                        "bgcolor": look.ground,
                        "size": 7,
                    },
                },
            }
        )
    axis = {"type": "linear", "rangemode": "tozero", "gridcolor": LINE, "tickformat": "d"}
    layout = _rows(len(groups), xaxis=axis, barmode="stack", showlegend=True)
    return {"data": traces, "layout": layout}


def _in_lines(label):
    return "<br>".join(wrap(plain(label), 20))


def _rows(count, **more):
    return sheet(
        height=count * ROW + EDGES + 90,
        yaxis={"type": "category", "automargin": True, "fixedrange": True},
        bargap=0.35,
        **{"legend": {"orientation": "h", "y": -0.2, "traceorder": "normal"}, **more},
    )
