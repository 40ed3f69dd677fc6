"""WordprocessingML below the official layout: fonts, rules, fields, and the same bytes every time.

python-docx's own template brings 164 styles, a theme and a picture. Only what a Vietnamese official
document needs stays, so that no other font can come in through a style nobody looks at.
"""

import zipfile
from datetime import UTC
from io import BytesIO
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from q3plan.lib.text import strip_controls

FONT = "Times New Roman"
# Not characters at all: XML 1.0 has no way to write them.
_NOT_IN_XML = {0xFFFE: None, 0xFFFF: None}

_FONTS = f'w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"'
_HEADING = """<w:style w:type="paragraph" w:styleId="Heading{level}">
  <w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>
  <w:pPr><w:keepNext/><w:outlineLvl w:val="{outline}"/></w:pPr>
  <w:rPr><w:b/><w:bCs/></w:rPr></w:style>"""
_STYLES = f"""<w:styles {nsdecls("w")}>
<w:docDefaults>
  <w:rPrDefault><w:rPr><w:rFonts {_FONTS}/><w:color w:val="000000"/>
    <w:sz w:val="28"/><w:szCs w:val="28"/>
    <w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
  <w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>
  </w:pPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
  <w:rPr><w:rFonts {_FONTS}/></w:rPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
  <w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
  <w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
    <w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>
    <w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>
    </w:tblCellMar></w:tblPr></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>
{_HEADING.format(level=1, outline=0)}{_HEADING.format(level=2, outline=1)}
<w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/>
  <w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/>
  <w:basedOn w:val="Normal"/></w:style>
</w:styles>"""
_SETTINGS = f"""<w:settings {nsdecls("w")}><w:zoom w:percent="100"/>
<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>
<w:compat><w:compatSetting w:name="compatibilityMode"
  w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>"""
_UNWANTED_PARTS = (
    "thumbnail",
    "extended-properties",
    "stylesWithEffects",
    "webSettings",
    "fontTable",
    "theme",
    "customXml",
    "numbering",
)


def legible(text) -> str:
    """The text without what XML cannot hold or a page should not (controls, half characters)."""
    return strip_controls(str(text)).translate(_NOT_IN_XML)


def lines_of(text) -> list[str]:
    """Paragraphs of a typed text, without empty ones."""
    lines = (legible(line).strip() for line in str(text).splitlines())
    return [line for line in lines if line]


def blank_document(*, title, author, at):
    """A document with our styles only; ``at`` (aware) is its moment in the properties."""
    document = Document()
    document.styles.element[:] = list(parse_xml(_STYLES))
    document.settings.element[:] = list(parse_xml(_SETTINGS))
    for rels in (document.part.package.rels, document.part.rels):
        for key in [k for k, rel in rels.items() if rel.reltype.endswith(_UNWANTED_PARTS)]:
            del rels[key]
    about, moment = document.core_properties, at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about.title, about.author = legible(title)[:255], legible(author)[:255]
    about.last_modified_by = about.author
    about.created = about.modified = moment
    about.language, about.revision = "vi-VN", 1
    about.comments = about.keywords = about.subject = about.category = ""
    return document


def add_run(paragraph, text, *, size=None, bold=None, italic=None):
    """A run with its fonts written out, so that nobody's default can step in."""
    run = paragraph.add_run(legible(text))
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    if size:
        run.font.size = Pt(size)
    run.font.bold, run.font.italic = bold, italic
    return run


def add_text_paragraph(document, properties, runs):
    """A paragraph at the end of the body, made as text at once: a report has hundreds.

    ``properties`` is the inside of ``w:pPr``; ``runs`` are (text, the inside of ``w:rPr`` beside
    the fonts).
    """
    made = "".join(
        f"<w:r><w:rPr><w:rFonts {_FONTS}/>{looks}</w:rPr>{_written(text)}</w:r>"
        for text, looks in runs
    )
    paragraph = parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr>{made}</w:p>")
    # The body ends with the properties of its last section.
    document.element.body[-1].addprevious(paragraph)


def _written(text):
    pieces = (escape(piece) for piece in legible(text).split("\t"))
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{piece}</w:t>' for piece in pieces)


def centred(paragraph):
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def add_rule(paragraph, *, length, width, before=2, after=0):
    """Make an empty paragraph of a column ``width`` mm wide a centred line ``length`` mm long."""
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(max(0, (width - length) / 2))
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    borders = OxmlElement("w:pBdr")
    borders.append(_border("top", 6))
    _insert_border(paragraph, borders)
    add_run(paragraph, "", size=2)
    return paragraph


def _insert_border(paragraph, borders):
    """Word asks for a fixed order inside a paragraph's properties."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def _border(side, eighths):
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", eighths), ("space", 0), ("color", "000000")):
        line.set(qn(f"w:{name}"), str(value))
    return line


def end_quietly(document):
    """A last paragraph that takes no room."""
    quiet(document.add_paragraph())


def quiet(paragraph):
    """Make an empty paragraph as low as a program can draw it."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    add_run(paragraph, "", size=1)


def add_page_number(paragraph, *, size):
    """The PAGE field. What stands inside is only shown until the program counts."""
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = " PAGE "
    for piece in (_field("begin"), code, _field("separate"), "2", _field("end")):
        is_text = isinstance(piece, str)
        run = add_run(paragraph, piece if is_text else "", size=size)
        if not is_text:
            run._r.append(piece)


def _field(kind):
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def fixed_table(parent, rows, widths, *, lined=False, padding=0):
    """A table whose columns keep their ``widths`` (mm); ``lined`` draws every border."""
    table = parent.add_table(rows, len(widths))
    table.autofit = False
    properties = table._tbl.tblPr
    for name in ("w:tblStyle", "w:tblLook", "w:tblW"):
        for found in properties.findall(qn(name)):
            properties.remove(found)
    properties.insert(0, _width("tblW", sum(widths)))
    layout = properties.find(qn("w:tblLayout"))
    if lined:
        borders = OxmlElement("w:tblBorders")
        borders.extend(_border(side, 4) for side in _SIDES)
        layout.addprevious(borders)
    margins = OxmlElement("w:tblCellMar")
    margins.extend(_width(side, padding) for side in ("left", "right"))
    layout.addnext(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        keep_whole(row)
    return table


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _width(name, millimetres):
    made = OxmlElement(f"w:{name}")
    made.set(qn("w:w"), str(round(Mm(millimetres).twips)))
    made.set(qn("w:type"), "dxa")
    return made


def keep_whole(row, *, repeats=False):
    """No page break inside the row; ``repeats`` puts it on top of every page of its table."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if repeats else [])):
        if properties.find(qn(name)) is None:
            properties.append(OxmlElement(name))


def as_bytes(document) -> bytes:
    """The file. The same document gives the same bytes: zip entries carry no time of day."""
    saved, stable = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(stable, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stable.getvalue()
