"""Load a plan from its file; loading it again changes nothing that people have decided since."""

from pathlib import Path

from auditlog.context import disable_auditlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from assignments.plan_files import checking
from assignments.plan_files.loading import Loader, RowRefused


class Command(BaseCommand):
    help = "Nạp kế hoạch (điều khoản, chỉ tiêu, nhiệm vụ, đơn vị, phân công) từ tệp JSON."

    def add_arguments(self, parser):
        parser.add_argument(
            "path", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures" / "plan-57.json"
        )

    def handle(self, *, path, **options):
        try:
            data = checking.read(path)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if problems := checking.problems(data):
            raise CommandError("\n".join([_("Tệp kế hoạch có lỗi:"), *problems]))
        loader = Loader(data)
        try:
            # What the signed plan says is nobody's change.
            with transaction.atomic(), disable_auditlog():
                loader.load()
        except RowRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(loader.summary())
