"""The name under which a file is saved."""

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from q3plan.lib.attachment import attachment


def test_a_file_has_a_plain_name_and_a_vietnamese_one():
    assert attachment('Báo cáo: 2027 / "P1"\r\nX: y.docx') == (
        'attachment; filename="bao-cao-2027-p1-x-y.docx"; '
        "filename*=UTF-8''B%C3%A1o%20c%C3%A1o-%202027%20-%20-P1---X-%20y.docx"
    )


def test_a_bracket_before_the_ending_leaves_no_hyphen_there():
    assert 'filename="bieu-03-11-2027.xlsx"' in attachment("Biểu (03-11-2027).xlsx")


def test_a_file_without_latin_letters_still_has_a_plain_name():
    assert 'filename="tep"' in attachment("🌸")
    assert 'filename="xlsx"' in attachment("報告.xlsx")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_name_breaks_out_of_its_header_or_folder(name):
    header = attachment(name)
    assert header.isascii() and header.isprintable() and header.count('"') == 2
    full = unquote(header.partition("filename*=UTF-8''")[2])
    assert not set(full) & set('<>:"/\\|?*\r\n\0')
