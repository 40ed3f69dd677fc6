"""Makes the front-end files that the pages use, from node_modules and static, in var/vendor."""

import json
import re
from collections.abc import Collection
from pathlib import Path

import django_htmx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from q3plan.lib.icons import ICONS, LETTERS_FILE
from q3plan.management import bundles
from q3plan.management.font_subset import subset_woff
from q3plan.management.used_rules import WORD, used_rules

NODE_MODULES = settings.BASE_DIR / "node_modules"
VENDOR = settings.BASE_DIR / "var" / "vendor"
STATIC = settings.BASE_DIR / "static"
DRAWING_FONTS = settings.BASE_DIR / "var" / "fonts"
TEMPLATES = settings.BASE_DIR / "templates"
PACKAGES = ("q3plan", "targets", "assignments", "reports")

FONT = "@fontsource/be-vietnam-pro"
# Each weight of a page costs as much as its text. Two are enough: 500 is drawn with the first, 700
# with the second, and the browser slants what is italic.
FONT_STYLES = {"400": "400 500", "600": "600 700"}
# Of faces that have a letter the last one wins. Our own comes last: one small file with all that
# our texts are made of. The others load for a foreign name alone.
FONT_SUBSETS = ("latin-ext", "vietnamese", "latin")
# Whole fonts, for the pictures that the server draws; they are not served.
WHOLE_FONT = "@expo-google-fonts/be-vietnam-pro"
WHOLE_FONT_STYLES = {"400": "400Regular", "600": "600SemiBold"}
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FONT_FILE = re.compile(r"url\(\./files/([\w-]+\.woff2)\) format\('woff2'\)")

HTMX = "static/django_htmx/htmx-2.min.js"

ICON_TAG = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")
ICON_FONT = "bootstrap-icons/font"

# The rules stand in plotly.js as one object literal, {"X,X div":"direction:ltr;…", Y:'…'}, where
# X and Y are the chart and its notices.
PLOTLY_RULES = re.compile(r'=\{("X,X div":.*?)\};for\(', re.DOTALL)
PLOTLY_RULE = re.compile(
    r"""(?:"(?P<quoted>[^"]+)"|(?P<bare>\w+)):(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)')"""
)


class Command(BaseCommand):
    # It makes the folder whose absence the static files check would report.
    requires_system_checks = ()
    help = "Chép Bootstrap, phông chữ, biểu tượng và Plotly từ node_modules sang var/vendor."

    def handle(self, **options):
        letters = icon_letters(icon_names())
        files = {
            **our_bundles(),
            "plotly-basic.min.js": plotly(),
            "plotly.css": plotly_css(plotly().decode()).encode(),
            **fonts(),
            "fonts/q3-icons.woff": icon_font(letters.values()),
        }
        changed = sum(write(VENDOR / name, content) for name, content in files.items())
        for name, content in whole_fonts().items():
            write(DRAWING_FONTS / name, content)
        write(LETTERS_FILE, json.dumps(letters, indent=0).encode())
        for path in VENDOR.rglob("*"):
            if path.is_file() and path.relative_to(VENDOR).as_posix() not in files:
                path.unlink()
        self.stdout.write(
            _("Tệp giao diện: %(files)s tệp trong var/vendor, %(changed)s tệp mới.")
            % {"files": len(files), "changed": changed}
        )


def write(path: Path, content: bytes) -> bool:
    """Writes only what differs, so that an unchanged file keeps its time and is not collected."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def package_file(name: str) -> bytes:
    """Content of a file of an npm package. CommandError when it is not installed."""
    try:
        return (NODE_MODULES / name).read_bytes()
    except OSError as error:
        raise CommandError(
            _("Thiếu node_modules/%(name)s: chạy `make setup`.") % {"name": name}
        ) from error


def our_bundles() -> dict[str, bytes]:
    """The sheets and scripts of ``bundles``, at their heads Bootstrap, the fonts and htmx."""
    made = bundles.sheets(STATIC) | bundles.scripts(STATIC)
    fonts_css = bundles.small_css(fonts()["fonts.css"].decode())
    made["q3.css"] = f"{bootstrap().decode()}\n{fonts_css}\n{made['q3.css']}"
    made["q3.js"] = f"{htmx()}\n{made['q3.js']}"
    return {name: text.encode() for name, text in made.items()}


def bootstrap() -> bytes:
    """Bootstrap's rules for the classes that our pages name: a twelfth of its classes."""
    css = package_file("bootstrap/dist/css/bootstrap.min.css").decode()
    # The licence stays; the source map is not served, and a manifest storage refuses a reference
    # to nothing.
    licence = re.match(r"(@charset[^;]*;)?\s*(/\*!.*?\*/)", css, re.DOTALL)[0]
    rules = re.sub(r"/\*.*?\*/", "", css.removeprefix(licence), flags=re.DOTALL)
    return f"{licence}{used_rules(rules, words_of_pages())}".encode()


