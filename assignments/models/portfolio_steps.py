"""Who oversees what, handed over on a day: one holder at a time, a substitute beside them."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from q3plan.lib.dates import ONE_DAY, day_text
from targets.models import Plan


class PortfolioSteps(models.Model):
    """Each step checks against what is recorded already; ValidationError says what is in the way.

    A post is a sector of a plan, or, with ``sector`` None, the chair's whole plan.
    """

    class Meta:
        abstract = True

    @classmethod
    @transaction.atomic
    def take_over(cls, plan, sector, *, user, on, document=""):
        """``user`` holds the post from a day on; whoever held it until then stops the day before.

        Returns (the new row, the row that ended or None).
        """
        rows = cls._locked(plan, sector)
        later = rows.holding().filter(valid_from__gte=on).order_by("valid_from").first()
        if later:
            raise ValidationError(
                _("Đã ghi %(name)s từ ngày %(day)s. Chọn ngày sau đó."),
                params={"name": later.user, "day": day_text(later.valid_from)},
            )
        holder = rows.holding().active(on).first()
        if holder and holder.user_id == user.pk:
            raise ValidationError(_("%(name)s đang phụ trách."), params={"name": user})
        # A leave that was planned is the former holder's: its substitute comes no more.
        rows.filter(substitutes_for__isnull=False, valid_from__gte=on).delete()
        rows.active(on).update(valid_to=on - ONE_DAY)
        if holder:
            holder.valid_to = on - ONE_DAY
        position = cls.Position.VICE_CHAIR if sector else cls.Position.CHAIR
        new = cls.objects.create(
            plan=plan,
            sector=sector,
            position=position,
            user=user,
            valid_from=on,
            document=document,
        )
        return new, holder

    @transaction.atomic
    def give_substitute(self, *, user, since, until, document=""):
        """``user`` has the holder's rights beside them during a leave, both days included."""
        rows = self._locked(self.plan, self.sector)
        if user.pk == self.user_id:
            raise ValidationError(_("Người thay phải là một người khác."))
        if until < since:
            raise ValidationError(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
        if since < self.valid_from or (self.valid_to and until > self.valid_to):
            raise ValidationError(
                _("Thời gian thay phải nằm trong thời gian %(name)s phụ trách."),
                params={"name": self.user},
            )
        other = rows.filter(
            substitutes_for__isnull=False, valid_from__lte=until, valid_to__gte=since
        ).first()
        if other:
            raise ValidationError(
                _("Trong thời gian này đã có %(name)s thay."), params={"name": other.user}
            )
        return type(self).objects.create(
            plan=self.plan,
            sector=self.sector,
            position=self.position,
            user=user,
            valid_from=since,
            valid_to=until,
            document=document,
            substitutes_for=self.user,
        )

    @transaction.atomic
    def end(self, *, last_on):
        """The holder stops; nobody follows until somebody is named."""
        rows = self._locked(self.plan, self.sector)
        self.refresh_from_db()
        if last_on < self.valid_from:
            raise ValidationError(_("Ngày cuối phải từ ngày bắt đầu phụ trách trở đi."))
        if self.valid_to and self.valid_to <= last_on:
            raise ValidationError(
                _("Đã ghi thôi phụ trách từ sau ngày %(day)s."),
                params={"day": day_text(self.valid_to)},
            )
        self.valid_to = last_on
        self.save(update_fields=["valid_to"])
        beside = rows.filter(substitutes_for=self.user_id, valid_to__gt=last_on)
        beside.filter(valid_from__lte=last_on).update(valid_to=last_on)
        beside.filter(valid_from__gt=last_on).delete()

    @classmethod
    def _locked(cls, plan, sector):
        """The rows of one post, while no other step changes who holds anything in the plan."""
        Plan.objects.select_for_update().get(pk=plan.pk)
        return cls.objects.of_post(plan, sector)


def of_post(plan, sector):
    """Rows of a sector, or of the chair's position."""
    return Q(sector=sector) if sector else Q(plan=plan, sector__isnull=True)
