"""Walks the chain of submissions of every plan and names the first row that does not fit."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.models import Submission
from targets.models import Plan


class Command(BaseCommand):
    help = "Kiểm tra chuỗi các lần gửi báo cáo; dừng ở lần gửi đầu tiên không khớp."

    def handle(self, **options):
        for plan in Plan.objects.order_by("pk"):
            broken = Submission.objects.first_broken(plan)
            if broken:
                name, reason = broken
                raise CommandError(
                    _("%(plan)s: lần gửi %(name)s bị hỏng: %(reason)s.")
                    % {"plan": plan, "name": name, "reason": reason}
                )
            self.stdout.write(
                _("%(plan)s: %(count)s lần gửi, chuỗi nguyên vẹn.")
                % {"plan": plan, "count": plan.submissions.count()}
            )
