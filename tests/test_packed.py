"""What a browser unpacks is the page, whatever parts of it were compressed before."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from q3plan.lib.packed import Piece, PiecedResponse, gzipped
from q3plan.middleware import PackedPagesMiddleware

LONG = "Chỉ tiêu ".encode() * 9_000
LONG_PIECES = [Piece(LONG), Piece(b"An"), Piece(LONG[::-1])]

many_pieces = st.lists(
    st.builds(lambda part, times: Piece(part * times), st.binary(), st.integers(0, 3_000))
)


@given(many_pieces)
def test_pieces_unpack_to_the_whole(pieces):
    whole = b"".join(piece.plain for piece in pieces)
    assert gzip.decompress(gzipped(pieces, most_padding=100)) == whole


@given(st.permutations(LONG_PIECES * 2))
def test_a_kept_piece_stands_at_any_place(pieces):
    """A block that looked back at what stood before it would break here."""
    whole = b"".join(piece.plain for piece in pieces)
    assert gzip.decompress(gzipped(pieces, most_padding=1)) == whole


def test_a_piece_is_compressed_once():
    piece = Piece(LONG)
    blocks = piece.blocks
    gzipped([piece], most_padding=1)
    assert piece.blocks is blocks
    assert len(blocks) < len(LONG) / 20


def test_the_size_of_a_page_varies():
    """The guard against BREACH, as in Django's own compression."""
    assert len({len(gzipped(LONG_PIECES, most_padding=100)) for _turn in range(60)}) > 10


def answered(response, **headers):
    request = RequestFactory().get("/", headers=headers)
    return PackedPagesMiddleware(lambda _request: response)(request)


def test_a_browser_that_unpacks_gets_the_pieces_packed():
    response = answered(PiecedResponse(LONG_PIECES), accept_encoding="gzip, br")
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(response.content) == b"".join(piece.plain for piece in LONG_PIECES)


def test_a_browser_that_does_not_unpack_gets_them_plain():
    response = answered(PiecedResponse(LONG_PIECES))
    assert "Content-Encoding" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.content == b"".join(piece.plain for piece in LONG_PIECES)


def test_a_short_page_is_not_made_longer():
    response = answered(PiecedResponse([Piece(b"An")]), accept_encoding="gzip")
    assert response.content == b"An"
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("is_pieced", [True, False])
def test_what_others_put_into_a_response_is_what_is_sent(is_pieced):
    response = PiecedResponse(LONG_PIECES) if is_pieced else HttpResponse(LONG)
    response.content = LONG[::-1]
    assert gzip.decompress(answered(response, accept_encoding="gzip").content) == LONG[::-1]


def test_what_is_packed_already_stays_as_it_is():
    response = PiecedResponse(LONG_PIECES, headers={"Content-Encoding": "br"})
    assert answered(response, accept_encoding="gzip").content == b"".join(
        piece.plain for piece in LONG_PIECES
    )
