"""What the page of one report shows to its reader, and what that reader may do there."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from django.urls import reverse
from django.utils.translation import gettext as _

from q3plan.lib import dates
from q3plan.lib.form_errors import errors_of
from reports.dashboards.report_state import punctuality_of, shown_state
from reports.evidence.listing import with_files
from reports.models import Report, ReviewState, Submission
from reports.review import checks, rights
from reports.review.content import Card, Items, cards_of, read_items
from reports.review.dossier import Dossier, read_dossiers
from reports.review.forms import (
    CloseForm,
    ExtensionForm,
    ItemForm,
    ReopenForm,
    ReturnForm,
    working_day_after,
)
from reports.review.history import timeline
from reports.versions.behalf import OnBehalf, on_behalf_of

DAYS_TO_MEND = 3
JUDGED_STATES = {Report.State.SUBMITTED, Report.State.RETURNED, Report.State.ACCEPTED}


class Action(StrEnum):
    """What a button of the page asks for."""

    ACCEPT_ITEM = "accept_item"
    RETURN_ITEM = "return_item"
    ACCEPT_UNFLAGGED = "accept_unflagged"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    REOPEN = "reopen"
    CLOSE = "close"
    EXTEND = "extend"


DECISIONS = frozenset(
    {
        Action.ACCEPT_ITEM,
        Action.RETURN_ITEM,
        Action.ACCEPT_UNFLAGGED,
        Action.ACCEPT,
        Action.SEND_BACK,
    }
)


def allowed_actions(report) -> frozenset[Action]:
    """What the reviewer of a report may do in its state."""
    if report.state == Report.State.SUBMITTED:
        return DECISIONS
    if report.first_submitted_at is None:
        return frozenset({Action.EXTEND})
    if report.reopened_until:
        return frozenset({Action.REOPEN, Action.CLOSE})
    if report.state == Report.State.ACCEPTED:
        return frozenset({Action.REOPEN})
    return frozenset()


def item_stamp(item) -> str:
    """Changes whenever an item's content or its review does; a form with an older one is stale."""
    rating = getattr(item, "reviewer_rating", "")
    parts = (item.version, item.review_state, item.review_reason, item.reviewed_at, rating)
    return sha256(repr(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ShownCard:
    """A card with its form; ``problem`` is why the last press of its button did nothing."""

    card: Card
    form: ItemForm | None
    stamp: str
    shows_state: bool
    problem: str = ""
    lost_text: str = ""
    files: tuple = ()

    @property
    def review_state(self) -> ReviewState:
        return ReviewState(self.card.item.review_state)


@dataclass(frozen=True)
class Typed:
    """What came with a post that could not be carried out, to be shown again."""

    action: Action | None = None
    form: object = None
    anchor: str = ""
    problem: str = ""
    lost_text: str = ""


@dataclass(frozen=True)
class ReviewPage:
    report: Report
    dossier: Dossier
    items: Items
    flags: list[checks.Flag]
    cards: list[ShownCard]
    state: Report.State
    punctuality: dates.Punctuality
    reviewer: object
    can_act: bool
    is_own: bool
    is_sender: bool = False
    actions: frozenset[Action] = field(default_factory=frozenset)

    @property
    def submission(self) -> Submission | None:
        return self.dossier.submissions[-1] if self.dossier.submissions else None

    @property
    def times_sent(self) -> int:
        return len(self.dossier.submissions)

    @property
    def on_behalf(self) -> OnBehalf | None:
        """Who signed the paper and who entered the last sending; None for an ordinary one."""
        return on_behalf_of(self.submission)

    @property
    def can_decide(self) -> bool:
        return Action.ACCEPT in self.actions

    @property
    def marked(self):
        """Items that the reviewer asked to correct."""
        return [item for item in self.items.all if item.is_returned]

    @property
    def waiting(self):
        return [item for item in self.items.all if not item.is_returned and not item.is_accepted]

    @property
    def unflagged_waiting(self):
        flagged = {flag.anchor for flag in self.flags}
        return [item for item in self.waiting if item.anchor not in flagged]

    def shown(self, anchor) -> ShownCard:
        return next(shown for shown in self.cards if shown.card.anchor == anchor)


def read_page(report, powers, *, at: datetime, typed: Typed | None = None) -> ReviewPage:
    """The page of a report (with round, plan and unit): a fixed number of queries."""
    [dossier] = read_dossiers([report], at=at)
    items = read_items(report)
    flags = checks.flags_of(dossier)
    can_act = rights.reviews(powers, report)
    actions = allowed_actions(report) if can_act else frozenset()
    is_sender = report.submitted_by_id is not None and report.submitted_by_id == powers.user_id
    if is_sender:
        actions -= DECISIONS
    state = shown_state(report)
    typed = typed or Typed()
    cards = [
        _shown_card(card, Action.ACCEPT_ITEM in actions, state in JUDGED_STATES, typed)
        for card in cards_of(dossier, items, flags)
    ]
    cards = with_files(cards, report)
    return ReviewPage(
        report=report,
        dossier=dossier,
        items=items,
        flags=flags,
        cards=cards,
        state=state,
        punctuality=punctuality_of(report, at=at, due_before=report.due_before()),
        reviewer=rights.reviewing_unit(report, on=dates.as_day(at)),
        can_act=can_act,
        is_own=report.is_answered_by(powers),
        is_sender=is_sender,
        actions=actions,
    )


def _shown_card(card, can_decide, shows_state, typed):
    is_typed = typed.anchor == card.anchor
    problem = typed.problem if is_typed else ""
    if card.item is None or not can_decide:
        lost = typed.lost_text if is_typed else ""
        return ShownCard(card, None, "", shows_state and card.item is not None, problem, lost)
    form = typed.form if is_typed and typed.form else item_form(card.item)
    return ShownCard(card, form, item_stamp(card.item), shows_state, problem)


def item_form(item, data=None, *, returning=False) -> ItemForm:
    initial = {
        "reason": item.review_reason,
        "reviewer_rating": getattr(item, "reviewer_rating", ""),
    }
    return ItemForm(data, returning=returning, initial=initial, auto_id=f"{item.anchor}-%s")


def report_form(action: Action, report, *, today, data=None):
    """The form of an action on the whole report; None where the action asks for nothing."""
    if action == Action.SEND_BACK:
        initial = {"resubmit_by": working_day_after(today, DAYS_TO_MEND)}
        return ReturnForm(data, today=today, initial=initial, auto_id="tra-lai-%s")
    if action == Action.REOPEN:
        return ReopenForm(data, today=today, auto_id="mo-lai-%s")
    if action == Action.CLOSE:
        return CloseForm(data, today=today, auto_id="dong-som-%s")
    if action == Action.EXTEND:
        last_on = report.due_before() - dates.ONE_DAY
        return ExtensionForm(data, today=today, last_on=last_on, auto_id="gia-han-%s")
    return None


def page_context(page: ReviewPage, *, at: datetime, typed: Typed | None = None) -> dict:
    """Everything that ``review_report.html`` names; one query (the history)."""
    typed, report, today = typed or Typed(), page.report, dates.as_day(at)
    forms = {}
    is_over = report.reopened_until is not None and report.reopened_until < today
    for action in (Action.SEND_BACK, Action.REOPEN, Action.CLOSE, Action.EXTEND):
        is_typed = typed.action == action and typed.form is not None
        if action in page.actions and not (action == Action.CLOSE and is_over):
            blank = report_form(action, report, today=today)
            forms[action.value] = typed.form if is_typed else blank
    return {
        "page": page,
        "report": report,
        "year": report.round.year,
        "forms": forms,
        "errors": _errors(typed),
        "lost_text": "" if typed.anchor else typed.lost_text,
        "notice": _notice(page, today),
        "steps": timeline(report.events.select_related("by"), page.dossier),
        "behalf_url": _behalf_url(page, today),
        "compare_url": _address("report_compare", report) if page.times_sent > 1 else "",
        "fragment": False,
    }


def _behalf_url(page, today):
    """Where the reviewing officer enters a paper report; "" where nothing can be entered."""
    report = page.report
    if not page.can_act or not report.is_editable(on=today):
        return ""
    return _address("report_on_behalf", report)


def _address(name, report):
    return reverse(name, args=[report.round.year, report.unit.code])


def _errors(typed):
    if typed.problem:
        return [(typed.anchor or "noi-dung", typed.problem)]
    if typed.form is None:
        return []
    return errors_of(typed.form)


def _notice(page, today):
    """Title and sentences that say why nothing can be done here now, and what comes next."""
    report, reviewer = page.report, page.reviewer.name if page.reviewer else _("cơ quan khác")
    lines = []
    if page.is_own:
        lines.append(
            _("Đây là báo cáo của đơn vị anh/chị: %(reviewer)s thẩm định, anh/chị chỉ xem.")
            % {"reviewer": reviewer}
        )
    elif not page.can_act:
        lines.append(
            _("Báo cáo này do %(reviewer)s thẩm định, anh/chị chỉ xem.") % {"reviewer": reviewer}
        )
    elif page.is_sender and report.state == Report.State.SUBMITTED:
        lines.append(
            _("Anh/chị đã nhập và gửi báo cáo này thay đơn vị: cần đồng nghiệp khác thẩm định.")
        )
    if report.behalf_by_id:
        lines.append(
            _("%(by)s đang nhập thay từ bản giấy do %(signer)s ký.")
            % {"by": report.behalf_by.full_name, "signer": report.behalf_signer}
        )
    lines += _state_lines(page, report, today)
    return lines


def _state_lines(page, report, today):
    state = page.state
    if report.first_submitted_at is None:
        return [
            _("Đơn vị chưa gửi báo cáo. Nội dung đang soạn chỉ đơn vị xem được."),
            _("Hạn gửi: %(due)s.") % {"due": dates.due_words(report.due_before())},
        ]
    if state == Report.State.RETURNED:
        return [
            _("Đã trả lại, đang chờ đơn vị sửa. Lý do: %(reason)s")
            % {"reason": report.return_reason},
            *_until_lines(_("Hạn gửi lại"), report.resubmit_by, today),
        ]
    if state == Report.State.REOPENED:
        return [
            _("Đã mở lại để đơn vị sửa; số liệu đã duyệt vẫn được dùng. Lý do: %(reason)s")
            % {"reason": report.reopen_reason},
            *_reopened_lines(report.reopened_until, today),
        ]
    if state == Report.State.ACCEPTED:
        return [
            _("Báo cáo đã được duyệt; số liệu đang được dùng ở bảng điều hành."),
        ]
    return []


def _reopened_lines(until, today):
    if until >= today:
        return _until_lines(_("Mở"), until, today)
    words = {"day": dates.day_text(until), "since": dates.day_text(until + dates.ONE_DAY)}
    return [
        _(
            "Thời gian mở lại đã hết ngày %(day)s; báo cáo khóa từ 00:00 ngày %(since)s. Muốn đơn "
            "vị sửa tiếp thì mở lại thêm ở dưới."
        )
        % words
    ]


def _until_lines(words, day, today):
    if day is None:
        return []
    text = _("%(words)s đến hết ngày %(day)s.") % {"words": words, "day": dates.day_text(day)}
    if day < today:
        text += " " + _("Đã quá %(days)s ngày.") % {"days": (today - day).days}
    return [text]
