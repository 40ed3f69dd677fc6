"""The least that any page takes: a line of text, served and timed as the others are.

What lies between it and a tenth of Dash's time is all that a page ten times sooner may take.
"""

BODY = b"<!doctype html><html lang=vi><meta charset=utf-8><title>Q3Plan</title><p>Q3Plan"
HEADINGS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", str(len(BODY))),
    # As our pages, none is kept for the next visit.
    ("Cache-Control", "no-store"),
]


def application(_environ, start_response):
    start_response("200 OK", HEADINGS)
    return [BODY]
