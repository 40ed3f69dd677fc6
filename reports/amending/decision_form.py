"""The decision [Quyết định] behind a change of the plan: number, date, who decided, in what words.

Shared by every screen that records one. Forms of such screens inherit from it or stand beside it:
``DecisionForm(request.POST, plan=plan, today=today)``, then ``form.decision()``.
"""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from q3plan.lib import dates
from reports.review.forms import CleanText, Day, ReviewForm
from targets.models import Decision

LONGEST_NUMBER = 80
LONGEST_ISSUER = 200
PREFIX = "quyet-dinh"


class DecisionForm(ReviewForm):
    """A decision that exists on paper; the same number, date and issuer are the same decision."""

    number = CleanText(
        label=gettext_lazy("Số, ký hiệu quyết định"),
        rows=0,
        longest=LONGEST_NUMBER,
        help_text=gettext_lazy("Ghi đủ số và ký hiệu, ví dụ 215/QĐ-UBND."),
        error_messages={"required": gettext_lazy("Ghi số, ký hiệu của quyết định.")},
    )
    decided_on = Day(
        label=gettext_lazy("Ngày quyết định"),
        help_text=gettext_lazy("Ngày/tháng/năm ghi trên văn bản."),
    )
    decided_by = CleanText(
        label=gettext_lazy("Cơ quan, người quyết định"),
        rows=0,
        longest=LONGEST_ISSUER,
        help_text=gettext_lazy("Ví dụ: Chủ tịch Ủy ban nhân dân Quận 3."),
        error_messages={"required": gettext_lazy("Ghi cơ quan hoặc người đã quyết định.")},
    )
    text = CleanText(label=gettext_lazy("Nội dung quyết định (không bắt buộc)"), required=False)

    wrong_day = gettext_lazy(
        "Ngày quyết định phải từ ngày ban hành Kế hoạch (%(first)s) đến hôm nay."
    )

    def __init__(self, *args, plan, **options):
        options.setdefault("auto_id", f"{PREFIX}-%s")
        super().__init__(*args, **options)
        self.plan = plan
        self.fields["number"].widget.attrs["class"] = "form-control w-short"

    def clean_number(self):
        """ "215 / QĐ-UBND" and "215/QĐ-UBND" are one number."""
        return "/".join(part.strip() for part in self.cleaned_data["number"].split("/"))

    def clean_decided_on(self):
        day, first = self.cleaned_data["decided_on"], self.first_day
        if not first <= day <= self.today:
            raise forms.ValidationError(self.wrong_day % {"first": dates.day_text(first)})
        return day

    @property
    def first_day(self):
        """No decision about a plan is older than the plan."""
        return self.plan.issued_on

    def clean(self):
        held = self._held()
        if held and not self._agrees_with(held):
            self.add_error(
                "number",
                _(
                    "Đã có quyết định số %(number)s ngày %(day)s của %(issuer)s. Nếu là văn bản "
                    "đó, vui lòng ghi đúng ngày và cơ quan quyết định; nếu không, ghi số khác."
                )
                % {
                    "number": held.number,
                    "day": dates.day_text(held.decided_on),
                    "issuer": held.decided_by,
                },
            )
        return self.cleaned_data

    def decision(self) -> Decision:
        """The row of this decision, made if the plan has none of that number; the form is valid.

        The caller's transaction writes it together with what it decides.
        """
        held = self._held()
        if held is not None:
            return held
        words = {name: self.cleaned_data[name] for name in ("decided_on", "decided_by", "text")}
        found, _new = Decision.objects.get_or_create(
            plan=self.plan, number=self.cleaned_data["number"], defaults=words
        )
        return found

    def _held(self):
        number = self.cleaned_data.get("number")
        return Decision.objects.filter(plan=self.plan, number__iexact=number or "").first()

    def _agrees_with(self, held):
        """Fields that failed on their own have their own message."""
        day = self.cleaned_data.get("decided_on", held.decided_on)
        issuer = self.cleaned_data.get("decided_by", held.decided_by)
        return day == held.decided_on and issuer.casefold() == held.decided_by.casefold()
