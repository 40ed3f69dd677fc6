"""Compares the rows of evidence with the stored files and names everything that does not fit."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.evidence import storing
from reports.models import Attachment, Evidence


class Command(BaseCommand):
    help = "Đối chiếu minh chứng với tệp lưu: thiếu, sai dung lượng, sai mã băm, tệp không có chủ."

    def handle(self, **options):
        problems, held = [], set()
        for row, place in self.rows():
            held.add(row.stored_name)
            if words := self.problem_of(row):
                problems.append(f"{row.stored_name} ({row.pk}, {place}, {row.name}): {words}")
        problems += [
            _("%(name)s: tệp không có chủ") % {"name": name}
            for name in sorted(set(storing.stored_names()) - held)
        ]
        for line in problems:
            self.stderr.write(line)
        if problems:
            raise CommandError(_("Có %(count)s chỗ không khớp.") % {"count": len(problems)})
        self.stdout.write(_("%(count)s tệp, tất cả khớp.") % {"count": len(held)})

    def rows(self):
        """Every row that holds a file, with words for what it belongs to."""
        for row in Evidence.objects.order_by("pk").select_related("report__unit").iterator():
            yield row, row.report
        attachments = Attachment.objects.order_by("pk").select_related(
            "message__directive", "amendment__target", "amendment__task", "amendment__clause"
        )
        for row in attachments.iterator():
            yield row, row.message.directive if row.message_id else row.amendment

    def problem_of(self, row):
        storage = storing.storage()
        if not storage.exists(row.stored_name):
            return _("thiếu tệp")
        try:
            size = storage.size(row.stored_name)
            if size != row.size:
                return _("dung lượng %(now)s, lúc nhận %(then)s") % {"now": size, "then": row.size}
            return "" if storing.hash_of(row.stored_name) == row.sha256 else _("sai mã băm")
        except OSError:
            return _("không đọc được")
