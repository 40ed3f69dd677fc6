"""Files that must be refused: what makes each, the reason, and words of its sentence."""

from q3plan.lib.sheets.worker import limits
from tests import workbook_corpus as corpus
from tests.workbook_corpus import ROW, SPREADSHEET_TYPE, book, relations, sheet

BILLION = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
CELL = "<c><v>1</v></c>"
FAR_ROW = '<row r="30000"><c r="B30000" s="1"><v>1</v></c></row>'
UTF7_DOCTYPE = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-'
RELS = "xl/worksheets/_rels/sheet1.xml.rels"


def with_rels(*entry):
    return book(changed={RELS: relations(("rId1", *entry))})


def typed(part, content_type, **changed):
    more = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
    return book(changed={"[Content_Types].xml": corpus.content_types(more=more), **changed})


def headed(head, encoding="utf-8"):
    """A sheet with another XML head, and perhaps in another encoding."""
    text = sheet(ROW).replace(corpus.XML_HEAD, head)
    return book(changed={"xl/worksheets/sheet1.xml": text.encode(encoding)})


def celled(cell, row=1):
    return book(sheet(f'<row r="{row}">{cell}</row>'))


def merging(*references):
    inside = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)
    return book(sheet(ROW, after=f"<mergeCells>{inside}</mergeCells>"))


