"""What of a stored file can be looked at without taking it home."""

from .drawing import PreviewFailed, count_pages, draw_page
from .kinds import BY_MEDIA_TYPE, PREVIEWED
from .storing import BrokenFile, open_checked

MAX_PAGES = 60


def can_preview(evidence) -> bool:
    return evidence.is_downloadable and _decoder(evidence) is not None


def preview_pages(evidence) -> int:
    """How many pages ``evidence_page`` can show; 0 when none can be shown."""
    try:
        return min(MAX_PAGES, all_pages(evidence))
    except (BrokenFile, PreviewFailed):
        return 0


def all_pages(evidence) -> int:
    """Pages of the file; raises BrokenFile or PreviewFailed."""
    if not can_preview(evidence):
        raise PreviewFailed
    with open_checked(evidence) as file:
        return count_pages(file, _decoder(evidence))


def picture_of(evidence, number: int) -> tuple[bytes, str]:
    """``(bytes, media type)`` of page ``number`` from 1; raises BrokenFile or PreviewFailed."""
    if not can_preview(evidence) or number > MAX_PAGES:
        raise PreviewFailed
    with open_checked(evidence) as file:
        return draw_page(file, _decoder(evidence), number)


def _decoder(evidence):
    return PREVIEWED.get(BY_MEDIA_TYPE.get(evidence.media_type))
