"""Illustrative values: base data, baselines, annual targets and the figures of each round."""

from datetime import date
from decimal import Decimal

from q3plan.lib.dates import cutoff
from reports.demo import data
from reports.models import Observation
from targets.models import (
    AnnualTarget,
    Decision,
    DenominatorSeries,
    DenominatorValue,
    Target,
)
from targets.progress import Vintage

BASE_ENTERED_ON = date(2025, 3, 3)


def terms(target, given):
    """Value, numerator and denominator of ``[numerator, denominator]`` or of "value"."""
    if isinstance(given, str):
        return {"value": Decimal(given), "numerator": None, "denominator": None}
    top, bottom = map(Decimal, given)
    return {"value": target.ratio_of(top, bottom), "numerator": top, "denominator": bottom}


def lay(plan, *, by, until=date.max):
    """Base data, baselines and annual targets of the plan, as decided until a day."""
    book = data.read("values")
    targets = {target.code: target for target in Target.objects.filter(plan=plan)}
    _base_data(book, targets, by)
    _baselines(book, targets)
    _annual_targets(book, targets, plan, until)


def _base_data(book, targets, by):
    Observation.objects.bulk_create(
        Observation(
            target=targets[code],
            year=int(year),
            vintage=Vintage.FINAL,
            source=row.get("sources", {}).get(year, book["base_source"]),
            is_illustrative=True,
            accepted_at=cutoff(BASE_ENTERED_ON),
            accepted_by=by,
            **terms(targets[code], given),
        )
        for code, row in book["targets"].items()
        for year, given in row["base"].items()
    )


def _baselines(book, targets):
    for code, row in book["targets"].items():
        if year := row.get("baseline_year"):
            target = targets[code]
            target.baseline_year = year
            target.baseline_value = terms(target, row["base"][str(year)])["value"]
            target.save(update_fields=["baseline_year", "baseline_value"])


def _annual_targets(book, targets, plan, until):
    for row in book["decisions"]:
        year, decided_on = row["year"], date.fromisoformat(row["decided_on"])
        if decided_on > until:
            continue
        decision = Decision.objects.create(
            plan=plan,
            number=row["number"],
            decided_on=decided_on,
            decided_by=plan.issuer,
            text=f"Giao chỉ tiêu năm {year} (văn bản minh họa).",
            is_illustrative=True,
        )
        AnnualTarget.objects.bulk_create(
            AnnualTarget(
                target=targets[code],
                year=year,
                value=Decimal(given["annual"][str(year)]),
                decision=decision,
            )
            for code, given in book["targets"].items()
            if str(year) in given.get("annual", {})
        )


def share_denominators(plan, year, *, by, at):
    """What the coordinating unit enters into the shared table before it opens a year's round.

    Counts of the year are those of the end of September, last year's of its last day.
    """
    book = data.read("values")["denominators"]
    for series in DenominatorSeries.objects.filter(plan=plan):
        row = book[series.code]
        for name, value in row["rounds"][str(year)].items():
            is_final = name == "final"
            DenominatorValue.put(
                series,
                year - is_final,
                Vintage[name.upper()],
                value=Decimal(value),
                source=row["source"],
                as_of=date(year - 1, 12, 31) if is_final else date(year, 9, 30),
                by=by,
                at=at,
                is_illustrative=True,
            )


def write_entry(entry, year):
    """Put the story's figures of a year into an entry; returns its figures, all unsaved.

    A target without values for that year stays blank with the reason why.
    """
    row = data.read("values")["targets"].get(entry.target.code, {})
    given = row.get("rounds", {}).get(str(year))
    figures = list(entry.figures.all())
    if given is None:
        entry.explanation = "Chưa có số liệu; đơn vị đang đề nghị cơ quan liên quan cung cấp."
        return figures
    for figure in figures:
        for name, value in _given(entry.target, figure, given[figure.name]).items():
            setattr(figure, name, value)
    entry.source = f"{row['source']}, tháng 10 năm {year} (số liệu minh họa)."
    entry.explanation = row.get("explanations", {}).get(str(year), "")
    entry.proposal = Decimal(given["proposal"]) if given["proposal"] else None
    return figures


def _given(target, figure, told):
    """The story's terms; a denominator of the shared table stays what the table says."""
    if figure.shared_denominator_id is None:
        return terms(target, told)
    return terms(target, [told[0], figure.denominator])
