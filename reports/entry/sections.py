"""The three pages on which a report is written, and one way to show, save and answer for all."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from q3plan.lib import clock, dates
from reports.directives.quoting import with_quotation
from reports.models import Report

from . import blocks, saving
from .access import may_change, writable_report
from .progress import writing_of
from .summary import part_of_blocks
from .wording import lock_of

CONFLICT, UNPROCESSABLE = 409, 422


class Action(Enum):
    NEXT = "next"
    LATER = "later"

    @classmethod
    def _missing_(cls, value):
        return cls.NEXT


@dataclass(frozen=True)
class Section:
    """``name`` is the view's name; ``key`` is the section of ``Missing``."""

    key: str
    name: str
    template: str
    title: str
    count_words: str
    next_name: str
    make_forms: Callable
    make_blocks: Callable


TARGETS = Section(
    "targets",
    "report_targets",
    "entry/report_targets.html",
    gettext_lazy("Chỉ tiêu"),
    gettext_lazy("%(done)s/%(total)s chỉ tiêu"),
    "report_tasks",
    saving.entry_forms,
    blocks.target_blocks,
)
TASKS = Section(
    "tasks",
    "report_tasks",
    "entry/report_tasks.html",
    gettext_lazy("Nhiệm vụ"),
    gettext_lazy("%(done)s/%(total)s nhiệm vụ"),
    "report_assessment",
    saving.update_forms,
    blocks.task_blocks,
)
ASSESSMENT = Section(
    "assessment",
    "report_assessment",
    "entry/report_assessment.html",
    gettext_lazy("Đánh giá chung"),
    gettext_lazy("Kết quả nổi bật, khó khăn, kiến nghị, nhiệm vụ năm sau"),
    "report_check",
    saving.assessment_forms,
    blocks.assessment_blocks,
)
SECTIONS = (TARGETS, TASKS, ASSESSMENT)


def address(name, report: Report) -> str:
    return reverse(name, kwargs={"year": report.year, "unit": report.unit.code})


def section_page(request, year, unit, section: Section):
    """Show a section, or save what was posted from it."""
    report = writable_report(request, year, unit)
    if request.method == "POST":
        data, quoted = with_quotation(report, section.key, request.POST)
        outcome = saving.save(report, section.make_forms, data, by=request.user, at=clock.now())
        return _answer(request, report, section, outcome, quoted)
    if not may_change(report, request.user, on=clock.today()):
        return redirect(address("report_detail", report))
    return render(request, section.template, _context(request, report, section))


def _context(request, report, section, outcome=None, **options):
    forms = outcome.forms if outcome else section.make_forms(report)
    writing = writing_of(report, by=request.user, at=clock.now(), forms=forms)
    made = section.make_blocks(report, forms, writing, outcome=outcome, **options)
    return {
        "report": report,
        "section": section,
        "blocks": made,
        "steps": steps(report, section.name, bool(forms) if section is TARGETS else None),
        "errors": [],
        "conflicts": outcome.conflicts if outcome else [],
        "refusal": outcome.refusal if outcome else "",
        "is_dirty": False,
        "lock": None,
        "last_year": report.year - 1,
        "post_key": uuid4(),
    }


def forms_by_section(report):
    """``(section, forms)`` in the order of the work; a unit without targets has no such section."""
    made = [(section, section.make_forms(report)) for section in SECTIONS]
    return [(section, forms) for section, forms in made if forms or section is not TARGETS]


def whole_writing(report, *, by, at):
    """``(forms by section, writing)`` of all pages together."""
    made = forms_by_section(report)
    forms = [form for _section, own in made for form in own]
    return made, writing_of(report, by=by, at=at, forms=forms)


def working_parts(report, made, writing, *, linked=False):
    """What the unit has written, as a list of answers; ``linked`` with ways to mend them."""
    return [
        part_of_blocks(
            section,
            section.make_blocks(report, forms, writing),
            url=address(section.name, report) if linked else "",
        )
        for section, forms in made
    ]


def steps(report, current, has_targets=None):
    """Links to the pages of a report, in the order of the work; no targets, no page for them."""
    if has_targets is None:
        has_targets = report.entries.exists()
    names = [section for section in SECTIONS if section is not TARGETS or has_targets]
    pages = [(section.name, section.title) for section in names]
    pages.append(("report_check", _("Kiểm tra và gửi")))
    return [
        {"url": address(name, report), "title": title, "is_current": name == current}
        for name, title in pages
    ]


def _answer(request, report, section, outcome, quoted=""):
    """``quoted``: the item that took an answer to a directive in; its page opens again there."""
    if outcome.refusal or outcome.conflicts:
        return _answer_conflict(request, report, section, outcome)
    if request.htmx:
        return _answer_autosave(request, report, section, outcome)
    if quoted and not outcome.refused:
        messages.success(request, _("Đã chèn nội dung đã trả lời và lưu phần này."))
        return redirect(f"{address(section.name, report)}#{quoted}")
    action = Action(request.POST.get("action"))
    context = _context(request, report, section, outcome, final=action is Action.NEXT)
    errors = [error for block in context["blocks"] for error in block.errors]
    if outcome.refused or (errors and action is Action.NEXT):
        context |= {"errors": errors, "is_dirty": outcome.refused}
        return render(request, section.template, context, status=UNPROCESSABLE)
    if action is Action.NEXT:
        return redirect(address(section.next_name, report))
    if errors:
        messages.warning(request, _("Đã lưu. Còn ô cần sửa trong phần “%s”.") % section.title)
    else:
        messages.success(request, _("Đã lưu phần “%s”.") % section.title)
    return redirect("my_work")


def _answer_autosave(request, report, section, outcome):
    context = _context(request, report, section, outcome)
    context |= {"saved_at": clock.now()}
    response = render(
        request,
        "entry/saved.html",
        context,
        status=UNPROCESSABLE if outcome.refused else 200,
    )
    response["X-Saved-At"] = dates.local(clock.now()).strftime("%H:%M")
    if outcome.has_errors:
        response["X-Save-State"] = "partial"
    return response


def _answer_conflict(request, report, section, outcome) -> HttpResponse:
    """Nothing was saved: every typed word comes back, with what stands in the way."""
    context = _context(request, report, section, outcome, saved=False)
    context |= {"is_dirty": True, "lock": lock_of(report, on=clock.today(), reader=request.user)}
    if request.htmx:
        response = render(request, "entry/conflict.html", context, status=CONFLICT)
        response["HX-Retarget"] = "#conflict"
        response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, section.template, context, status=CONFLICT)
