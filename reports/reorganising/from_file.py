"""A reorganisation described in a JSON file, read into a draft that can be carried out.

    {"title": "…", "document": "Nghị quyết …", "document_on": "2025-06-16", "issued_by": "…",
     "effective_on": "2025-07-01", "note": "",
     "heirs": [{"code": "phuong-ban-co", "kind": "WARD", "name": "…", "short_name": "…",
                "order": 41, "staff_may_submit": false}, {"existing": "phong-noi-vu"}],
     "lines": [{"from": "phuong-1", "to": "phuong-ban-co"},
               {"from": "phuong-4", "to": "phuong-xuan-hoa", "main": false, "part": "…"},
               {"from": "cong-an", "to": null}],
     "assignments": [{"unit": "phong-a", "of": "CT-05", "to": "phong-b"}],
     "reports": [{"unit": "phong-a", "year": 2025, "to": null}],
     "people": [{"unit": "phong-a", "email": "…", "to": "phong-c"}],
     "breaks": ["CT-08"]}

Units are named by their codes here, heirs by the code of the unit; ``null`` is nobody. A plan other
than the current one is named by ``"plan"``. The lists from ``assignments`` on may be left out.
"""

import json
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from assignments.models import (
    Assignment,
    AssignmentChoice,
    Heir,
    Inheritance,
    Membership,
    MembershipChoice,
    Reorganisation,
    Unit,
)
from reports.models import Report, ReportChoice
from targets.models import Plan, Target

HEAD = ("title", "document", "issued_by")
DESCRIBED = ("code", "kind", "name", "short_name", "order", "staff_may_submit")


class FileProblem(ValueError):
    """What is wrong in the file, and where."""


@transaction.atomic
def read(path, *, by, at: datetime) -> Reorganisation:
    """The draft, saved, with heirs, lines and choices. ``FileProblem`` names what is wrong."""
    try:
        return prepare(json.loads(Path(path).read_text(encoding="utf-8")), by=by, at=at)
    except KeyError as missing:
        raise FileProblem(f"{path}: thiếu hoặc không có {missing}") from missing
    except (ValidationError, ValueError) as wrong:
        raise FileProblem(f"{path}: {wrong}") from wrong


@transaction.atomic
def prepare(told: dict, *, by, at: datetime) -> Reorganisation:
    """``read`` of what is parsed already; raises KeyError, ValidationError or ValueError."""
    plan = Plan.objects.get(slug=told["plan"]) if "plan" in told else Plan.objects.current()
    draft = Reorganisation(
        **{name: told[name] for name in HEAD},
        document_on=date.fromisoformat(told["document_on"]),
        effective_on=date.fromisoformat(told["effective_on"]),
        note=told.get("note", ""),
        created_at=at,
        created_by=by,
    )
    draft.full_clean()
    draft.save()
    heirs = {None: None} | {
        heir.unit.code if heir.unit else heir.code: heir
        for heir in [_heir(draft, row) for row in told["heirs"]]
    }
    _lines(draft, told["lines"], heirs)
    _choices(draft, told, heirs, plan)
    targets = {target.code: target for target in Target.objects.filter(plan=plan)}
    draft.break_targets.set([targets[code] for code in told.get("breaks", ())])
    return draft


def _heir(draft, row):
    if "existing" in row:
        heir = Heir(reorganisation=draft, unit=_unit(row["existing"]), is_new=False)
        heir.order = heir.unit.order
    else:
        given = {name: row[name] for name in DESCRIBED if name in row}
        heir = Heir(reorganisation=draft, **given)
    heir.full_clean()
    heir.save()
    return heir


def _unit(code):
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise KeyError(code)
    return unit


def _lines(draft, rows, heirs):
    """The first line of a unit that does not deny it is its main one, where none says so."""
    main = {row["from"] for row in rows if row.get("main")}
    for row in rows:
        is_main = row.get("main", row["from"] not in main)
        if is_main:
            main.add(row["from"])
        line = Inheritance(
            reorganisation=draft,
            predecessor=_unit(row["from"]),
            heir=heirs[row["to"]],
            is_main=is_main,
            partial_territory=row.get("part", ""),
        )
        line.full_clean()
        line.save()


def _choices(draft, told, heirs, plan):
    for row in told.get("assignments", ()):
        about = {"target__code": row["of"], "target__plan": plan}
        if not Target.objects.filter(plan=plan, code=row["of"]).exists():
            about = {"task__code": row["of"], "task__plan": plan}
        rows = Assignment.objects.filter(unit__code=row["unit"], **about)
        for assignment in _some(rows.exclude(valid_to__lt=draft.effective_on), row):
            AssignmentChoice.objects.create(
                reorganisation=draft, assignment=assignment, heir=heirs[row["to"]]
            )
    for row in told.get("reports", ()):
        rows = Report.objects.filter(round__plan=plan, round__year=row["year"])
        for report in _some(rows.filter(unit__code=row["unit"]), row):
            ReportChoice.objects.create(reorganisation=draft, report=report, heir=heirs[row["to"]])
    for row in told.get("people", ()):
        rows = Membership.objects.filter(unit__code=row["unit"], user__email__iexact=row["email"])
        for membership in _some(rows.exclude(valid_to__lt=draft.effective_on), row):
            MembershipChoice.objects.create(
                reorganisation=draft, membership=membership, heir=heirs[row["to"]]
            )


def _some(rows, row):
    found = list(rows)
    if not found:
        raise KeyError(json.dumps(row, ensure_ascii=False))
    return found
