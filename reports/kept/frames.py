"""The frame of a kept page as one person sees it: drawn once while nothing that it shows changes.

Head, menus and footer cost more than all else on a page whose contents are kept. They show the
person, what ``context_processors.shell`` tells and what the view says (``key``), and all of these
name the frame that is kept. A frame with a message in it is drawn for the once, and the token of
forms (CSRF) is a new one each time.
"""

from collections.abc import Hashable, Iterable
from dataclasses import fields

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language

from q3plan.lib.packed import Piece, PiecedResponse
from reports.context_processors import shell
from reports.kept.recent import Recent

MOST_FRAMES = 64
# No page holds a NUL.
_CONTENT, _TOKEN = "\x00content\x00", "\x00token\x00"

frames = Recent(MOST_FRAMES)


def in_frame(
    request: HttpRequest,
    template: str,
    context: dict,
    content: Iterable[Piece],
    *,
    key: Hashable,
) -> PiecedResponse:
    """``template`` with ``content`` where it says ``{{ content }}``.

    ``key`` holds all that the template shows of ``context`` and of the request.
    """
    shown = shell(request)["shell"]

    def draw():
        places = {"content": _CONTENT, "csrf_token": _TOKEN, "shell": shown}
        before, after = render_to_string(template, context | places, request).split(_CONTENT)
        return tuple(_cut(side) for side in (before, after))

    if len(get_messages(request)):
        before, after = draw()
    else:
        place = (template, get_script_prefix(), get_language())
        named = (*place, key, _row(request.user), _values(shown))
        before, after = frames.get(named, draw)
    return PiecedResponse([*_joined(before, request), *content, *_joined(after, request)])


def _cut(html):
    return tuple(Piece(part.encode()) for part in html.split(_TOKEN))


def _joined(parts, request):
    """The parts with this request's token between them."""
    first, *others = parts
    yield first
    for part in others:
        yield Piece(get_token(request).encode())
        yield part


def _values(shown):
    """Everything that a ``Shell`` holds; what else it shows is told by that."""
    values = {field.name: getattr(shown, field.name) for field in fields(shown.__class__)}
    plan = values.pop("plan")
    return (*values.values(), plan and _row(plan))


def _row(instance):
    """Everything that stands in an instance's row; models themselves compare by their key."""
    return tuple(getattr(instance, field.attname) for field in instance._meta.concrete_fields)
