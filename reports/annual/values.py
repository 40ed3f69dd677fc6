"""Reading an intended value as it was typed, the same in the browser and from a sheet."""

from django.utils.translation import gettext as _

from q3plan.lib.text import clean
from reports.entry.fields import Field, Kind, Read, read
from reports.entry.forms import COUNTED
from targets.models.target import VALUE_PLACES

LONGEST_NOTE = 2_000


def value_field(target) -> Field:
    return Field(
        "value",
        target.name,
        Kind.NUMBER,
        unit=target.unit_of_measure,
        optional=True,
        allow_negative=target.floor is None or target.floor < 0,
        is_count=target.unit_of_measure in COUNTED,
        places=VALUE_PLACES,
        low=target.floor,
        high=target.ceiling,
    )


def note_field() -> Field:
    return Field("note", _("Căn cứ, ghi chú"), optional=True)


def read_value(target, typed) -> Read:
    """A number with two readings is asked for again: here nobody is offered a choice."""
    result = read(value_field(target), typed)
    if not result.readings:
        return result
    one, other = result.readings
    words = {"typed": result.text, "one": one, "other": other}
    text = _("“%(typed)s” có thể là %(one)s hoặc %(other)s. Gõ lại: %(one)s hoặc %(other)s.")
    return Read(result.text, error=text % words)


def read_note(typed) -> Read:
    text = clean(typed)
    if len(text) > LONGEST_NOTE:
        words = {"most": LONGEST_NOTE, "now": len(text)}
        return Read(text, error=_("Tối đa %(most)s ký tự, ghi chú này có %(now)s ký tự.") % words)
    return Read(text, text)
