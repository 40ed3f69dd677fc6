"""The classes of ``static/css/charts.css`` as plain colours, for charts that go on paper.

The renderer knows no CSS variables. White ground; lines differ in dash and weight, bars in pattern
and points in shape, so that a black-and-white copy reads the same.
"""

INK, SOFT, LINE, NAVY, RUST, PLUM = "#17212e", "#3f4a59", "#c9d1db", "#12436d", "#93400a", "#801650"

_LINES = "fill:none;stroke-linecap:round;stroke-linejoin:round"
_HALO = "paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round"
RULES = {
    # Cutting every drawing inside a drawing at its edges takes half of the time.
    "svg": "overflow:visible",
    "text": f"font-family:'Be Vietnam Pro';font-size:12px;fill:{SOFT}",
    ".label": f"fill:{INK};{_HALO}",
    ".strong": f"fill:{INK};font-weight:600",
    ".fact": f"fill:{INK}",
    ".tick": f"fill:{SOFT}",
    ".label-final": f"fill:{NAVY}",
    ".label-estimate": f"fill:{RUST}",
    ".label-target": f"fill:{PLUM}",
    ".label-goal": f"fill:{PLUM}",
    ".label-replaced": f"fill:{PLUM}",
    ".label-yardstick": f"fill:{INK}",
    ".label-reference": f"fill:{SOFT}",
    ".label-previous": f"fill:{SOFT}",
    ".label-baseline": f"fill:{INK}",
    ".label-deadline": f"fill:{INK}",
    ".label-none": f"fill:{SOFT}",
    ".axis": f"fill:none;stroke:{SOFT};stroke-width:1",
    ".grid": f"fill:none;stroke:{LINE};stroke-width:0.8",
    ".series-final": f"{_LINES};stroke:{NAVY};stroke-width:2.5",
    ".series-estimate": f"{_LINES};stroke:{RUST};stroke-width:2.5;stroke-dasharray:7 5",
    ".series-target": f"{_LINES};stroke:{PLUM};stroke-width:2;stroke-dasharray:2 5",
    ".series-goal": f"fill:none;stroke:{PLUM};stroke-width:1.5;stroke-dasharray:8 4",
    ".series-reference": f"{_LINES};stroke:{SOFT};stroke-width:1.5;stroke-dasharray:10 4 2 4",
    ".point-final": f"fill:{NAVY};stroke:#fff;stroke-width:1.5",
    ".point-estimate": f"fill:#fff;stroke:{RUST};stroke-width:2.5",
    ".point-target": f"fill:{PLUM};stroke:#fff;stroke-width:1.5",
    ".point-baseline": f"fill:{INK};stroke:#fff;stroke-width:1",
    ".point-replaced": f"fill:none;stroke:{PLUM};stroke-width:1.5",
    ".zone": f"fill:{PLUM};fill-opacity:0.1;stroke:none",
    ".deadline": f"stroke:{INK};stroke-width:1.5;stroke-dasharray:4 3",
    ".decision": f"fill:{PLUM}",
    ".bullet-track": "fill:#eef1f5",
    ".bullet-band": f"fill:{PLUM};fill-opacity:0.14",
    ".bullet-bar": f"fill:{NAVY}",
    ".bullet-bar-open": f"fill:#fff;stroke:{NAVY};stroke-width:1.5",
    ".bullet-stripes": f"stroke:{NAVY};stroke-width:11;stroke-dasharray:2 4;stroke-opacity:0.55",
    ".bullet-edge": "stroke:#fff;stroke-width:5",
    ".bullet-zero": f"stroke:{INK};stroke-width:1",
    ".bullet-previous": f"stroke:{SOFT};stroke-width:2.5",
    ".bullet-yardstick": f"stroke:{INK};stroke-width:3",
    ".bullet-reference": f"stroke:{SOFT};stroke-width:2;stroke-dasharray:3 2",
    ".bullet-goal": f"stroke:{PLUM};stroke-width:2;stroke-dasharray:4 2",
    ".on-narrow": "display:none",
    ".on-wide": "display:inline",
}
PRINT_SHEET = "\n".join(f"{name}{{{style}}}" for name, style in RULES.items())
