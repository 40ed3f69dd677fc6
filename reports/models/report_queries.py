"""Which reports a person may open, write or review."""

from django.db import models
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from assignments.models import Office

from .handover import ReportHandover


def _owned_by(units, *, on):
    """What no other unit has taken over by then, and what these have."""
    handed_over = ReportHandover.objects.naming_owners(on=on)
    given_away = handed_over.filter(report=OuterRef("pk")).exclude(unit__in=units)
    taken_over = handed_over.filter(unit__in=units)
    return (Q(unit__in=units) & ~Exists(given_away)) | Q(pk__in=taken_over.values("report"))


class ReportQuerySet(models.QuerySet):
    def visible_to(self, powers):
        """Reports whose content the person may open.

        One's own unit always, and what the units before it sent; the two recipients what was
        sent; leaders what was accepted in their sectors (the chair: everywhere). Nobody sees
        another unit's draft.
        """
        sent = Q(first_submitted_at__isnull=False)
        accepted = Q(state=self.model.State.ACCEPTED)
        # A ward's part of a target does not open its whole report to the target's vice-chair.
        in_sectors = Q(entries__target__sector__in=powers.sectors, entries__scope="WHOLE") | Q(
            updates__task__sector__in=powers.sectors
        )
        allowed = self.model.objects.filter(
            _owned_by(powers.units, on=powers.on)
            | (sent & Q(unit__in=powers.units | powers.inherited))
            | Q(behalf_by=powers.user_id, round__plan__in=powers.coordinates)
            | (sent & Q(round__plan__in=powers.receives))
            | (accepted & Q(round__plan__in=powers.chairs))
            | (accepted & in_sectors)
        )
        return self.filter(pk__in=allowed.values("pk"))

    def with_owner(self, *, on):
        """``owner_id`` of the unit that answers on a day.

        Where it took the report over, ``owner_name`` and ``owner_since`` tell who and when.
        """
        handed = ReportHandover.objects.naming_owners(on=on).filter(report=OuterRef("pk"))
        return self.annotate(
            owner_id=Coalesce(
                Subquery(handed.values("unit")[:1]), F("unit_id"), output_field=BigIntegerField()
            ),
            owner_name=Subquery(handed.values("unit__short_name")[:1]),
            owner_since=Subquery(handed.values("from_on")[:1]),
        )

    def owned_by(self, units, *, on):
        """Reports that one of these units (ids) answers for on a day, its own or taken over."""
        return self.filter(_owned_by(units, on=on))

    def writable_by(self, powers):
        """One's own unit's reports, and those one is entering for a unit that cannot."""
        on_behalf = Q(behalf_by=powers.user_id, round__plan__in=powers.coordinates)
        return self.filter(_owned_by(powers.units, on=powers.on) | on_behalf)

    def reviewable_by(self, powers):
        """Sent reports that this person's office reviews; nobody reviews their own unit."""
        return (
            self.filter(first_submitted_at__isnull=False)
            .filter(
                Q(
                    round__plan__in=powers.coordinates,
                    reviewing_office=Office.Kind.COORDINATING,
                )
                | Q(
                    round__plan__in=powers.second_recipient_of,
                    reviewing_office=Office.Kind.SECOND_RECIPIENT,
                )
            )
            .filter(~_owned_by(powers.units, on=powers.on))
        )

    def waiting_for_review(self):
        return self.filter(state=self.model.State.SUBMITTED).order_by("submitted_at", "pk")
