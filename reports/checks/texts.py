"""Texts that should say something new each year: field of the item → its words on screen.

Difficulties may stay what they were; what was done may not.
"""

from django.utils.translation import gettext as _


def explanation_text():
    return {"explanation": _("Giải trình")}


def task_texts():
    return {"result": _("Kết quả thực hiện")}


def assessment_texts():
    return {"overview": _("Kết quả nổi bật"), "proposals": _("Kiến nghị, đề xuất")}
