"""The passages of a consolidated report, and every change that they went through."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.models import Unit

from .refusals import StaleReport, TransitionRefused

OWN = "own:"


@dataclass(frozen=True)
class Material:
    """One passage as accepted material brings it; ``key`` names its origin within the report."""

    key: str
    section: str
    text: str
    heading: str = ""
    unit: Unit | None = None
    item: str = ""


class Paragraph(models.Model):
    """One passage of the consolidated report [Đoạn] with what it was made from.

    ``key`` names its origin within the report ("task:III.1.1:phong-yt"), "own:…" for a passage of
    the officer's own. ``source`` is what assembling brought last and ``text`` what will be printed:
    the same until somebody edits it. An edited text is never overwritten; ``edited_source`` keeps
    the source it was made from, so that a later change of the source can be shown beside it.
    A passage whose origin no longer brings anything has ``is_orphan``; it stays when it was edited.
    """

    class Section(models.TextChoices):
        INTRODUCTION = "INTRODUCTION", _("Mở đầu")
        TARGETS = "TARGETS", _("Kết quả thực hiện các chỉ tiêu")
        TASKS = "TASKS", _("Kết quả thực hiện nhiệm vụ, giải pháp")
        DIFFICULTIES = "DIFFICULTIES", _("Khó khăn, hạn chế và nguyên nhân")
        PROPOSALS = "PROPOSALS", _("Kiến nghị, đề xuất")
        CORRECTIONS = "CORRECTIONS", _("Đính chính số liệu đã báo cáo")
        DIRECTIVES = "DIRECTIVES", _("Tình hình thực hiện ý kiến chỉ đạo")
        NEXT_YEAR = "NEXT_YEAR", _("Nhiệm vụ trọng tâm năm sau")
        CLOSING = "CLOSING", _("Kết thúc")

    compiled = models.ForeignKey("CompiledReport", models.PROTECT, related_name="paragraphs")
    key = models.CharField(max_length=160)
    section = models.CharField(_("phần"), max_length=12, choices=Section)
    order = models.PositiveIntegerField(_("thứ tự"))
    heading = models.TextField(_("đề mục"), blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    item = models.CharField(_("mã chỉ tiêu, nhiệm vụ"), max_length=20, blank=True)
    source = models.TextField(_("nội dung đơn vị báo cáo"), blank=True)
    text = models.TextField(_("nội dung đưa vào báo cáo"), blank=True)
    edited_source = models.TextField(blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_left_out = models.BooleanField(_("không đưa vào báo cáo"), default=False)
    is_orphan = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["compiled", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["compiled", "key"], name="paragraph_once"),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True, edited_by__isnull=True)
                | Q(edited_at__isnull=False, edited_by__isnull=False),
                name="paragraph_edited_has_moment_and_person",
                violation_error_message=_("Đoạn đã sửa phải có thời điểm và người sửa."),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_edited(self) -> bool:
        return self.edited_at is not None

    @property
    def is_behind(self) -> bool:
        """Whether the unit's words changed after this passage was edited."""
        return self.is_edited and self.source != self.edited_source

    @property
    def is_own(self) -> bool:
        """Written by the officer: nothing was reported for it."""
        return self.key.startswith(OWN)

    @property
    def is_withdrawn(self) -> bool:
        """Nothing reported stands behind it any more, and nobody wrote anything either."""
        return self.is_orphan and not self.is_edited

    @property
    def can_be_restored(self) -> bool:
        """Whether there are words of the unit's to go back to."""
        return self.is_edited and not self.is_own and not self.is_orphan

    def record(self, kind, *, by, at, before, after):
        return ParagraphChange.objects.create(
            paragraph=self, kind=kind, by=by, at=at, before=before, after=after
        )

    def _lock(self, version):
        """This row, locked and as somebody saw it with ``version``."""
        self.refresh_from_db(from_queryset=Paragraph.objects.select_for_update())
        if version != self.version:
            raise StaleReport(_("Người khác vừa sửa đoạn này."))

    def _save(self, *fields):
        self.version += 1
        self.save(update_fields=[*fields, "version"])

    @transaction.atomic
    def edit(self, *, by, at, text, version, heading=None):
        """Print ``text``; the very words of the unit bring the passage back to them.

        Whoever edits has the newest source beside the text, so the passage stands behind no more.
        ``heading`` is the officer's to choose only for a passage of one's own.
        """
        self._lock(version)
        kind = ParagraphChange.Kind
        if self.is_own and heading is not None and heading != self.heading:
            self.record(kind.EDITED, by=by, at=at, before=self.heading, after=heading)
            self.heading = heading
            self._save("heading")
        if text == self.text:
            return
        before, is_back = self.text, not self.is_own and not self.is_orphan and text == self.source
        self._set_text(text, *(("", None, None) if is_back else (self.source, at, by)))
        self.record(
            kind.RESTORED if is_back else kind.EDITED, by=by, at=at, before=before, after=text
        )

    def _set_text(self, text, edited_source, edited_at, edited_by):
        self.text, self.edited_source = text, edited_source
        self.edited_at, self.edited_by = edited_at, edited_by
        self._save("text", "edited_source", "edited_at", "edited_by")

    @transaction.atomic
    def restore(self, *, by, at, version):
        """Print the unit's own words again, as they stand now."""
        self._lock(version)
        if not self.can_be_restored:
            raise TransitionRefused(_("Đoạn này không có nội dung của đơn vị để lấy lại."))
        before = self.text
        self._set_text(self.source, "", None, None)
        self.record(ParagraphChange.Kind.RESTORED, by=by, at=at, before=before, after=self.text)

    @transaction.atomic
    def keep(self, *, by, at, version):
        """Keep the edited text although the unit's words changed."""
        self._lock(version)
        if not self.is_behind:
            raise TransitionRefused(_("Nội dung đơn vị báo cáo không thay đổi từ lần sửa trước."))
        self.edited_source = self.source
        self._save("edited_source")
        self.record(ParagraphChange.Kind.KEPT, by=by, at=at, before=self.text, after=self.text)

    @transaction.atomic
    def leave_out(self, *, by, at, version):
        self._set_left_out(True, by=by, at=at, version=version)

    @transaction.atomic
    def put_back(self, *, by, at, version):
        self._set_left_out(False, by=by, at=at, version=version)

    def _set_left_out(self, is_left_out, *, by, at, version):
        self._lock(version)
        if self.is_left_out == is_left_out:
            return
        self.is_left_out = is_left_out
        self._save("is_left_out")
        kind = ParagraphChange.Kind.LEFT_OUT if is_left_out else ParagraphChange.Kind.PUT_BACK
        self.record(kind, by=by, at=at, before=self.text, after=self.text)

    @transaction.atomic
    def move(self, *, by, at, up):
        """Change places with the neighbour in the section; at its end nothing happens.

        The text's version stays: somebody who is writing in this passage is not disturbed.
        """
        self.compiled.lock()
        rows = list(
            Paragraph.objects.filter(compiled=self.compiled_id, section=self.section)
            .only("compiled", "key", "section", "order")
            .order_by("order", "pk")
        )
        place = next(index for index, row in enumerate(rows) if row.pk == self.pk)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(rows):
            return False
        rows[place], rows[other] = rows[other], rows[place]
        for order, row in enumerate(rows, 1):
            row.order = order
        Paragraph.objects.bulk_update(rows, ["order"])
        self.order = other + 1
        self.record(
            ParagraphChange.Kind.MOVED, by=by, at=at, before=str(place + 1), after=str(other + 1)
        )
        return True

    def follow(self, piece: Material | None, *, by, at) -> str:
        """Take in what this passage's origin says now, None when it says nothing any more.

        Call on a locked row. Returns how it counts in ``Assembled``; "" when nothing changed.
        """
        if piece is None:
            return self._lose_source(by=by, at=at)
        heading, unit_id = piece.heading, piece.unit and piece.unit.pk
        is_same = (self.source, self.heading, self.unit_id, self.item, self.is_orphan) == (
            *(piece.text, heading, unit_id, piece.item),
            False,
        )
        if is_same:
            return ""
        before = self.source
        has_new_words = piece.text != self.source
        self.source, self.heading, self.unit_id = piece.text, heading, unit_id
        self.item, self.is_orphan = piece.item, False
        if not self.is_edited:
            self.text = piece.text
        self._save("source", "text", "heading", "unit", "item", "is_orphan")
        if has_new_words:
            self._record_assembled(before, piece.text, by=by, at=at)
        return "behind" if self.is_edited and has_new_words else "followed"

    def _lose_source(self, *, by, at):
        if self.is_orphan:
            return ""
        # What was withdrawn is neither printed nor shown any more, but what a person wrote stays.
        # The row remains in any case: its history is only ever added to.
        before, self.source, self.is_orphan = self.source, "", True
        if not self.is_edited:
            self.text = ""
        self._save("source", "text", "is_orphan")
        self._record_assembled(before, "", by=by, at=at)
        return "gone"

    def _record_assembled(self, before, after, *, by, at):
        self.record(ParagraphChange.Kind.ASSEMBLED, by=by, at=at, before=before, after=after)


class ParagraphChange(models.Model):
    """One change of a passage: who, when, before and after. Rows are only ever added."""

    class Kind(models.TextChoices):
        ASSEMBLED = "ASSEMBLED", _("Tổng hợp từ báo cáo đơn vị")
        EDITED = "EDITED", _("Sửa nội dung")
        RESTORED = "RESTORED", _("Lấy lại nội dung đơn vị báo cáo")
        KEPT = "KEPT", _("Giữ nội dung đã sửa")
        LEFT_OUT = "LEFT_OUT", _("Không đưa vào báo cáo")
        PUT_BACK = "PUT_BACK", _("Đưa trở lại báo cáo")
        MOVED = "MOVED", _("Chuyển vị trí")

    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.paragraph} {self.kind}"
