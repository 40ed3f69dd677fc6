"""The description of the burn-up: how sending climbs towards all units, against the deadline."""

from collections import Counter
from decimal import Decimal

from django.utils.translation import gettext as _

from q3plan.lib import dates
from reports.charts.describe import Chart, DataTable, Level, Line, Mark, Tick, Upright, nice_ticks


def burn_up_chart(board) -> Chart:
    """Steps of first sendings from the opening of the round to today or the deadline.

    Across are days since the opening (Decimal, with the part of the day), upwards reports.
    """
    opened = board.round.opens_on
    end = max(board.round.due_before, *(day for day in _last_days(board)))
    days = Decimal((end - opened).days + 1)
    sent, total = board.sent, board.expected
    words = {"sent": sent, "total": total}
    title = _("%(sent)s trên %(total)s báo cáo đã gửi") % words
    if board.countdown.is_over:
        late = {"late": board.sent_late, "overdue": board.overdue}
        title += "; " + _("%(late)s gửi trễ, %(overdue)s còn thiếu sau hạn") % late
    due = Decimal((board.round.due_before - opened).days)
    return Chart(
        key=f"burn-up-{board.round.year}",
        title=title,
        description=_(
            "Đường bậc thang số báo cáo đã gửi lần đầu theo ngày, từ %(from)s; hạn %(due)s."
        )
        % {"from": dates.day_text(opened), "due": dates.due_words(board.round.due_before)},
        note=_("Đơn vị: báo cáo, cộng dồn theo ngày gửi lần đầu."),
        x_ticks=_day_ticks(opened, int(days)),
        y_ticks=nice_ticks(Decimal(0), Decimal(max(total, 1)), 4),
        lines=(Line("final", _("Đã gửi"), (_steps(board, opened, days),), True, False, True),),
        levels=(Level(Decimal(0), days, Decimal(total), _("Tất cả %(n)s") % {"n": total}),),
        uprights=(
            Upright(
                due,
                _("Hạn: hết %(day)s") % {"day": f"{board.round.due_before - dates.ONE_DAY:%d/%m}"},
                role="deadline",
            ),
        ),
        table=_table(board),
    )


def _last_days(board):
    today = dates.as_day(board.at)
    yield min(today, board.round.due_before + dates.ONE_DAY * 30)
    yield from (dates.as_day(moment) for moment in board.first_sendings[-1:])


def _steps(board, opened, days):
    """A mark for every sending; the last of each day tells the day in words."""
    now = min(_place(board.at, opened), days)
    marks = [Mark(Decimal(0), Decimal(0), hover=_day_words(opened, 0))]
    moments = board.first_sendings
    for number, moment in enumerate(moments, 1):
        day = dates.as_day(moment)
        is_last = number == len(moments) or dates.as_day(moments[number]) != day
        hover = _day_words(day, number) if is_last else ""
        marks.append(Mark(max(_place(moment, opened), Decimal(0)), Decimal(number), hover=hover))
    last, text = max(now, marks[-1].x), _("%(sent)s đã gửi") % {"sent": len(moments)}
    marks.append(Mark(last, Decimal(len(moments)), text))
    return tuple(marks)


def _day_words(day, number):
    return _("Đến %(day)s: %(number)s đã gửi") % {"day": f"{day:%d/%m}", "number": number}


def _table(board):
    """Days with first sendings, and the sum up to each."""
    counts = Counter(dates.as_day(moment) for moment in board.first_sendings)
    rows, sent = [], 0
    for day, count in sorted(counts.items()):
        sent += count
        rows.append((dates.day_text(day), str(count), str(sent)))
    title = _("Báo cáo gửi lần đầu theo ngày")
    return DataTable(title, (_("Ngày"), _("Gửi trong ngày"), _("Cộng dồn")), tuple(rows))


def _place(moment, opened):
    seconds = (dates.local(moment) - dates.cutoff(opened)).total_seconds()
    return (Decimal(int(seconds)) / 86400).quantize(Decimal("0.01"))


def _day_ticks(opened, days):
    """The first day, every full week, and the last day; labels as 20/10."""
    step = 7 if days <= 63 else 28
    places = [*range(0, days - step // 2, step), days]
    return tuple(
        Tick(Decimal(day), (opened + dates.ONE_DAY * day).strftime("%d/%m")) for day in places
    )
