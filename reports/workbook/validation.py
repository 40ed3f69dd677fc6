"""What a spreadsheet checks while the person types, with the field's own limits and words.

Pasting goes past it, so reading checks everything again.
"""

from django.utils.translation import gettext as _
from openpyxl.worksheet.datavalidation import DataValidation

from q3plan.lib.numbers import format_decimal
from q3plan.lib.sheets_out import safe_text
from reports.entry.fields import MAX_TEXT, Kind

# Limits of the file format.
MAX_TITLE, MAX_MESSAGE = 32, 255


class Validations:
    """One validation for all cells of a sheet that ask the same; ``lists`` maps the choices of a
    field to the cells that list their words."""

    def __init__(self, sheet, lists):
        self.sheet, self.lists, self.made = sheet, lists, {}

    def add(self, cell, content):
        key = (content.field, content.title)
        if key not in self.made:
            self.made[key] = self._make(content)
        self.made[key].add(cell)

    def close(self):
        for made in self.made.values():
            self.sheet.add_data_validation(made)

    def _make(self, content):
        asked = content.field
        if asked.kind is Kind.CHOICE:
            made = DataValidation(type="list", formula1=self.lists[asked.choices])
            made.error = _("Chọn một mức trong danh sách của ô này.")
        elif asked.kind is Kind.NUMBER:
            made = _number_rule(asked)
        else:
            made = DataValidation(
                type="textLength", operator="lessThanOrEqual", formula1=str(MAX_TEXT)
            )
            made.error = _("Tối đa %(n)s ký tự.") % {"n": format_decimal(MAX_TEXT)}
        made.allow_blank = True
        made.showErrorMessage = made.showInputMessage = True
        made.errorTitle = _("Chưa nhập được")
        made.promptTitle, made.prompt = _prompt(content)
        return made


def _number_rule(asked):
    kind = "whole" if asked.is_count else "decimal"
    low, high = asked.low, asked.high
    if asked.positive:
        made = DataValidation(type=kind, operator="greaterThan", formula1="0")
        words = _("Nhập số lớn hơn 0")
    elif low is not None and high is not None:
        made = DataValidation(type=kind, operator="between", formula1=f"{low.normalize():f}")
        made.formula2 = f"{high.normalize():f}"
        words = _("Nhập số từ %(low)s đến %(high)s") % _ends(low, high)
    elif low is not None:
        made = DataValidation(
            type=kind, operator="greaterThanOrEqual", formula1=f"{low.normalize():f}"
        )
        words = _("Nhập số từ %(low)s trở lên") % _ends(low, high)
    else:
        made = DataValidation(type=kind, operator="between", formula1="-1E+14", formula2="1E+14")
        words = _("Nhập một số")
    more = _(
        ", không gõ kèm chữ. Dấu thập phân là dấu phẩy (hoặc dấu chấm nếu máy dùng kiểu tiếng Anh)."
        " Chưa có số liệu thì để trống."
    )
    made.error = (words + more)[:MAX_MESSAGE]
    return made


def _ends(low, high):
    return {"low": format_decimal(low), "high": format_decimal(high)}


def _prompt(content):
    """The little note beside a chosen cell: which box of which item this is."""
    asked = content.field
    title = content.form.title.split(" ")[0] if asked.kind is Kind.NUMBER else asked.label
    words = [content.title + (f" ({asked.unit})" if asked.unit else "")]
    if asked.hint:
        words.append(asked.hint)
    return safe_text(title)[:MAX_TITLE], safe_text("\n".join(words))[:MAX_MESSAGE]
