"""The reference of what the browser shows: a Plotly Dash app with the dashboard's content.

The same 13 series as charts, the same tables cell by cell and the same filter by sector; read once
from ``BENCH_DASH`` (a JSON file), so no query of its own is on its account. ``BENCH_COMPRESS``
switches on the compression that Dash leaves off. Runs in an environment of its own.
"""

import json
import os
from pathlib import Path

from dash import Dash, Input, Output, dcc, html

BOOK = json.loads(Path(os.environ["BENCH_DASH"]).read_text(encoding="utf-8"))
SECTORS = list(dict.fromkeys(row["sector"] for row in BOOK["series"]))


def chart(row):
    return dcc.Graph(
        figure={
            "data": [
                {"type": "scatter", "mode": "lines+markers", "x": row["years"], "y": row["values"]},
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": list(map(int, row["asked"])),
                    "y": list(row["asked"].values()),
                },
            ],
            "layout": {
                "title": {"text": f"{row['code']} {row['name']}"},
                "yaxis": {"title": {"text": row["unit"]}},
                "height": 240,
                "showlegend": False,
            },
        }
    )


def table(rows):
    return html.Table([html.Tr([html.Td(cell) for cell in row]) for row in rows])


def results(sector):
    shown = [row for row in BOOK["series"] if not sector or row["sector"] == sector]
    hidden = {row["code"] for row in BOOK["series"]} - {row["code"] for row in shown}
    tables = [
        table([row for row in rows if not (row and hidden.intersection(row[0].split()))])
        for rows in BOOK["tables"]
    ]
    return [*tables, *map(chart, shown)]


app = Dash(__name__, compress=bool(os.environ.get("BENCH_COMPRESS")), update_title=None)
app.layout = html.Div(
    [
        html.H1("Bảng điều hành"),
        dcc.Dropdown(SECTORS, id="sector", placeholder="Lĩnh vực"),
        html.Div(results(""), id="results"),
    ]
)
app.callback(Output("results", "children"), Input("sector", "value"), prevent_initial_call=True)(
    results
)
server = app.server
# A process that has not drawn the page itself refuses the libraries of it.
server.test_client().get("/")