ANOTHER_KIND = {
    "empty file": (lambda: b"", "empty_file", "rỗng"),
    "old xls": (lambda: corpus.old_container("Root Entry", "Workbook"), "old_xls", ".xls"),
    "older xls": (lambda: corpus.old_container("Root Entry", "Book"), "old_xls", "Lưu thành"),
    "encrypted": (
        lambda: corpus.old_container("Root Entry", "EncryptionInfo", "EncryptedPackage"),
        "encrypted",
        "mật khẩu",
    ),
    "encrypted zip": (corpus.with_flag_of_encryption, "encrypted", "mật khẩu"),
    "old doc": (lambda: corpus.old_container("Root Entry", "WordDocument"), "word", "Word"),
    "other ole": (lambda: corpus.old_container("Root Entry"), "old_office", "Office đời cũ"),
    "xlsb": (corpus.xlsb, "xlsb", ".xlsb"),
    "ods": (corpus.ods, "ods", ".ods"),
    "docx": (corpus.docx, "word", "Word"),
    "csv": (lambda: "Mã,Giá trị\nCT-01,92,5\n".encode(), "csv", "CSV"),
    "csv in UTF-16": (lambda: "Mã\tGiá trị\n".encode("utf-16"), "csv", "CSV"),
    "html": (lambda: b"<html><body><table><tr><td>1</td></tr></table>", "html", "HTML"),
    "html table": (lambda: b"\xef\xbb\xbf\n<TABLE><tr><td>1</table>", "html", "HTML"),
    "xml 2003": (
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spread',
        "xml_2003",
        "XML",
    ),
    "pdf": (lambda: b"%PDF-1.7\n", "pdf", "PDF"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n", "picture", "hình ảnh"),
    "rar": (lambda: b"Rar!\x1a\x07", "other_archive", "giải nén"),
    "zip of files": (lambda: corpus.zipped([("a.xlsx", "a")]), "other_zip", "ZIP"),
    "noise": (lambda: bytes(range(256)) * 10, "not_a_workbook", "không phải sổ tính"),
    "no workbook": (lambda: book(without=["xl/workbook.xml"]), "no_workbook", "không có sổ tính"),
}

FORBIDDEN_PARTS = {
    "macros": (lambda: book(changed={"xl/vbaProject.bin": "x"}), "macros", "macro"),
    "macro type": (
        lambda: book(
            changed={
                "[Content_Types].xml": corpus.content_types(
                    "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
                )
            }
        ),
        "macros",
        "Macro-Enabled",
    ),
    "macros under another name": (
        lambda: with_rels("vbaProject", "../innocent.bin"),
        "macros",
        "macro",
    ),
    "old macro sheet": (
        lambda: book(changed={"xl/macrosheets/sheet1.xml": "<a/>"}),
        "macros",
        "macro",
    ),
    "external link": (
        lambda: book(changed={"xl/externalLinks/externalLink1.xml": "<a/>"}),
        "external_links",
        "Ngắt liên kết",
    ),
    "external link by type": (
        lambda: typed("xl/a.xml", f"{SPREADSHEET_TYPE}.externalLink+xml", **{"xl/a.xml": "<a/>"}),
        "external_links",
        "liên kết",
    ),
    "external picture": (
        lambda: with_rels("image", "http://192.0.2.1/a.png", "External"),
        "external_links",
        "bên ngoài",
    ),
    "external template": (
        lambda: with_rels("attachedTemplate", "file://server/a.xltm", "External"),
        "external_links",
        "bên ngoài",
    ),
    "connection": (
        lambda: book(changed={"xl/connections.xml": "<a/>"}),
        "connections",
        "kết nối dữ liệu",
    ),
    "embedded file": (
        lambda: book(changed={"xl/embeddings/oleObject1.bin": "x"}),
        "embedded",
        "OLE",
    ),
    "embedded by relation": (lambda: with_rels("oleObject", "../o.bin"), "embedded", "nhúng"),
    "active control": (
        lambda: book(changed={"xl/activeX/activeX1.xml": "<a/>"}),
        "activex",
        "ActiveX",
    ),
    "active control by relation": (lambda: with_rels("control", "../c.xml"), "activex", "ActiveX"),
}

TYPE_DECLARATIONS = {
    "doctype in a sheet": (lambda: headed(corpus.XML_HEAD + BILLION), "doctype", "DOCTYPE"),
    "doctype in UTF-16": (
        lambda: headed('<?xml version="1.0" encoding="UTF-16"?>' + BILLION, "utf-16"),
        "doctype",
        "DOCTYPE",
    ),
    "doctype in an unread part": (
        lambda: book(changed={"docProps/core.xml": f"{BILLION}<a/>"}),
        "doctype",
        "docProps/core.xml",
    ),
    "doctype in relations": (
        lambda: book(changed={"_rels/.rels": f"{BILLION}<a/>"}),
        "doctype",
        "DOCTYPE",
    ),
    "doctype behind a long comment": (
        lambda: headed(f"{corpus.XML_HEAD}<!--{'x' * 65_530}-->{BILLION}"),
        "doctype",
        "DOCTYPE",
    ),
    "UTF-7": (lambda: headed(UTF7_DOCTYPE), "xml_encoding", "bảng mã"),
    "EBCDIC": (
        lambda: headed('<?xml version="1.0" encoding="cp037"?>', "cp037"),
        "xml_encoding",
        "bảng mã",
    ),
    "UTF-32": (
        lambda: headed('<?xml version="1.0" encoding="UTF-32"?>', "utf-32"),
        "xml_encoding",
        "bảng mã",
    ),
    "UTF-16 without mark": (
        lambda: headed('<?xml version="1.0" encoding="UTF-16"?>', "utf-16-le"),
        "xml_encoding",
        "bảng mã",
    ),
    "UTF-8 that says UTF-16": (
        lambda: headed('<?xml version="1.0" encoding="UTF-16"?>'),
        "xml_encoding",
        "bảng mã",
    ),
    "one byte letters": (
        lambda: headed('<?xml version="1.0" encoding="windows-1258"?>'),
        "xml_encoding",
        "UTF-8",
    ),
    "broken UTF-8": (
        lambda: headed(corpus.XML_HEAD + "<!--é-->", "latin-1"),
        "xml_damaged",
        "hỏng",
    ),
}

LYING_ZIPS = {
    "cut off": (lambda: book()[:-40], "truncated", "cắt cụt"),
    "cut off early": (lambda: book()[:600], "truncated", "cắt cụt"),
    "something behind the end": (corpus.with_something_behind_the_end, "zip_damaged", "hỏng"),
    "too many entries": (
        lambda: corpus.zipped([(f"xl/{at}", "") for at in range(limits.ENTRIES + 1)]),
        "too_many_parts",
        "2.000",
    ),
    "more entries than told": (lambda: corpus.with_count_of_entries(2), "zip_damaged", "hỏng"),
    "fewer entries than told": (lambda: corpus.with_count_of_entries(9), "zip_damaged", "hỏng"),
    "huge directory": (corpus.with_huge_directory, "too_many_parts", "quá nhiều phần"),
    "name twice": (
        lambda: book(more=[("xl/workbook.xml", "<a/>")]),
        "duplicate_part",
        "xl/workbook.xml",
    ),
    "name twice in other case": (
        lambda: book(more=[("XL/Workbook.xml", "<a/>")]),
        "duplicate_part",
        "hai lần",
    ),
    "way up": (lambda: book(changed={"../../etc/passwd": ""}), "unsafe_name", "tên không hợp lệ"),
    "from the root": (lambda: book(changed={"/xl/a.xml": ""}), "unsafe_name", "tên"),
    "backslashes": (lambda: book(changed={"..\\a.xml": ""}), "unsafe_name", "tên"),
    "overlap": (corpus.with_entries_on_top_of_each_other, "zip_lies", "không khớp"),
    "more than told": (corpus.with_more_than_told, "zip_lies", "không khớp"),
    "less than told": (lambda: corpus.with_false_size(60_000), "zip_lies", "không khớp"),
    "headers that differ": (corpus.with_headers_that_differ, "zip_lies", "không khớp"),
    "names that differ": (corpus.with_two_names_for_one_entry, "zip_lies", "không khớp"),
    "false checksum": (corpus.with_false_checksum, "zip_lies", "không khớp"),
    "unknown method": (corpus.with_unknown_method, "zip_method", "nén theo cách"),
    "broken stream": (corpus.with_broken_stream, "zip_damaged", "cấu trúc nén"),
    "told too large": (
        lambda: corpus.with_false_size(limits.PART_BYTES + 1),
        "part_too_large",
        "48 MB",
    ),
}

TOO_MUCH = {
    "bomb": (lambda: corpus.bomb(50), "part_too_large", "48 MB"),
    "bomb in parts": (
        lambda: book(
            changed={f"xl/media/{at}.bin": bytes(11 * limits.MB) for at in range(6)},
        ),
        "too_large_unpacked",
        "64 MB",
    ),
    "too many cells": (lambda: corpus.with_cells(500_500), "too_many_cells", "500.000"),
    "too many empty cells": (
        lambda: corpus.with_cells(1_001_000, '<c s="1"/>'),
        "too_many_empty_cells",
        "ô trống",
    ),
    "too many tags": (lambda: book(sheet("<a/>" * 4_100_000)), "too_complex", "phức tạp"),
    "too deep": (lambda: corpus.deep(1_500_000), "too_complex", "phức tạp"),
    "endless tag": (
        lambda: book(sheet(f'<row r="{" " * 3_000_000}">')),
        "too_complex",
        "phức tạp",
    ),
    "too many sheets": (
        lambda: book(*[sheet()] * (limits.SHEETS + 1)),
        "too_many_sheets",
        "200 trang tính",
    ),
    "one text many times": (
        lambda: book(
            sheet('<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 600),
            texts=[f"<t>{'ê' * 60_000}</t>"],
        ),
        "too_much_text",
        "quá nhiều chữ",
    ),
    "too much shared text": (
        lambda: book(sheet(ROW), texts=[f"<t>{'x' * 60_000}</t>"] * 250),
        "too_much_text",
        "quá nhiều chữ",
    ),
    "text too long": (
        lambda: celled(f'<c r="B1" t="inlineStr"><is><t>{"x" * 70_000}</t></is></c>'),
        "text_too_long",
        "Trang 1!B1",
    ),
    "value too long": (
        lambda: celled(f'<c r="B1" t="str"><v>{"x" * 70_000}</v></c>'),
        "text_too_long",
        "Trang 1!B1",
    ),
}

GRID = {
    "far row": (lambda: celled('<c r="A20001"><v>1</v></c>', 20_001), "far_cell", "!A20001"),
    "far column": (lambda: celled('<c r="SG1"><v>1</v></c>'), "far_cell", "Trang 1!SG1"),
    "last cell": (
        lambda: celled('<c r="XFD1048576"><v>1</v></c>', 1_048_576),
        "far_cell",
        "XFD1048576",
    ),
    "far cell in another spelling": (
        lambda: celled("<c t='n' r='A20001'><v>1</v></c>", 20_001),
        "far_cell",
        "!A20001",
    ),
    "far cell without a place": (
        lambda: book(sheet(f'<row r="20000"/><row>{CELL}</row>')),
        "far_cell",
        "!A20001",
    ),
    "far cell behind half a million": (
        lambda: book(sheet(f"<row>{CELL * 490}</row>" * 1000 + FAR_ROW)),
        "far_cell",
        "!B30000",
    ),
    "far row behind half a million": (
        lambda: book(sheet(f"<row>{CELL * 490}</row>" * 1000 + f'<row r="30000"><c/>{CELL}</row>')),
        "far_cell",
        "!B30000",
    ),
    "giant merge in another spelling": (
        lambda: book(sheet(ROW, after="<mergeCell ref='B1:A1048576'/>")),
        "merged_too_large",
        "B1:A1048576",
    ),
    "row 999999999": (lambda: celled("", 999_999_999), "impossible_row", "999999999"),
    "row 1048577": (lambda: celled("", 1_048_577), "impossible_row", "1048577"),
    "row zero": (lambda: celled("", 0), "impossible_row", "“0”"),
    "row in words": (lambda: celled("", "một"), "impossible_row", "một"),
    "column beyond XFD": (lambda: celled('<c r="XFE1"><v>1</v></c>'), "impossible_cell", "XFE1"),
    "cell of another row": (lambda: celled('<c r="A7"><v>1</v></c>'), "impossible_cell", "A7"),
    "cell twice": (lambda: celled('<c r="A1"><v>1</v></c>' * 2), "cell_twice", "Trang 1!A1"),
    "row twice": (lambda: book(sheet(ROW * 2)), "row_twice", "dòng 1"),
    "giant merge": (lambda: merging("A1:XFD1048576"), "merged_too_large", "A1:XFD1048576"),
    "many merges": (
        lambda: merging(*[f"A{at}:CV{at + 99}" for at in range(1, 2_200, 100)]),
        "merged_too_large",
        "gộp ô",
    ),
    "merge of nothing": (lambda: merging("A1:"), "merge_damaged", "A1:"),
    "number that is none": (lambda: celled('<c r="A1"><v>abc</v></c>'), "number_damaged", "!A1"),
    "text that is missing": (
        lambda: celled('<c r="A1" t="s"><v>5</v></c>'),
        "sheet_damaged",
        "Trang 1",
    ),
    "unknown type": (lambda: celled('<c r="A1" t="x"><v>5</v></c>'), "sheet_damaged", "hỏng"),
    "cut off XML": (lambda: book(sheet(ROW)[:-30]), "xml_damaged", "sheet1.xml"),
    "another root": (lambda: book("<html/>"), "sheet_damaged", "hỏng"),
    "another namespace": (lambda: book(sheet(ROW, namespace="urn:x")), "sheet_damaged", "hỏng"),
    "sheet that is missing": (
        lambda: book(without=["xl/worksheets/sheet1.xml"]),
        "sheet_damaged",
        "Trang 1",
    ),
    "one part as two sheets": (
        lambda: book(
            changed={
                "xl/workbook.xml": corpus.workbook(
                    [("A", "rId1", "visible"), ("B", "rId1", "visible")]
                )
            }
        ),
        "sheet_damaged",
        "“B”",
    ),
    "no sheets": (
        lambda: book(changed={"xl/workbook.xml": corpus.workbook([])}),
        "no_sheets",
        "không có trang tính",
    ),
}

HOSTILE = ANOTHER_KIND | FORBIDDEN_PARTS | TYPE_DECLARATIONS | LYING_ZIPS | TOO_MUCH | GRID
