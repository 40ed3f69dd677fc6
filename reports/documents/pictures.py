"""Pictures in an official document: centred, with a caption below that states the fact."""

from dataclasses import dataclass
from io import BytesIO

from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.charts.image import Image

from .word import add_run, centred, legible

CAPTION, NOTE = 13, 11
# Fields of Word hold no more.
MOST_LETTERS = 2000


@dataclass(frozen=True)
class Figure:
    """``description`` is read aloud in place of the picture; ``note`` names units and area."""

    image: Image
    caption: str
    description: str
    note: str = ""


def add_figure(document, figure: Figure, number: int):
    """Picture, "Biểu đồ 3. …" and note; the three stay on one page."""
    paragraph = centred(document.add_paragraph())
    shape = paragraph.paragraph_format
    shape.space_before, shape.keep_with_next = Pt(8), True
    run = add_run(paragraph, "")
    picture = run.add_picture(
        BytesIO(figure.image.png), Mm(figure.image.width), Mm(figure.image.height)
    )
    # Without these LibreOffice keeps an eighth of an inch free and moves the picture aside.
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")
    about = picture._inline.docPr
    about.set("name", f"Biểu đồ {number}")
    about.set("title", legible(f"Biểu đồ {number}. {figure.caption}"))
    about.set("descr", legible(f"{figure.caption}. {figure.description}")[:MOST_LETTERS])
    picture._inline.find(f".//{qn('pic:cNvPr')}").set("name", f"bieu-do-{number}.png")
    caption = centred(document.add_paragraph())
    caption.paragraph_format.space_before = Pt(2)
    caption.paragraph_format.space_after = Pt(2 if figure.note else 8)
    caption.paragraph_format.keep_with_next = bool(figure.note) or None
    add_run(caption, f"Biểu đồ {number}. {figure.caption}", size=CAPTION, bold=True)
    if figure.note:
        note = centred(document.add_paragraph())
        note.paragraph_format.space_after = Pt(8)
        add_run(note, figure.note, size=NOTE, italic=True)
