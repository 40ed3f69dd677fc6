"""A frozen consolidated report: what was reported upward, as it stood at that moment."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .round import Round
from .submission import canonical_json


class Consolidation(models.Model):
    """One finished consolidated report of a round [Tổng hợp], with its files.

    ``snapshot`` is canonical JSON with every figure, verdict and paragraph of that moment;
    ``sha256`` covers it and the hashes of the files in the order of their names. Never updated,
    never deleted: triggers in both databases refuse it. Later corrections show as differences.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="consolidations")
    sequence = models.PositiveIntegerField(_("lần"))
    title = models.CharField(_("tên"), max_length=300)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    dated_on = models.DateField(_("ngày ký"), null=True, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    snapshot = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("báo cáo tổng hợp đã chốt")
        verbose_name_plural = _("báo cáo tổng hợp đã chốt")
        ordering = ["-round__year", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["round", "sequence"], name="consolidation_in_order"),
            models.CheckConstraint(
                condition=~Q(snapshot=""),
                name="consolidation_has_content",
                violation_error_message=_("Báo cáo tổng hợp phải có nội dung."),
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.sequence})"

    @property
    def content(self) -> dict:
        """The snapshot as a dict."""
        return json.loads(self.snapshot)

    @classmethod
    def freeze(cls, round, content, files, *, title, by, at, number="", dated_on=None, note=""):
        """Store ``content`` (a dict) and ``files`` ({name: (kind, bytes)}) for good.

        Call inside a transaction; the round's row is locked so that two people do not take one
        place in the order.
        """
        Round.objects.select_for_update(no_key=True).get(pk=round.pk)
        last = cls.objects.filter(round=round).order_by("-sequence").first()
        snapshot = canonical_json(content)
        made = cls.objects.create(
            round=round,
            sequence=last.sequence + 1 if last else 1,
            title=title,
            number=number,
            dated_on=dated_on,
            note=note,
            snapshot=snapshot,
            sha256=_digest(snapshot, {name: data for name, (_kind, data) in files.items()}),
            made_at=at,
            made_by=by,
        )
        for name, (kind, data) in sorted(files.items()):
            ConsolidationFile.objects.create(
                consolidation=made,
                kind=kind,
                name=name,
                content=data,
                size=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
            )
        return made

    def is_intact(self) -> bool:
        """Whether snapshot and files still are what the hash was made of."""
        files = {row.name: bytes(row.content) for row in self.files.all()}
        return self.sha256 == _digest(self.snapshot, files)


def _digest(snapshot, files):
    digests = [
        f"{name}\n{hashlib.sha256(data).hexdigest()}" for name, data in sorted(files.items())
    ]
    return hashlib.sha256("\n".join([snapshot, *digests]).encode()).hexdigest()


class ConsolidationFile(models.Model):
    """A file of a consolidation, byte for byte as it was made. ``size`` in bytes."""

    class Kind(models.TextChoices):
        REPORT = "REPORT", _("Báo cáo tổng hợp (.docx)")
        TABLE = "TABLE", _("Biểu tổng hợp (.xlsx)")

        @property
        def media_type(self):
            office = "application/vnd.openxmlformats-officedocument."
            return (
                office
                + {
                    "REPORT": "wordprocessingml.document",
                    "TABLE": "spreadsheetml.sheet",
                }[self.value]
            )

    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["consolidation", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["consolidation", "name"], name="consolidation_file_once"
            ),
        ]

    def __str__(self):
        return self.name
