"""Deletes stored files that no row holds: what an upload left that was cut off."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.evidence import storing


class Command(BaseCommand):
    help = "Xóa tệp minh chứng không có chủ, cũ hơn một ngày."

    def add_arguments(self, parser):
        parser.add_argument("--hours", type=int, default=24, help="cũ hơn mấy giờ (mặc định 24)")

    def handle(self, *, hours, **options):
        # Files are stamped by the machine's own clock, also where the demonstration stands still.
        before, storage = timezone.now() - timedelta(hours=hours), storing.storage()
        held = storing.held_names()
        old = [
            name
            for name in storing.stored_names()
            if name not in held and storage.get_modified_time(name) < before
        ]
        for name in old:
            # A row may have come since; one that uses this name keeps its file.
            if not storing.held_names([name]):
                storage.delete(name)
        self.stdout.write(_("Đã xóa %(count)s tệp không có chủ.") % {"count": len(old)})
