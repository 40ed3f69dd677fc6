"""Writing a checked plan into the database; loading again leaves alone what people decided."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assignments.models import Assignment, Letterhead, Office, PlanLetterhead, Unit
from q3plan.lib.text import fold
from targets.models import (
    CitedDocument,
    Clause,
    DenominatorSeries,
    Plan,
    Reading,
    Sector,
    Target,
    Task,
)

# What a decision may have changed since: the row of an amended task holds its newest version.
AMENDABLE = ("title", "quote", "kind", "start_year", "end_year", "period_text")


class RowRefused(Exception):
    """A row that the database does not take, with a sentence that names it."""


class Loader:
    """Writes one checked file and remembers which rows it added and which it changed.

    With ``keeps_units`` units that are there already stay as they are: they belong to other plans
    too.
    """

    def __init__(self, data, *, keeps_units=False):
        self.data = data
        self.keeps_units = keeps_units
        self.added = set()
        self.changed = set()

    def load(self):
        self.plan = self.store(
            Plan,
            {"slug": self.data["plan"]["slug"]},
            {**self.data["plan"], "carries_out": self.plan_carried_out()},
            once=("watch_points", "near_points", "relative_tolerance"),
        )
        if head := self.data.get("letterhead"):
            self.store(PlanLetterhead, {"plan": self.plan}, head, once=tuple(head))
        self.clauses = self.load_clauses()
        self.load_cited_documents()
        self.sectors = {
            row["slug"]: self.store(Sector, {"plan": self.plan, "slug": row["slug"]}, row)
            for row in self.data["sectors"]
        }
        self.units = self.load_units()
        self.series = self.load_series()
        self.targets = self.load_targets()
        self.tasks = self.load_tasks()
        self.load_offices()
        self.load_assignments()

    def plan_carried_out(self):
        slug = self.data["plan"].get("carries_out")
        return Plan.objects.get(slug=slug) if slug else None

    def summary(self):
        if not self.added and not self.changed:
            return _("%(plan)s: không có gì thay đổi.") % {"plan": self.plan}
        return _("%(plan)s: thêm %(added)s dòng, sửa %(changed)s dòng.") % {
            "plan": self.plan,
            "added": len(self.added),
            "changed": len(self.changed - self.added),
        }

    def store(self, model, key, values, once=()):
        """The row of ``model`` named by ``key``, made or brought up to ``values``.

        Fields in ``once`` are set when the row is made and left alone afterwards: people decide
        them in the running system.
        """
        row = model.objects.filter(**key).first()
        is_new = row is None
        row = row or model(**key)
        changed = []
        for name, value in values.items():
            field = model._meta.get_field(name)
            attribute = field.attname
            wanted = value.pk if field.is_relation and value else field.to_python(value)
            if getattr(row, attribute) != wanted and (is_new or name not in once):
                setattr(row, attribute, wanted)
                changed.append(name)
        if is_new or changed:
            try:
                row.full_clean()
            except ValidationError as error:
                raise RowRefused(
                    _("%(what)s “%(row)s”: %(why)s")
                    % {
                        "what": model._meta.verbose_name,
                        "row": ", ".join(str(part) for part in key.values()),
                        "why": " ".join(error.messages),
                    }
                ) from error
            row.save()
            (self.added if is_new else self.changed).add(row)
        return row

    def load_clauses(self):
        clauses = {}
        for row in self.data["clauses"]:
            reference = row["reference"]
            values = {
                **row,
                "parent": clauses.get(row["parent"]),
                "folded_text": fold(f"{row['text']} {row['corrected_text']}"),
            }
            clauses[reference] = self.store(
                Clause, {"plan": self.plan, "reference": reference}, values
            )
        return clauses

    def load_units(self):
        """Dates of a unit belong to its successions once it stands; its letterhead to people."""
        units = {}
        for row in self.data["units"]:
            values = {name: value for name, value in row.items() if name != "letterhead"}
            once = tuple(values) if self.keeps_units else ("valid_from", "valid_to")
            unit = self.store(Unit, {"code": row["code"]}, values, once=once)
            units[row["code"]] = unit
            if letterhead := row.get("letterhead"):
                self.store(Letterhead, {"unit": unit}, letterhead, once=tuple(letterhead))
        return units

    def load_cited_documents(self):
        for row in self.data["cited_documents"]:
            named_by = "number" if row["number"] else "title"
            document = self.store(
                CitedDocument,
                {"plan": self.plan, named_by: row[named_by]},
                {name: value for name, value in row.items() if name != "citations"},
            )
            cited = {self.clauses[citation["clause"]] for citation in row["citations"]}
            if set(document.clauses.all()) != cited:
                document.clauses.set(cited)
                self.changed.add(document)

    def load_series(self):
        return {
            row["code"]: self.store(
                DenominatorSeries, {"plan": self.plan, "code": row["code"]}, row
            )
            for row in self.data["denominator_series"]
        }

    def load_targets(self):
        targets = {}
        for row in self.data["targets"]:
            values = {name: row[name] for name in row if name not in ("readings", "pair")}
            values["sector"] = self.sectors[row["sector"]]
            values["denominator_series"] = self.series.get(row["denominator_series"])
            targets[row["code"]] = target = self.store(
                Target,
                {"plan": self.plan, "code": row["code"]},
                values,
                once=("baseline_year", "baseline_value"),
            )
            for reading in row["readings"]:
                clause = self.clauses[reading["clause"]]
                # Which reading governs, and how far "khoảng" reaches, is decided by people.
                self.store(
                    Reading,
                    {"target": target, "clause": clause, "decision": None},
                    {**reading, "clause": clause},
                    once=("is_governing", "tolerance"),
                )
        for row in self.data["targets"]:
            if row["pair"]:
                self.store(
                    Target,
                    {"plan": self.plan, "code": row["code"]},
                    {"pair": targets[row["pair"]]},
                )
        return targets

    def load_tasks(self):
        amended = set(
            Task.objects.filter(plan=self.plan, versions__isnull=False).values_list(
                "code", flat=True
            )
        )
        return {
            row["code"]: self.store(
                Task,
                {"plan": self.plan, "code": row["code"]},
                {
                    **{name: value for name, value in row.items() if name != "periods"},
                    "sector": self.sectors[row["sector"]],
                    "clause": self.clauses[row["clause"]],
                    "period_text": row.get("period_text") or period_text(row["periods"]),
                },
                once=AMENDABLE if row["code"] in amended else (),
            )
            for row in self.data["tasks"]
        }

    def load_offices(self):
        for row in self.data["offices"]:
            if not Office.objects.filter(plan=self.plan, kind=row["kind"]).exists():
                self.store(
                    Office,
                    {"plan": self.plan, "kind": row["kind"]},
                    {
                        "unit": self.units[row["unit"]],
                        "valid_from": row.get("valid_from") or self.plan.issued_on,
                    },
                )

    def load_assignments(self):
        """Add the assignments that the plan's text makes and the database has never had.

        An assignment that was ended, handed on or made the provider since is left as people set
        it, and a target that has a provider by then gets no second one.
        """
        known = set(
            Assignment.objects.filter(unit__in=self.units.values()).values_list(
                "unit_id", "target_id", "task_id"
            )
        )
        provided = set(
            Assignment.objects.filter(target__plan=self.plan)
            .providing()
            .values_list("target_id", flat=True)
        )
        for row in self.data["assignments"]:
            unit = self.units[row["unit"]]
            target = self.targets.get(row["target"])
            task = self.tasks.get(row["task"])
            if (unit.pk, target and target.pk, task and task.pk) in known:
                continue
            self.store(
                Assignment,
                {"unit": unit, "target": target, "task": task},
                {
                    "role": row["role"],
                    "provides": row["provides"] and not (target and target.pk in provided),
                    "valid_from": row.get("valid_from") or self.plan.issued_on,
                    "valid_to": row.get("valid_to"),
                    "note": row["note"],
                },
            )


def period_text(periods):
    """Printed periods in one line, each with the part of the task that it covers in brackets."""
    return "; ".join(
        f"{period['quote']} ({period['scope']})" if period["scope"] else period["quote"]
        for period in periods
    )
