"""Small illustrative files behind some figures: pictures of a table, a site or a signed page.

They hold lines and boxes instead of words, so that nobody takes them for a real document.
"""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from reports.evidence import attaching, kinds, storing
from reports.models import Evidence

PAGE = (620, 877)  # A4 at 75 dots an inch
PAPER, INK, FAINT, RED = "#ffffff", "#20304a", "#b9c2d0", "#b3261e"


def attach(report, item, name, picture, *, by, at):
    """Give a report a file the way an upload does; ``item`` is None for the whole report."""
    is_signed = picture == "signed"
    upload = SimpleUploadedFile(name, _drawn(picture, name, seed=report.pk))
    [received] = storing.receive([upload], allowed=kinds.SIGNED if is_signed else None)
    kind = Evidence.Kind.SIGNED_COPY if is_signed else Evidence.Kind.SUPPORT
    attaching.attach(report, received, item=item, kind=kind, by=by, at=at)


def _drawn(picture, name, *, seed):
    image = Image.new("RGB", (PAGE[1], PAGE[0]) if picture == "site" else PAGE, PAPER)
    DRAWINGS[picture](ImageDraw.Draw(image), seed)
    out = BytesIO()
    if name.endswith(".pdf"):
        image.convert("P", palette=Image.Palette.ADAPTIVE).convert("RGB").save(out, "PDF")
    else:
        image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _lines(draw, left, top, right, count, seed):
    """Where a document has words."""
    for row in range(count):
        length = right - (row * 37 + seed * 13) % 150
        draw.rectangle((left, top + row * 22, length, top + row * 22 + 7), fill=FAINT)


def _heading(draw, seed):
    draw.rectangle((60, 60, 240, 70), fill=INK)
    draw.rectangle((350, 60, 560, 70), fill=INK)
    draw.line((405, 84, 505, 84), fill=INK, width=2)
    draw.rectangle((150, 130, 470, 144), fill=INK)
    _lines(draw, 60, 180, 560, 4, seed)


def _table(draw, seed):
    _heading(draw, seed)
    top, bottom = 300, 720
    for row in range(13):
        draw.line((60, top + row * 35, 560, top + row * 35), fill=INK)
    for left in (60, 110, 320, 440, 560):
        draw.line((left, top, left, bottom), fill=INK)
    for row in range(12):
        y = top + row * 35 + 14
        draw.rectangle((125, y, 220 + (row * 53 + seed * 7) % 90, y + 7), fill=FAINT)
        draw.rectangle((380 - (row * 29 + seed) % 40, y, 425, y + 7), fill=INK if row else FAINT)
        draw.rectangle((500 - (row * 17 + seed) % 40, y, 545, y + 7), fill=INK if row else FAINT)


def _signed(draw, seed):
    _heading(draw, seed)
    _lines(draw, 60, 290, 560, 14, seed)
    draw.rectangle((390, 640, 540, 650), fill=INK)
    draw.ellipse((345, 665, 455, 775), outline=RED, width=4)
    draw.ellipse((360, 680, 440, 760), outline=RED, width=2)
    draw.arc((400, 680, 540, 760), 190, 420, fill="#1f4fa3", width=3)
    draw.rectangle((410, 800, 520, 808), fill=INK)


def _site(draw, seed):
    draw.rectangle((0, 0, 877, 330), fill="#dfe8f2")
    draw.rectangle((0, 330, 877, 620), fill="#cfd4d9")
    draw.polygon(((300, 620), (420, 330), (460, 330), (580, 620)), fill="#8d969f")
    for left, height in ((20, 210), (150, 260), (280, 180), (480, 230), (620, 270), (750, 200)):
        draw.rectangle((left, 340 - height, left + 105, 345), fill="#b8a48c", outline=INK)
        for floor in range(height // 60):
            y = 320 - height + floor * 60 + 30
            draw.rectangle((left + 18, y, left + 42, y + 28), fill="#f5f7fa", outline=INK)
            draw.rectangle((left + 62, y, left + 86, y + 28), fill="#f5f7fa", outline=INK)


DRAWINGS = {"table": _table, "signed": _signed, "site": _site}
