"""Child process: turns one page of a hostile file into a plain picture. Imports nothing of ours.

usage: python -I rasterise.py count|draw PDF|JPEG|PNG|WEBP NUMBER   (file on stdin)
``count`` prints the number of pages, ``draw`` writes a PNG or JPEG. Ends with a code of ``EXITS``.
"""

import io
import resource
import sys

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10
LONGEST_SIDE = 1600
DOTS_PER_POINT = 150 / 72
MAX_PIXELS = 60_000_000
LARGEST_PNG = 700_000
EXITS = {"damaged": 3, "password": 4, "no_page": 5, "too_large": 6}


def main(step, kind, number):
    for limit, value in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        resource.setrlimit(limit, (value, value))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    make = pdf if kind == "PDF" else picture
    sys.stdout.buffer.write(make(data, step, kind, int(number)))


def leave(word):
    sys.exit(EXITS[word])


def pdf(data, step, _kind, number):
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        leave("password" if "password" in str(problem).lower() else "damaged")
    if step == "count":
        return str(len(document)).encode()
    if not 1 <= number <= len(document):
        leave("no_page")
    page = document[number - 1]
    longest = max(page.get_size())
    if not 0 < longest < 1e6:
        leave("too_large")
    scale = min(DOTS_PER_POINT, LONGEST_SIDE / longest)
    bitmap = page.render(scale=scale, may_draw_forms=False)
    return encoded(bitmap.to_pil())


def picture(data, step, kind, number):
    import warnings

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(io.BytesIO(data), formats=(kind,))
        if step == "count":
            return b"1"
        if number != 1:
            leave("no_page")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        image = ImageOps.exif_transpose(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        leave("too_large")
    return encoded(image)


def encoded(image):
    from PIL import Image

    if image.mode != "RGB":
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    out = io.BytesIO()
    image.save(out, "PNG")
    if out.tell() > LARGEST_PNG:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=85)
    return out.getvalue()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:4])
    except MemoryError:
        leave("too_large")
    except Exception:
        # Whatever a hostile file does to a decoder: to the person it is damaged.
        leave("damaged")
