"""Reorganisations: what a decision about units changes, prepared, carried out, undone."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from targets.models import Target

from .assignment import Assignment
from .people import Membership
from .unit import Unit


class NotReorganised(Exception):
    """A step that does not fit the state; ``message`` is for the person, ``reasons`` tell why."""

    def __init__(self, message, reasons=()):
        super().__init__(message)
        self.message = message
        self.reasons = [str(reason) for reason in reasons]


class StaleReorganisation(NotReorganised):
    """Somebody changed the draft after the page was shown."""


class ReorganisationQuerySet(models.QuerySet):
    def carried_out(self):
        return self.filter(state=Reorganisation.State.CARRIED_OUT)


class Reorganisation(models.Model):
    """A decision [Sắp xếp đơn vị] that renames, merges, splits or dissolves units from a day on.

    Nothing of the units changes before it is carried out; then everything does in one transaction,
    with dates from ``effective_on`` on. Until that day it can be undone.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Đang chuẩn bị")
        CARRIED_OUT = "CARRIED_OUT", _("Đã thực hiện")
        UNDONE = "UNDONE", _("Đã hoàn lại")

    title = models.CharField(_("nội dung sắp xếp"), max_length=250)
    document = models.CharField(_("số, ký hiệu văn bản"), max_length=120)
    document_on = models.DateField(_("ngày văn bản"))
    issued_by = models.CharField(_("cơ quan ban hành"), max_length=200)
    effective_on = models.DateField(_("hiệu lực từ ngày"))
    note = models.TextField(_("ghi chú"), blank=True)
    break_targets = models.ManyToManyField(
        Target,
        blank=True,
        related_name="+",
        verbose_name=_("chỉ tiêu không so sánh được với trước đó"),
    )
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    carried_out_at = models.DateTimeField(null=True, blank=True)
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("sắp xếp đơn vị")
        verbose_name_plural = _("sắp xếp đơn vị")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="DRAFT")
                | Q(carried_out_at__isnull=False, carried_out_by__isnull=False),
                name="reorganisation_carried_out_by_someone",
                violation_error_message=_("Việc sắp xếp đã thực hiện phải có người và thời điểm."),
            ),
            models.CheckConstraint(
                condition=~Q(state="UNDONE") | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="reorganisation_undone_by_someone",
                violation_error_message=_("Việc hoàn lại phải có người và thời điểm."),
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.document})"

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    def lock(self, *states, version=None):
        """This row, held by the transaction and checked; ``self`` is refreshed."""
        self.refresh_from_db(from_queryset=Reorganisation.objects.select_for_update())
        if self.state not in states:
            raise NotReorganised(
                _("Việc sắp xếp này đang ở trạng thái “%(state)s” nên không thực hiện được.")
                % {"state": self.get_state_display()}
            )
        if version is not None and version != self.version:
            raise StaleReorganisation(
                _("Người khác vừa sửa bản chuẩn bị này. Vui lòng xem lại rồi thực hiện lại.")
            )

    @transaction.atomic
    def touch(self, *, version=None):
        """A change of the draft: locks it, checks the version that the page showed, moves it."""
        self.lock(self.State.DRAFT, version=version)
        self._move()

    @transaction.atomic
    def discard(self, *, version=None):
        """Throw a draft away; it has changed nothing yet."""
        self.lock(self.State.DRAFT, version=version)
        self.delete()

    def mark_carried_out(self, *, by, at):
        self.state = self.State.CARRIED_OUT
        self.carried_out_at, self.carried_out_by = at, by
        self._move("state", "carried_out_at", "carried_out_by")

    def mark_undone(self, *, by, at):
        self.state = self.State.UNDONE
        self.undone_at, self.undone_by = at, by
        self._move("state", "undone_at", "undone_by")

    def _move(self, *fields):
        self.version += 1
        self.save(update_fields=["version", *fields])


