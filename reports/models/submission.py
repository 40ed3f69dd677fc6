"""What was sent, frozen and chained."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from targets.models import Plan

GENESIS = "0" * 64


def canonical_json(payload) -> str:
    """One text for one content: sorted keys, no spaces, characters as they are."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chain_hash(previous: str, payload: str) -> str:
    """Hex SHA-256 over the previous hash and the canonical payload."""
    return hashlib.sha256(f"{previous}\n{payload}".encode()).hexdigest()


class SubmissionQuerySet(models.QuerySet):
    def first_broken(self, plan):
        """``(name, reason)`` of the first row that does not fit the chain, or ``None``.

        The last check finds what a chain alone cannot: a sending cut off from its end, which the
        report itself still remembers.
        """
        previous, expected = GENESIS, 1
        for row in self.filter(plan=plan).order_by("sequence").iterator():
            if row.sequence != expected:
                return row.name, _("thiếu lần gửi số %(n)s trong chuỗi") % {"n": expected}
            if row.previous_sha256 != previous:
                return row.name, _("không nối với lần gửi trước")
            if row.sha256 != chain_hash(previous, row.payload):
                return row.name, _("nội dung không khớp với mã băm")
            if not row.agrees_with_payload():
                return row.name, _("thời điểm hoặc mã biên nhận không khớp với nội dung")
            previous, expected = row.sha256, expected + 1
        reports = self.model.report.field.related_model.objects
        cut_off = (
            reports.filter(round__plan=plan, submitted_at__isnull=False)
            .exclude(submissions__submitted_at=models.F("submitted_at"))
            .first()
        )
        return (str(cut_off), _("lần gửi cuối không còn trong chuỗi")) if cut_off else None


class Submission(models.Model):
    """One sending [Lần gửi]: canonical JSON with the names, targets and values of that moment.

    Never updated, never deleted: triggers in both databases refuse it. ``sequence`` counts within
    the plan and each row's hash covers the one before.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="submissions")
    report = models.ForeignKey("Report", models.PROTECT, related_name="submissions")
    sequence = models.PositiveIntegerField()
    payload = models.TextField()
    sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64)
    receipt_code = models.CharField(_("mã biên nhận"), max_length=30, unique=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần gửi")
        verbose_name_plural = _("lần gửi")
        ordering = ["plan", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "sequence"], name="submission_sequence_unique"),
            models.UniqueConstraint(
                fields=["plan", "previous_sha256"], name="submission_chain_does_not_fork"
            ),
        ]

    def __str__(self):
        return self.receipt_code

    @property
    def name(self):
        """Receipt code and place in the chain, for messages."""
        return _("%(receipt)s (số %(sequence)s)") % {
            "receipt": self.receipt_code,
            "sequence": self.sequence,
        }

    @property
    def content(self):
        """The payload as a dict."""
        return json.loads(self.payload)

    def agrees_with_payload(self):
        """Whether the columns beside the payload say what it and its hash say."""
        moment = timezone.localtime(self.submitted_at).isoformat()
        is_same_moment = self.content.get("submitted_at") == moment
        return is_same_moment and self.receipt_code.endswith(self.sha256[:6].upper())

    @classmethod
    def freeze(cls, report, content, *, by, at):
        """Append ``content`` to the plan's chain. Call inside a transaction."""
        # Every sending waits here in turn; rows that merely point to the plan need not.
        plan = Plan.objects.select_for_update(no_key=True).get(pk=report.round.plan_id)
        last = cls.objects.filter(plan=plan).order_by("-sequence").first()
        previous = last.sha256 if last else GENESIS
        payload = canonical_json(content)
        digest = chain_hash(previous, payload)
        sequence = last.sequence + 1 if last else 1
        return cls.objects.create(
            plan=plan,
            report=report,
            sequence=sequence,
            payload=payload,
            sha256=digest,
            previous_sha256=previous,
            receipt_code=f"BN-{report.round.year}-{sequence:05d}-{digest[:6].upper()}",
            submitted_at=at,
            submitted_by=by,
        )
