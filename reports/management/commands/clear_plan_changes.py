"""Clears the marks of change that no process needs any more."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.models import PlanChange


class Command(BaseCommand):
    help = "Xóa các dấu thay đổi cũ của từng kế hoạch, chỉ giữ dấu mới nhất."

    @transaction.atomic
    def handle(self, **options):
        cleared = 0
        plans = PlanChange.objects.order_by().values("plan").annotate(n=Count("pk"), last=Max("pk"))
        for held in plans.filter(n__gt=1):
            # The new mark is newer than all: no process can take what is left for an older state.
            PlanChange.objects.create(plan_id=held["plan"], at=timezone.now())
            old = PlanChange.objects.filter(plan=held["plan"], pk__lte=held["last"])
            cleared += old.delete()[0]
        self.stdout.write(_("Đã xóa %(count)s dấu cũ.") % {"count": cleared})
