"""Dated facts about people: whose unit they work in and which sector they oversee."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.models import Plan, Sector

from .portfolio_steps import PortfolioSteps, of_post
from .unit import Unit, dates_in_order, in_force


class DatedQuerySet(models.QuerySet):
    def active(self, on):
        return self.filter(in_force(on))


class Membership(models.Model):
    """A person works in a unit as reporter [chuyên viên] or head [lãnh đạo], from–to.

    ``substitutes_for`` is the person whose leave it covers; such a membership has an end.
    """

    class Role(models.TextChoices):
        REPORTER = "REPORTER", _("Chuyên viên")
        HEAD = "HEAD", _("Lãnh đạo đơn vị")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(_("vai trò"), max_length=10, choices=Role)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    substitutes_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="substitutes",
        verbose_name=_("thay cho"),
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("người của đơn vị")
        verbose_name_plural = _("người của đơn vị")
        constraints = [
            dates_in_order("membership_dates_in_order"),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(valid_to__isnull=True),
                name="membership_open_once",
                violation_error_message=_("Người này đang giữ vai trò này ở đơn vị."),
            ),
            models.CheckConstraint(
                condition=Q(substitutes_for__isnull=True)
                | (Q(valid_to__isnull=False) & ~Q(substitutes_for=models.F("user"))),
                name="membership_substitute_has_an_end",
                violation_error_message=_(
                    "Thay người khác cần có ngày kết thúc và là một người khác."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.unit}"


class PortfolioQuerySet(DatedQuerySet):
    def of_post(self, plan, sector):
        """Whoever holds or held a sector; with None, the whole plan as chair."""
        return self.filter(of_post(plan, sector))

    def holding(self):
        """Those in their own right; a substitute holds nothing but the rights of a leave."""
        return self.filter(substitutes_for__isnull=True)


class Portfolio(PortfolioSteps):
    """What a leader oversees: a vice-chair one sector per row (III.16), the chair everything."""

    class Position(models.TextChoices):
        CHAIR = "CHAIR", _("Chủ tịch")
        VICE_CHAIR = "VICE_CHAIR", _("Phó Chủ tịch")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="portfolios")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="portfolios")
    position = models.CharField(_("chức vụ"), max_length=12, choices=Position)
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="portfolios"
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    document = models.CharField(_("văn bản phân công"), max_length=200, blank=True, default="")
    substitutes_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("thay cho"),
    )

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        verbose_name = _("lĩnh vực phụ trách")
        verbose_name_plural = _("lĩnh vực phụ trách")
        constraints = [
            dates_in_order("portfolio_dates_in_order"),
            models.CheckConstraint(
                condition=Q(position="CHAIR", sector__isnull=True)
                | Q(position="VICE_CHAIR", sector__isnull=False),
                name="portfolio_vice_chair_has_sector",
                violation_error_message=_(
                    "Phó Chủ tịch phụ trách một lĩnh vực; Chủ tịch phụ trách chung."
                ),
            ),
            models.CheckConstraint(
                condition=Q(substitutes_for__isnull=True)
                | (Q(valid_to__isnull=False) & ~Q(substitutes_for=models.F("user"))),
                name="portfolio_substitute_has_an_end",
                violation_error_message=_(
                    "Thay người khác cần có ngày kết thúc và là một người khác."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.sector or _('phụ trách chung')}"
