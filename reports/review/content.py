"""One sent report as cards for the reviewer: what was sent beside everything it is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from q3plan.lib.numbers import (
    NONE_SIGN,
    figure_text,
    format_change,
    format_decimal,
    round_half_up,
)
from reports.dashboards.judging import (
    comparable_with,
    governing_reading,
    rule_of,
    yardstick_words,
)
from reports.denominators.wording import source_words
from reports.models import Assessment, TargetEntry, TaskUpdate
from reports.models.completeness import figure_label
from reports.review.checks import Flag, flip_words
from reports.review.dossier import Dossier
from reports.review.sent import SentTarget, assessment_labels
from reports.wards.sums import rate_words
from reports.wards.wording import ward_words
from targets.models import Target, Task
from targets.progress import Vintage, YearResult, YearStatus, display_value, flipped

Item = TargetEntry | TaskUpdate | Assessment


@dataclass(frozen=True)
class Row:
    """One figure: ``value`` as shown, ``terms`` "15 % (15/100)", what it is compared with.

    ``source`` tells where a denominator of the shared table came from.
    """

    label: str
    value: str
    terms: str = ""
    beside: str = ""
    note: str = ""
    result: YearResult | None = None
    source: str = ""


@dataclass(frozen=True)
class Card:
    """One item of a report. ``item`` is its row with the review's state, None when it is gone."""

    kind: str
    anchor: str
    code: str
    title: str
    item: Item | None
    flags: tuple[str, ...] = ()
    unit_of_measure: str = ""
    quotes: tuple[tuple[str, str], ...] = ()
    rows: tuple[Row, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    rating: TaskUpdate.Rating | None = None
    reviewer_rating: TaskUpdate.Rating | None = None
    last_year: tuple[tuple[str, str], ...] = ()
    is_sensitive: bool = False
    verdict: YearStatus | None = None


@dataclass(frozen=True)
class Items:
    """The rows of a report's items by code, for the review's state only."""

    entries: Mapping[str, TargetEntry] = field(default_factory=dict)
    updates: Mapping[str, TaskUpdate] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    assessment: Assessment | None = None
    last_ratings: Mapping[str, str] = field(default_factory=dict)

    def by_anchor(self, anchor) -> Item | None:
        items = (*self.entries.values(), *self.updates.values(), self.assessment)
        return next((item for item in items if item and item.anchor == anchor), None)

    @property
    def all(self) -> list[Item]:
        items = [*self.entries.values(), *self.updates.values(), self.assessment]
        return [item for item in items if item is not None]


def read_items(report) -> Items:
    """Four queries."""
    updates = {row.task.code: row for row in report.updates.select_related("task")}
    rated = TaskUpdate.objects.filter(
        report__unit=report.unit_id,
        report__round__plan=report.round.plan_id,
        report__round__year=report.round.year - 1,
        report__state="ACCEPTED",
    )
    return Items(
        entries={row.target.code: row for row in report.entries.select_related("target")},
        updates=updates,
        tasks={code: row.task for code, row in updates.items()},
        assessment=Assessment.objects.filter(report=report).first(),
        last_ratings=dict(rated.values_list("task__code", "reviewer_rating")),
    )


def cards_of(dossier: Dossier, items: Items, flags: list[Flag]) -> list[Card]:
    """The cards of the last submission in the order of the report; no query."""
    sent = dossier.sent
    if sent is None:
        return []
    by_anchor = {}
    for flag in flags:
        by_anchor.setdefault(flag.anchor, []).append(flag.text)

    def flags_at(anchor):
        return tuple(by_anchor.get(anchor, ()))

    cards = [
        _target_card(dossier, target, items.entries.get(target.code), flags_at(target.anchor))
        for target in sent.targets.values()
    ]
    cards += [
        _task_card(dossier, task, items, flags_at(task.anchor)) for task in sent.tasks.values()
    ]
    anchor = "danh-gia-chung"
    texts = tuple(
        (words, sent.assessment.get(name, "")) for name, words in assessment_labels().items()
    )
    cards.append(
        Card(
            kind="assessment",
            anchor=anchor,
            code="",
            title=_("Đánh giá chung"),
            item=items.assessment,
            flags=flags_at(anchor),
            texts=texts,
        )
    )
    return cards


# -- targets ---------------------------------------------------------------------------------


def _target_card(dossier, sent, entry, flags):
    if sent.is_of_ward:
        return _ward_card(dossier, sent, entry, flags)
    target = dossier.targets.get(sent.code)
    return _card_of_target(
        sent,
        entry,
        flags,
        rows=tuple(_row(dossier, sent, target, figure) for figure in sent.figures),
        facts=_facts(dossier, sent, target),
    )


def _card_of_target(sent, entry, flags, *, rows, facts):
    """What the whole and a ward's part show alike."""
    return Card(
        kind="target",
        anchor=sent.anchor,
        code=sent.code,
        title=sent.name,
        item=entry,
        flags=flags,
        unit_of_measure=sent.unit_of_measure,
        quotes=sent.quotes,
        rows=rows,
        facts=facts,
        texts=((_("Nguồn số liệu"), sent.source), (_("Giải trình"), sent.explanation)),
    )


def _ward_card(dossier, sent, entry, flags):
    """A ward's part: its terms and what they give beside last year's; no verdict."""
    last = dossier.last_year.targets.get(sent.code) if dossier.last_year else None
    before = last.figure(dossier.year - 1, Vintage.ESTIMATE) if last and last.is_of_ward else None
    facts = [(_("Phạm vi"), ward_words(dossier.report.unit, _provider(dossier, sent.code)))]
    if before and before.value is not None:
        label = _("Phần của phường đã gửi năm %(year)s") % {"year": dossier.year - 1}
        facts.append((label, f"{_part_value(last, before)} ({_terms(before)})"))
    rows = [
        Row(
            _("%(label)s của phường") % {"label": figure_label(figure)},
            _part_value(sent, figure),
            _terms(figure),
            _beside_part(sent, before, figure, dossier.year - 1),
            _("Phường để trống") if figure.value is None else "",
        )
        for figure in sent.figures
    ]
    return _card_of_target(
        sent,
        entry,
        flags,
        rows=tuple(rows),
        facts=tuple(facts),
    )


def _provider(dossier, code):
    """The unit that brings the whole target's figure; None while nobody does."""
    plan = dossier.report.round.plan_id
    own = (t for t in dossier.ledger.targets if t.code == code and t.plan_id == plan)
    target = next(own, None)
    return dossier.ledger.answerable[target.pk].provider if target else None


def _part_value(sent, figure):
    return rate_words(sent, figure.value)


def _beside_part(sent, before, figure, year):
    if figure.value is None or before is None or before.value is None:
        return ""
    words = {"before": _part_value(sent, before), "year": year}
    return _("Năm %(year)s: %(before)s") % words


def _row(dossier, sent, target, figure):
    label = figure_label(figure)
    if figure.value is None:
        return Row(label, NONE_SIGN, note=_("Đơn vị để trống"))
    result = None
    if figure.vintage != Vintage.YTD:
        result = dossier.judge(sent, figure.year, figure.vintage, figure.value)
    is_final = figure.vintage == Vintage.FINAL
    beside, note = "", ""
    if target and is_final:
        beside, note = _beside_final(dossier, sent, target, result)
    elif target and figure.vintage == Vintage.ESTIMATE:
        beside = _beside_estimate(dossier, sent, target, figure.value)
    value, source = _shown(sent, target, figure, result), _source(figure)
    return Row(label, value, _terms(figure), beside, note, result, source)


def _shown(sent, target, figure, result):
    """The value as the unit's own document has it, and finer where that would belie its lamp.

    No remark: its kind stands in the row's label.
    """
    is_computed = figure.numerator is not None
    plain = figure_text(figure.value, sent.decimals, is_computed=is_computed)
    if target is None:
        return plain
    judged = display_value(
        figure.value, rule_of(target, figure.year), result=result, vintage=Vintage.FINAL
    )
    return max(plain, judged, key=len)


def _terms(figure):
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{format_decimal(figure.numerator)} / {format_decimal(figure.denominator)}"


def _source(figure):
    shared = figure.shared
    return source_words(shared.series, shared.source, shared.as_of) if shared else ""


def _beside_estimate(dossier, sent, target, value):
    """The change against last year's value, the final one sent now or the accepted one."""
    previous = sent.figure(dossier.year - 1, Vintage.FINAL).value
    if previous is None:
        held = dossier.ledger.best(target, dossier.year - 1)
        previous = held.value if held else None
    previous = comparable_with(target, dossier.year, previous)
    if previous is None:
        return ""
    digits = target.decimals
    if value != previous and not round_half_up(value - previous, digits):
        digits += 1
    change = format_change(value, previous, is_percentage=target.is_percentage, decimals=digits)
    return _("%(change)s so với năm %(year)s") % {"change": change, "year": dossier.year - 1}


def _beside_final(dossier, sent, target, result):
    """The earlier estimate of the same year; a note when the final figure flips its verdict."""
    year = dossier.year - 1
    before = dossier.earlier(sent, year)
    if before is None:
        return "", ""
    judged = dossier.judge(sent, year, Vintage(before.vintage), before.value)
    text = _("Đã duyệt trước đây: %(value)s – %(word)s") % {
        "value": display_value(before.value, rule_of(target, year), result=judged),
        "word": judged.label,
    }
    if not flipped(judged, result):
        return text, ""
    words = flip_words(judged, result)
    return text, _("Kết quả đánh giá thay đổi. %(words)s") % {"words": words}


def _facts(dossier, sent: SentTarget, target: Target | None):
    year = dossier.year
    proposal = format_decimal(sent.proposal)
    facts = [(_("Đơn vị đề xuất cho năm %(year)s") % {"year": year + 1}, proposal)]
    if target is None:
        return tuple(facts)
    rule = rule_of(target, year)
    held = dossier.ledger.best(target, year - 1)
    accepted = display_value(held.value, rule, vintage=Vintage(held.vintage)) if held else NONE_SIGN
    annual = dossier.ledger.annual(target).get(year)
    bar = yardstick_words(dossier.ledger, target, year, rule, governing_reading(target, year))
    label = _("Chỉ tiêu giao năm %(year)s") if annual else _("Mốc của Kế hoạch cho năm %(year)s")
    return (
        (_("Số đã duyệt năm %(year)s") % {"year": year - 1}, accepted),
        (label % {"year": year}, bar),
        *facts,
    )


# -- tasks -----------------------------------------------------------------------------------


def _task_card(dossier, sent, items, flags):
    update, task = items.updates.get(sent.code), items.tasks.get(sent.code)
    return Card(
        kind="task",
        anchor=sent.anchor,
        code=sent.code,
        title=sent.title,
        item=update,
        flags=flags,
        quotes=((sent.code, task.quote),) if task else (),
        facts=_given(sent.yardstick),
        verdict=sent.yardstick.verdict if sent.yardstick else None,
        texts=(
            (_("Kết quả thực hiện"), sent.result),
            (_("Khó khăn, vướng mắc"), sent.difficulties),
            (_("Kiến nghị, đề xuất"), sent.proposals),
        ),
        rating=_rating(sent.rating),
        reviewer_rating=_rating(update.reviewer_rating) if update else None,
        last_year=_last_year(dossier, items, sent.code),
        is_sensitive=bool(task and task.is_sensitive),
    )


def _given(yardstick):
    """What a higher level gave for the task, beside what the unit reached."""
    if yardstick is None:
        return ()
    return (
        (_("Cấp trên giao"), yardstick.words),
        (_("Kết quả"), yardstick.reached or _("Đơn vị để trống")),
    )


def _rating(value):
    return TaskUpdate.Rating(value) if value in TaskUpdate.Rating.values else None


def _last_year(dossier, items, code):
    last = dossier.last_year.tasks.get(code) if dossier.last_year else None
    if last is None:
        return ()
    reviewed = _rating(items.last_ratings.get(code, ""))
    rows = [(_("Đơn vị tự đánh giá"), last.rating_label)]
    if reviewed:
        rows.append((_("Cơ quan thẩm định đánh giá"), str(reviewed.label)))
    return (*rows, (_("Kết quả thực hiện"), last.result))
