"""Checks every frozen consolidated report against its hash and names the first that is changed."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.models import Consolidation


class Command(BaseCommand):
    help = "Kiểm tra các báo cáo tổng hợp đã chốt; dừng ở bản đầu tiên không còn nguyên vẹn."

    def handle(self, **options):
        count = 0
        rows = Consolidation.objects.select_related("round__plan").prefetch_related("files")
        for row in rows.order_by("pk").iterator(chunk_size=20):
            words = {"plan": row.round.plan, "year": row.round.year, "n": row.sequence}
            if not row.is_intact():
                raise CommandError(
                    _(
                        "%(plan)s: báo cáo tổng hợp năm %(year)s, lần %(n)s không còn nguyên vẹn: "
                        "nội dung hoặc tệp không khớp với mã băm."
                    )
                    % words
                )
            count += 1
        self.stdout.write(
            _("%(count)s báo cáo tổng hợp đã chốt, đều nguyên vẹn.") % {"count": count}
        )
