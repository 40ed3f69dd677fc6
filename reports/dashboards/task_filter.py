"""The filters of the list of tasks, in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.dashboards.filters import AddressForm
from reports.dashboards.task_standing import Rating

TROUBLED, UNRATED = "vuong-mac", "chua-co"


def rating_address(rating) -> str:
    """How a rating stands in the address; None is no accepted rating yet."""
    return rating.value if rating else UNRATED


class TaskFilter(AddressForm):
    """Filters of the list of tasks. Call ``offer`` with the whole list before ``filter``."""

    year = forms.TypedChoiceField(label=_("Năm"), coerce=int, required=False)
    sector = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)
    rating = forms.ChoiceField(
        label=_("Đánh giá"),
        required=False,
        choices=[
            ("", _("Tất cả")),
            (TROUBLED, _("Đang vướng mắc")),
            *Rating.choices,
            (UNRATED, _("Chưa có đánh giá được duyệt")),
        ],
    )
    NAMES = {
        "year": _("năm"),
        "sector": _("lĩnh vực"),
        "unit": _("đơn vị"),
        "rating": _("đánh giá"),
    }
    ADDRESS_NAMES = {"year": "nam", "sector": "linh-vuc", "unit": "don-vi", "rating": "danh-gia"}

    def offer(self, rows):
        """Offer the sectors and units of these task standings as choices."""
        units = [unit for row in rows for unit in (*row.leads, *row.cooperating)]
        self._offer_things([row.task.sector for row in rows], units)

    def within(self, rows):
        """The tasks of the chosen sector and unit, whatever their rating."""
        self.is_valid()
        sector, unit = self.cleaned_data.get("sector"), self.cleaned_data.get("unit")
        return [
            row
            for row in rows
            if (not sector or row.task.sector.slug == sector)
            and (not unit or unit in {held.code for held in (*row.leads, *row.cooperating)})
        ]

    def filter(self, rows):
        """The tasks that pass, in the order given."""
        rows = self.within(rows)
        rating = self.cleaned_data.get("rating")
        return [row for row in rows if not rating or _has(row, rating)]


def _has(row, rating):
    if rating == TROUBLED:
        return row.is_troubled
    return rating == rating_address(row.worst.rating if row.worst else None)
