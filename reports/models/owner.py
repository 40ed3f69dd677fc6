"""Which unit answers for a report: its own, or the one that took it over when that unit ended."""

from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from assignments.models import Unit
from q3plan.lib import dates


class OwnedReport(models.Model):
    """Rows read ``with_owner`` know their owner of that day; others ask when they need it."""

    class Meta:
        abstract = True

    def owner_on(self, on: date) -> Unit:
        """The unit that answers for the report on a day: its own, or the one that took it over."""
        handed = self.handovers.naming_owners(on=on).select_related("unit").first()
        return handed.unit if handed else self.unit

    def is_answered_by(self, powers) -> bool:
        """Whether one of the person's units answers for it on the day of their powers."""
        return self._owner_pk(powers.on) in powers.units

    def is_headed_by(self, powers) -> bool:
        return self._owner_pk(powers.on) in powers.head_of

    def _owner_pk(self, on) -> int:
        known = self.__dict__.get("owner_id")
        return self.owner_on(on).pk if known is None else known

    def _was_finished_before(self, day) -> bool:
        """Sent under its own name by the unit itself, and not back with anybody since."""
        held = {self.State.SUBMITTED, self.State.ACCEPTED}
        return self.state in held and dates.as_day(self.submitted_at) < day

    @property
    def unit_name(self) -> str:
        """ "Phường 1 (Phường Bàn Cờ hoàn tất)" where another unit took it over."""
        return self._named(self.unit.name)

    @property
    def unit_short_name(self) -> str:
        return self._named(self.unit.short_name)

    def _named(self, name):
        taker = self.__dict__.get("owner_name")
        if not taker or self._was_finished_before(self.owner_since):
            return name
        return _("%(unit)s (%(heir)s hoàn tất)") % {"unit": name, "heir": taker}
