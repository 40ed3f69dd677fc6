"""Small files of every kind, made in memory, and what a browser posts with them."""

import io
import struct
import zipfile
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from q3plan.lib import clock
from reports.evidence import storing
from reports.models import Evidence
from tests.entry_cases import url

MAIN = "application/vnd.openxmlformats-officedocument."
WORD_TYPE = f"{MAIN}wordprocessingml.document.main+xml"
SHEET_TYPE = f"{MAIN}spreadsheetml.sheet.main+xml"


def image(form="PNG", size=(8, 6), color="navy"):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, form)
    return out.getvalue()


def pdf(pages=1, box=(200, 100), words="", trailer=""):
    """A PDF that every reader takes; ``words`` makes two of them differ."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
    ]
    objects += [
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {box[0]} {box[1]}]>>" for _ in range(pages)
    ]
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%" + words.encode() + b"\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        out.write(f"{place:010d} 00000 n \n".encode())
    size = len(objects) + 1
    out.write(
        f"trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out.getvalue()


LOCKED_PDF = pdf(
    trailer=(
        f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'11' * 32}>/U<{'22' * 32}>>>"
    )
)


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def office(main, kind, **more):
    types = f'<Types><Override PartName="/{main}" ContentType="{kind}"/></Types>'
    return zipped(**{"[Content_Types].xml": types, main: "<x/>", **more})


def docx(**more):
    return office("word/document.xml", WORD_TYPE, **more)


def xlsx(**more):
    return office("xl/workbook.xml", SHEET_TYPE, **more)


def ole(*streams, first=b""):
    """A compound file with one FAT sector, one directory chain and ``first`` as stream data."""
    names = ["Root Entry", *streams]
    count = -(-len(names) // 4)
    data_at = 1 + count
    entries = b""
    for number, name in enumerate(names):
        raw = (name + "\0").encode("utf-16-le")
        kind = 5 if number == 0 else 2
        entry = raw.ljust(64, b"\0") + struct.pack("<HB", len(raw), kind)
        entries += entry.ljust(116, b"\0") + struct.pack("<IIxxxx", data_at, 512)
    entries = entries.ljust(count * 512, b"\0")
    chain = [0xFFFFFFFD, *range(2, 1 + count), 0xFFFFFFFE, 0xFFFFFFFE]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    header = bytes.fromhex("D0CF11E0A1B11AE1").ljust(0x1E, b"\0") + struct.pack("<H", 9)
    header = header.ljust(0x30, b"\0") + struct.pack("<I", 1)
    header = header.ljust(0x4C, b"\0") + struct.pack("<I", 0)
    return header.ljust(512, b"\xff") + fat + entries + first.ljust(512, b"\0")


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64


def add_evidence(report, *, by, name="anh.png", content=None):
    """A row with its stored file; the report itself is not touched."""
    [received] = storing.receive([upload(name, content or image())])
    kept = ("name", "stored_name", "size", "sha256", "media_type", "scan")
    return Evidence.objects.create(
        report=report,
        uploaded_by=by,
        uploaded_at=clock.now(),
        **{field: getattr(received, field) for field in kept},
    )


def upload(name, content):
    return SimpleUploadedFile(name, content)


def post(client, report, files=(), *, item="danh-gia-chung", htmx=False, **more):
    """Post files ``[(name, content)]`` to a place of a report."""
    data = {"action": "add", "item": item, "idempotency_key": str(uuid4()), **more}
    data["files"] = [upload(name, content) for name, content in files]
    # The last field tells that the post came to its end.
    data["whole"] = "1"
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(url("report_evidence", report), data, headers=headers)


def take_out(client, report, row, *, item="danh-gia-chung", htmx=False):
    data = {"action": "remove", "item": item, "file": row.pk, "idempotency_key": str(uuid4())}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(url("report_evidence", report), data, headers=headers)
