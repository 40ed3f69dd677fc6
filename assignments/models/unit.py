"""Units that answer for the plan, and who succeeds whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from q3plan.lib.ordering import natural_key


def in_force(on, prefix=""):
    """Rows whose ``valid_from``–``valid_to`` (both inclusive, open end allowed) contain ``on``."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    )


def dates_in_order(name):
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
        name=name,
        violation_error_message=_("Ngày bắt đầu phải trước hoặc bằng ngày kết thúc."),
    )


class UnitQuerySet(models.QuerySet):
    def existing(self, on):
        return self.filter(in_force(on))

    def reporting(self):
        """Units of the district; outside bodies that merely cooperate never report."""
        return self.exclude(kind=Unit.Kind.OUTSIDE)

    def in_natural_order(self):
        """A list in the plan's order, then Vietnamese order with wards by their number."""
        return sorted(self, key=lambda unit: (unit.order, natural_key(unit.name)))


class Unit(models.Model):
    """A unit [Đơn vị] under the name of its time.

    A unit is never renamed in place: a new name is a new row joined by a Succession, so that what
    was reported keeps the name of its day. Outside codes were reused in 2025 and are no keys.
    """

    class Kind(models.TextChoices):
        DEPARTMENT = "DEPARTMENT", _("Phòng chuyên môn")
        OFFICE = "OFFICE", _("Văn phòng")
        SERVICE = "SERVICE", _("Đơn vị sự nghiệp")
        MILITARY = "MILITARY", _("Quân sự")
        COMPANY = "COMPANY", _("Doanh nghiệp")
        WARD = "WARD", _("Phường")
        OUTSIDE = "OUTSIDE", _("Cơ quan ngoài quận")

    code = models.SlugField(_("mã"), unique=True)
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    name = models.CharField(_("tên đầy đủ"), max_length=200)
    short_name = models.CharField(_("tên gọn"), max_length=80)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    staff_may_submit = models.BooleanField(_("chuyên viên được gửi thẳng"), default=False)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        ordering = ["order", "code"]
        constraints = [dates_in_order("unit_dates_in_order")]

    def __str__(self):
        return self.name

    @property
    def is_ward(self):
        return self.kind == self.Kind.WARD


class Succession(models.Model):
    """Predecessor → successor [Kế thừa] on a date by a document; many to many."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="inheritances")
    effective_on = models.DateField(_("hiệu lực từ ngày"))
    document = models.CharField(_("văn bản"), max_length=200)
    partial_territory = models.TextField(_("phần địa bàn"), blank=True)

    class Meta:
        verbose_name = _("kế thừa")
        verbose_name_plural = _("kế thừa")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="succession_unique",
                violation_error_message=_("Quan hệ kế thừa này đã được ghi."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_not_to_itself",
                violation_error_message=_("Một đơn vị không kế thừa chính nó."),
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"