def htmx() -> str:
    """The version that the pinned django-htmx brings."""
    return (Path(django_htmx.__file__).parent / HTMX).read_text(encoding="utf-8").strip()


def words_of_pages() -> set[str]:
    """Everything in templates, scripts and code that can be a class."""
    sources = [*TEMPLATES.rglob("*.html"), *(STATIC / "js").glob("*.js")]
    for package in PACKAGES:
        sources += (settings.BASE_DIR / package).rglob("*.py")
    return {word for path in sources for word in WORD.findall(path.read_text(encoding="utf-8"))}


def plotly() -> bytes:
    return package_file("plotly.js-basic-dist-min/plotly-basic.min.js")


def fonts() -> dict[str, bytes]:
    """``fonts.css`` and the files it names: one with our letters, and those for all others."""
    faces = []
    files = {}
    for style, weights in FONT_STYLES.items():
        found = FONT_FACE.findall(package_file(f"{FONT}/{style}.css").decode())
        by_subset = {subset_of(face): face for face in found}
        for face in (by_subset[subset] for subset in FONT_SUBSETS):
            name = FONT_FILE.search(face)[1]
            files[f"fonts/{name}"] = package_file(f"{FONT}/files/{name}")
            faces.append(font_face(face, style, weights, f"url(fonts/{name}) format('woff2')"))
        name = f"be-vietnam-pro-{style}.woff"
        files[f"fonts/{name}"], letters = subset_woff(whole_font(WHOLE_FONT_STYLES[style]))
        face = re.sub(r"unicode-range:[^;]*;", f"unicode-range: {letters};", face)
        faces.append(font_face(face, style, weights, f"url(fonts/{name}) format('woff')"))
    return {"fonts.css": "\n".join([*faces, ""]).encode(), **files}


def font_face(face: str, style: str, weights: str, source: str) -> str:
    face = re.sub(r"^\s*src:.*;$", f"  src: {source};", face, flags=re.MULTILINE)
    return face.replace(f"font-weight: {style};", f"font-weight: {weights};")


def subset_of(face: str) -> str:
    """ "latin-ext" of a face whose file is be-vietnam-pro-latin-ext-400-normal.woff2."""
    return re.search(r"be-vietnam-pro-([a-z-]+)-\d", FONT_FILE.search(face)[1])[1]


def whole_fonts() -> dict[str, bytes]:
    """The TTF files with every letter that charts drawn on the server need."""
    return {f"BeVietnamPro_{style}.ttf": whole_font(style) for style in WHOLE_FONT_STYLES.values()}


def whole_font(style: str) -> bytes:
    return package_file(f"{WHOLE_FONT}/{style}/BeVietnamPro_{style}.ttf")


def icon_names() -> list[str]:
    """The icons that the code declares and those that templates name."""
    named = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in ICON_TAG.findall(template.read_text(encoding="utf-8"))
    }
    return sorted(named | set(ICONS))


def icon_letters(names: list[str]) -> dict[str, str]:
    """The character of bootstrap-icons for each name. CommandError names the unknown ones."""
    codes = json.loads(package_file(f"{ICON_FONT}/bootstrap-icons.json"))
    unknown = [name for name in names if name not in codes]
    if unknown:
        raise CommandError(
            _(
                "bootstrap-icons không có biểu tượng %(names)s "
                "(xem q3plan/lib/icons.py và thẻ icon trong templates/)."
            )
            % {"names": ", ".join(unknown)}
        )
    return {name: chr(codes[name]) for name in names}


def icon_font(letters: Collection[str]) -> bytes:
    font, _range = subset_woff(package_file(f"{ICON_FONT}/fonts/bootstrap-icons.woff"), letters)
    return font


def plotly_css(script: str) -> str:
    """The rules that plotly.js would otherwise put into a style element, which our CSP refuses."""
    rules = PLOTLY_RULES.search(script)
    found = list(PLOTLY_RULE.finditer(rules[1])) if rules else []
    if len(found) < 40:
        raise CommandError(_("Không tìm thấy quy tắc kiểu của plotly.js: dạng tệp đã thay đổi."))
    lines = []
    for rule in found:
        declarations = unescape(rule["double"] or rule["single"])
        lines.append(f"{selector(rule['quoted'] or rule['bare'])}{{{declarations}}}")
    # plotly.js inserts each rule at the top, so its last one comes first.
    return "\n".join([*reversed(lines), ""])


def selector(short: str) -> str:
    return short.replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
