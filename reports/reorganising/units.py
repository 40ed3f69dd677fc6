"""The units themselves: new ones with what they need to work, the old ones' last day, the bond."""

from assignments.models import Letterhead, Lineage, Succession, Unit
from q3plan.lib import dates
from reports.documents.letterheads import letterhead_from_name
from reports.reorganising.journal import Journal
from reports.reorganising.lines import Lines
from targets.models import Plan

DESCRIBED = ("code", "kind", "name", "short_name", "order", "staff_may_submit")


def found_units(lines: Lines, journal: Journal):
    """Make the units that begin; each begins its documents with its predecessor's head."""
    for heir in lines.heirs:
        if not heir.is_new:
            continue
        described = {name: getattr(heir, name) for name in DESCRIBED}
        described["short_name"] = heir.short_name or heir.name[:80]
        before = lines.first_predecessor(heir)
        unit = journal.make(
            Unit,
            **described,
            parent=before.parent if before else None,
            valid_from=lines.reorganisation.effective_on,
        )
        journal.change(heir, unit=unit)
        if before:
            _copy_letterhead(before, unit, journal)


def _copy_letterhead(before, unit, journal):
    """The old unit's head with the new name; who signs is not known yet. Somebody checks it."""
    old = Letterhead.objects.filter(unit=before).first()
    plan = Plan.objects.current()
    if old is None or plan is None:
        return
    named = letterhead_from_name(unit, plan)
    journal.make(
        Letterhead,
        unit=unit,
        superior=old.superior,
        agency=named.agency,
        symbol=named.symbol,
        place=named.place,
        authority=old.authority if before.kind == unit.kind else "",
        signer_title=old.signer_title if before.kind == unit.kind else named.signer_title,
        recipients=old.recipients,
        archive=old.archive,
    )


def end_units(lines: Lines, journal: Journal):
    for ending in lines.endings:
        unit = ending.unit
        journal.change(unit, valid_to=lines.reorganisation.effective_on - dates.ONE_DAY)


def bind(lines: Lines, journal: Journal):
    """Succession line by line, and Lineage to everything that the predecessor itself comes from."""
    decision = lines.reorganisation
    known = set(Lineage.objects.values_list("unit_id", "ancestor_id"))
    for ending in lines.endings:
        of_unit = Lineage.objects.filter(unit=ending.unit).order_by("pk")
        ancestors = [ending.unit.pk, *of_unit.values_list("ancestor_id", flat=True)]
        for line in ending.lines:
            if line.heir is None:
                continue
            journal.make(
                Succession,
                predecessor=ending.unit,
                successor=line.heir.unit,
                effective_on=decision.effective_on,
                document=decision.document,
                partial_territory=line.partial_territory,
            )
            for ancestor in ancestors:
                bond = (line.heir.unit_id, ancestor)
                if bond not in known and ancestor != line.heir.unit_id:
                    known.add(bond)
                    journal.make(
                        Lineage,
                        unit_id=line.heir.unit_id,
                        ancestor_id=ancestor,
                        since=decision.effective_on,
                    )
