"""Number formats: which cells show a percentage or a date."""

import re

from . import limits
from .limits import Refused
from .xmlpart import local_name, parse

# Formats that a file uses by number without spelling them (ECMA-376 part 1, 18.8.30).
_BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
# East Asian dates whose spelling depends on the language of Excel.
_BUILT_IN |= dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd")
_FORMAT_LENGTH = 255

# Text, padding, fill and brackets show signs that mean nothing; elapsed hours do mean something.
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_SIGN = re.compile(r"[dmyhs]", re.IGNORECASE)


def is_percent(number_format):
    return "%" in _LITERAL.sub("", number_format.partition(";")[0])


def is_date(number_format):
    bare = _LITERAL.sub("", number_format.partition(";")[0])
    return bare.lower() != "general" and bool(_DATE_SIGN.search(bare))


def number_formats(archive, name):
    """(distinct formats, for each cell style the place of its format among them)."""
    spelled, styles, path = dict(_BUILT_IN), [], []

    def start(tag, attributes):
        tag = local_name(tag)
        if tag == "numFmt" and path[-1:] == ["numFmts"]:
            code = attributes.get("formatCode", "General")
            spelled[_number(attributes.get("numFmtId"))] = code[:_FORMAT_LENGTH]
        elif tag == "xf" and path[-1:] == ["cellXfs"]:
            styles.append(_number(attributes.get("numFmtId", "0")))
        if len(spelled) > limits.NUMBER_FORMATS or len(styles) > limits.STYLES:
            raise Refused("too_complex")
        path.append(tag)
        if len(path) > 100:
            raise Refused("too_complex")

    if name:
        parse(archive, name, start=start, end=lambda _tag: path.pop())
    formats = list(dict.fromkeys(["General", *(spelled.get(one, "General") for one in styles)]))
    places = {code: place for place, code in enumerate(formats)}
    return formats, [places[spelled.get(one, "General")] for one in styles]


def _number(text):
    try:
        return int(text)
    except (TypeError, ValueError) as problem:
        raise Refused("xml_damaged", name="styles.xml") from problem
