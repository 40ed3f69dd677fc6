"""Which file may come to or leave a report, and the two steps that do it under its lock."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from q3plan.lib import dates
from reports.entry.access import is_held_by_other, may_change
from reports.entry.wording import lock_of
from reports.models import Evidence, Report, ReportEvent, TargetEntry, TaskUpdate

from .limits import REPORT_BYTES, REPORT_FILES, WARN_PERCENT, EvidenceRefused, size_words
from .storing import storage

Kind = Evidence.Kind
# On paper the head signs after the draft is closed; the scan may follow until it is accepted.
_AWAITING_SIGNATURE = {Report.State.WITH_HEAD, Report.State.SUBMITTED}


@dataclass(frozen=True)
class Usage:
    files: int
    size: int

    @property
    def is_near_limit(self):
        return (
            self.files * 100 >= REPORT_FILES * WARN_PERCENT
            or self.size * 100 >= REPORT_BYTES * WARN_PERCENT
        )

    @property
    def words(self):
        return _("%(files)s tệp · %(size)s") % {
            "files": self.files,
            "size": size_words(self.size) if self.files else "0 MB",
        }

    @property
    def limit_words(self):
        return _("tối đa %(files)s tệp và %(size)s") % {
            "files": REPORT_FILES,
            "size": size_words(REPORT_BYTES),
        }


def usage_of(rows) -> Usage:
    """What these rows (not the removed ones) take."""
    held = [row.size for row in rows if row.removed_at is None]
    return Usage(len(held), sum(held))


def may_add(report, item, kind, *, by, on) -> bool:
    """``item`` is None for the report as a whole; ``by`` is somebody who may write the report."""
    if kind == Kind.SIGNED_COPY and report.state in _AWAITING_SIGNATURE:
        return not is_held_by_other(report, by)
    if not may_change(report, by, on=on):
        return False
    return kind == Kind.SIGNED_COPY or not _is_locked(report, item)


def _is_locked(report, item):
    """Files of the report as a whole go with the general assessment."""
    if item is None:
        item = getattr(report, "assessment", None)
    return item is not None and report.item_is_locked(item)


def may_remove(report, evidence, *, by, on) -> bool:
    if evidence.removed_at or not may_change(report, by, on=on):
        return False
    return evidence.kind == Kind.SIGNED_COPY or not _is_locked(report, evidence.item)


def _lock(report):
    """The row under lock. ``version_before`` tells a page whether only this step came between."""
    report.refresh_from_db(from_queryset=Report.objects.select_for_update())
    report.version_before = report.version


@transaction.atomic
def attach(report, received, *, item, kind, by, at) -> Evidence:
    """Give a stored file its row. The same content at the same place gives the row that is there.

    Raises EvidenceRefused; the caller deletes stored files that got no row.
    """
    _lock(report)
    if not may_add(report, item, kind, by=by, on=dates.as_day(at)):
        raise EvidenceRefused(closed_words(report, by=by, on=dates.as_day(at)))
    place = {"report": report, "kind": kind, **_columns(item)}
    attached = report.evidence.filter(removed_at__isnull=True)
    if same := attached.filter(sha256=received.sha256, **place).first():
        return same
    _check_room(usage_of(attached), received)
    row = Evidence.objects.create(
        **place,
        name=received.name,
        stored_name=received.stored_name,
        size=received.size,
        sha256=received.sha256,
        media_type=received.media_type,
        scan=received.scan,
        scanned_at=at if received.scan == Evidence.Scan.CLEAN else None,
        uploaded_at=at,
        uploaded_by=by,
        sent_in=_late_for(report),
    )
    if row.sent_in_id:
        report.record(ReportEvent.Kind.EVIDENCE_ADDED, at=at, by=by, subject=row.name[:250])
    elif report.is_editable(on=dates.as_day(at)):
        report.touch(by=by, at=at)
    return row


def _late_for(report):
    """The sending that a signed copy comes after; None in a draft."""
    if report.state != Report.State.SUBMITTED:
        return None
    return report.submissions.order_by("-sequence").first()


def _columns(item):
    return {
        "entry": item if isinstance(item, TargetEntry) else None,
        "update": item if isinstance(item, TaskUpdate) else None,
    }


def _check_room(usage, received):
    if usage.files >= REPORT_FILES:
        raise EvidenceRefused(
            _("Báo cáo đã có %(count)s tệp, là số tối đa. Bỏ bớt tệp không cần rồi tải lại.")
            % {"count": usage.files}
        )
    if usage.size + received.size > REPORT_BYTES:
        raise EvidenceRefused(
            _("Tổng dung lượng của báo cáo sẽ vượt %(limit)s. Bỏ bớt tệp hoặc giảm dung lượng.")
            % {"limit": size_words(REPORT_BYTES)}
        )


def closed_words(report, *, by, on) -> str:
    """Why nothing can be added or removed: the report's lock, or that of the item."""
    lock = lock_of(report, on=on, reader=by)
    reason = f"{lock.title}. {lock.text}" if lock else _("Nội dung này đã được duyệt.")
    return _("Không thêm, bỏ tệp được. %(reason)s") % {"reason": reason}


@transaction.atomic
def remove(report, evidence_pk, *, by, at):
    """Take a file out of the draft. What was sent stays in the sending; the rest is deleted.

    Removing what is gone already is no fault. Raises EvidenceRefused.
    """
    _lock(report)
    row = report.evidence.filter(pk=evidence_pk, removed_at__isnull=True).first()
    if row is None:
        return None
    if not may_remove(report, row, by=by, on=dates.as_day(at)):
        raise EvidenceRefused(closed_words(report, by=by, on=dates.as_day(at)))
    if row.sent_in_id:
        row.removed_at, row.removed_by = at, by
        row.save(update_fields=["removed_at", "removed_by"])
    else:
        row.delete()
        transaction.on_commit(lambda: storage().delete(row.stored_name))
    report.touch(by=by, at=at)
    return row