class Heir(models.Model):
    """A unit that inherits in a reorganisation: a new one as described, or one that goes on.

    ``unit`` is given for a unit that exists already, and filled in for a new one when the
    reorganisation is carried out (``is_new`` tells which).
    """

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="heirs")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    is_new = models.BooleanField(_("đơn vị mới"), default=True)
    code = models.SlugField(_("mã"), blank=True)
    kind = models.CharField(_("loại"), max_length=12, choices=Unit.Kind, blank=True)
    name = models.CharField(_("tên đầy đủ"), max_length=200, blank=True)
    short_name = models.CharField(_("tên gọn"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)
    staff_may_submit = models.BooleanField(_("chuyên viên được gửi thẳng"), default=False)

    class Meta:
        verbose_name = _("đơn vị kế thừa")
        verbose_name_plural = _("đơn vị kế thừa")
        ordering = ["reorganisation", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "code"],
                condition=~Q(code=""),
                name="heir_code_once",
                violation_error_message=_("Đã có đơn vị mới mang mã này."),
            ),
            models.CheckConstraint(
                condition=Q(is_new=False, unit__isnull=False)
                | (Q(is_new=True) & ~Q(code="") & ~Q(name="") & ~Q(kind="")),
                name="heir_is_described",
                violation_error_message=_("Đơn vị mới cần mã, loại và tên đầy đủ."),
            ),
        ]

    def __str__(self):
        return self.unit.name if self.unit_id and not self.is_new else self.name


class InheritanceQuerySet(models.QuerySet):
    def carried_out(self):
        return self.filter(reorganisation__state=Reorganisation.State.CARRIED_OUT)

    def naming_heir(self, unit):
        """The line that tells who takes over what ``unit`` left; None where nobody does."""
        lines = self.carried_out().filter(predecessor=unit, is_main=True, heir__unit__isnull=False)
        return lines.select_related("heir__unit", "reorganisation").first()


class Inheritance(models.Model):
    """One line from a unit that ends to an heir; without an heir the unit is dissolved.

    ``is_main`` marks the heir that takes what is not given to another. ``partial_territory`` tells
    which part of a ward goes there; blank means all of it.
    """

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="inheritances")
    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    heir = models.ForeignKey(
        Heir, models.CASCADE, null=True, blank=True, related_name="inheritances"
    )
    is_main = models.BooleanField(_("kế thừa chính"), default=True)
    partial_territory = models.TextField(_("phần địa bàn"), blank=True)

    objects = InheritanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng kế thừa")
        verbose_name_plural = _("dòng kế thừa")
        ordering = ["reorganisation", "predecessor__order", "-is_main", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "predecessor", "heir"], name="inheritance_once"
            ),
            models.UniqueConstraint(
                fields=["reorganisation", "predecessor"],
                condition=Q(is_main=True),
                name="inheritance_one_main_heir",
                violation_error_message=_("Mỗi đơn vị chỉ có một đơn vị kế thừa chính."),
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.heir or _('giải thể')}"


class AssignmentChoice(models.Model):
    """An assignment that goes to another heir than the main one; without an heir it just ends."""

    reorganisation = models.ForeignKey(
        Reorganisation, models.CASCADE, related_name="assignment_choices"
    )
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    heir = models.ForeignKey(Heir, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "assignment"], name="assignment_choice_once"
            ),
        ]

    def __str__(self):
        return f"{self.assignment} → {self.heir or '–'}"


class MembershipChoice(models.Model):
    """A person who goes to another heir than the main one; without an heir to none."""

    reorganisation = models.ForeignKey(
        Reorganisation, models.CASCADE, related_name="membership_choices"
    )
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    heir = models.ForeignKey(Heir, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "membership"], name="membership_choice_once"
            ),
        ]

    def __str__(self):
        return f"{self.membership} → {self.heir or '–'}"


class ReorganisationEffect(models.Model):
    """One row that a reorganisation made or changed, with what it was: the way back.

    ``model`` is Django's label ("assignments.unit"); ``before`` holds the changed fields as they
    were (plain JSON), ``None`` for a row that was made; ``after`` as they were set.
    """

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="effects")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.model} {self.object_id}"

    @classmethod
    def made(cls, reorganisation, row, after=None):
        """Remember a row that the reorganisation made; undoing takes it away again."""
        return cls.objects.create(
            reorganisation=reorganisation,
            model=row._meta.label_lower,
            object_id=row.pk,
            after=after,
        )


class Lineage(models.Model):
    """Unit × one of all the units that it comes from, however many successions back.

    Written with each Succession, so that a heir's people find the history in one step.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="ancestry")
    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="posterity")
    since = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "ancestor"], name="lineage_once"),
            models.CheckConstraint(condition=~Q(unit=F("ancestor")), name="lineage_not_of_itself"),
        ]

    def __str__(self):
        return f"{self.unit} ← {self.ancestor}"
