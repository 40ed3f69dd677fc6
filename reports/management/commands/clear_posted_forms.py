"""Forgets the answers to form posts that nobody will repeat any more."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.models import PostedForm


class Command(BaseCommand):
    help = "Xóa câu trả lời đã lưu của các biểu mẫu gửi từ nhiều ngày trước."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=7, help="giữ lại mấy ngày (mặc định 7)")

    def handle(self, *, days, **options):
        # Rows are stamped by the machine's own clock, also where the demonstration stands still.
        before = timezone.now() - timedelta(days=days)
        deleted, _rows = PostedForm.objects.filter(created_at__lt=before).delete()
        self.stdout.write(_("Đã xóa %(count)s câu trả lời cũ.") % {"count": deleted})
