"""A letter's first words and its head, from the plan and the coordinating unit."""

import re

from django.db import transaction

from assignments.models import Office
from q3plan.lib import dates
from reports.documents.letterheads import letterhead_of
from reports.models import Letter, LetterUnit

AS_OF = re.compile(r"Tính đến ngày \d{1,2} tháng \d{1,2} năm \d{4}")


def coordinating_unit(plan, *, on):
    """The unit that holds the coordinating office on a day; None where nobody does."""
    kind = Office.Kind.COORDINATING
    office = Office.objects.active(on).filter(plan=plan, kind=kind).select_related("unit").first()
    return office.unit if office else None


@transaction.atomic
def draft_letter(round, late, *, reply_by, by, at) -> Letter:
    """One letter that asks for all these reports. ``reply_by`` is the last good day."""
    plan, on = round.plan, dates.as_day(at)
    unit = coordinating_unit(plan, on=on)
    letter = Letter.objects.create(
        round=round,
        reply_by=reply_by,
        created_at=at,
        created_by=by,
        **_head(unit, plan, on),
        **first_words(round, unit, len(late), on),
    )
    LetterUnit.objects.bulk_create(
        LetterUnit(
            letter=letter,
            report=one.report,
            due_before=one.due_before,
            days_late=one.days_late,
            missing=one.missing,
        )
        for one in late
    )
    return letter


def _head(unit, plan, on):
    head = vars(letterhead_of(unit, plan, on=on))
    return {**head, "recipients": "Như trên"}


def first_words(round, unit, count, on):
    """Subject, opening and closing for a letter to ``count`` units, as of a day."""
    plan, year = round.plan, round.year
    plan_words = f"Kế hoạch số {plan.number}"
    whom = "đơn vị" if count == 1 else "các đơn vị"
    return {
        "subject": f"V/v đôn đốc gửi báo cáo năm {year} thực hiện {plan_words}",
        "opening": (
            f"Thực hiện {plan_words} {dates.document_date(plan.issued_on)} của {plan.issuer}, "
            f"{whom} gửi báo cáo kết quả năm {year} về {unit.name} trước "
            f"{dates.document_date(round.due_before)}. Tính đến "
            f"{dates.document_date(on)}, {whom} sau đây còn chậm:"
        ),
        "closing": (
            f"Có khó khăn, vướng mắc, đề nghị {whom} liên hệ {unit.name} để được hướng dẫn./."
        ),
    }


def restated_words(letter, typed, *, counts, on):
    """``typed`` as of a new day; words that nobody changed also follow the number of units.

    ``counts`` are the units before and now.
    """
    unit = coordinating_unit(letter.round.plan, on=on)
    was, now = (first_words(letter.round, unit, count, on) for count in counts)
    words = {**typed, "opening": AS_OF.sub(f"Tính đến {dates.document_date(on)}", typed["opening"])}
    unchanged = {name for name in was if words[name] == was[name]}
    return {**words, **{name: now[name] for name in unchanged}}
