"""A chart as one .html file that a person keeps: it moves under the mouse without any network."""

import json
from base64 import b64encode
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from reports.charts.drawing import Drawing

PLACE = "[biểu đồ]"
STYLES = ("css/charts.css", "css/chart-file.css")


class AssetMissing(Exception):
    """A static file is not where it should be: ``manage.py build_assets`` makes it."""


def standalone_page(drawing: Drawing, *, heading: str, facts: tuple[str, ...]) -> str:
    """The file's text, about 1.7 MB: Plotly, the figure, its table, and the drawing for printers.

    ``facts`` are lines under the chart (plan, day of the figures). plotly.py checks the figure and
    writes it as a script in which no text can end the script.
    """
    context = {
        "drawing": drawing,
        "heading": heading,
        "facts": facts,
        "place": PLACE,
        "styles": [_address("text/css", name) for name in STYLES],
        "plotly": _address("text/javascript", "vendor/plotly-basic.min.js"),
    }
    page = render_to_string("charts/standalone.html", context)
    before, place, after = page.partition(PLACE)
    assert place, "charts/standalone.html has a place for the chart"
    return before + _plot(drawing) + after


def _plot(drawing):
    # Slow to import and needed nowhere else.
    import plotly.graph_objects as go
    from plotly.io import to_html

    figure = go.Figure(json.loads(json.dumps(drawing.figure, cls=DjangoJSONEncoder)))
    return to_html(
        figure,
        full_html=False,
        include_plotlyjs=False,
        div_id="bieu-do",
        config=_config(drawing),
    )


def _config(drawing):
    texts = {key: str(text) for key, text in drawing.plotly_texts.items()}
    formats = {"decimal": ",", "thousands": ".", "grouping": [3]}
    return {
        "displaylogo": False,
        "displayModeBar": True,
        "responsive": True,
        "locale": "vi",
        "locales": {"vi": {"dictionary": texts, "format": formats}},
        "modeBarButtons": [
            ["zoom2d", "pan2d"],
            ["zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d"],
            ["toImage"],
        ],
        "toImageButtonOptions": {"format": "png", "filename": drawing.file_name, "scale": 2},
        "showSendToCloud": False,
        "plotlyServerURL": "",
    }


def _address(kind, name):
    """The static file itself as an address: the page needs nothing beside it."""
    found = finders.find(name)
    if found is None:
        raise AssetMissing(name)
    return f"data:{kind};base64,{b64encode(Path(found).read_bytes()).decode()}"
