"""Sentences made from accepted data, for a document: Vietnamese, nothing where there is nothing."""

from collections import Counter

from q3plan.lib.dates import day_text, document_date
from q3plan.lib.numbers import change_digits, figure_text, format_decimal, places_shown
from reports.dashboards.judging import rule_of
from reports.dashboards.standing import status_counts
from reports.models import TaskUpdate
from targets.progress import Mode, Vintage, YearStatus, display_value
from targets.progress.rule import YardstickOrigin, annual_yardstick, digits_to_show

from .accepted import rating_of


def lower_first(text: str) -> str:
    """ "Không đạt" → "không đạt"; an abbreviation keeps its capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or len(text) == 1 else text


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def as_sentence(text: str) -> str:
    text = upper_first(text.strip())
    return text if not text or text[-1] in ".!?:;…" else f"{text}."


def plan_in_full(plan) -> str:
    day = document_date(plan.issued_on)
    return f"Kế hoạch số {plan.number} {day} của {plan.issuer}"


# -- introduction ----------------------------------------------------------------------------


def opening(round) -> str:
    plan = round.plan
    about = f" về {lower_first(plan.title.strip())}" if plan.title.strip() else ""
    return (
        f"Thực hiện {plan_in_full(plan)}{about}, {plan.issuer} báo cáo kết quả năm {round.year} "
        "như sau:"
    )


def filing(round, filed) -> str:
    """How many units were to report, sent in time, late, not yet, who was excused or ended."""
    expected = [row for row in filed if row.report.is_counted]
    if not expected:
        return ""
    sent = [row for row in expected if row.is_sent]
    on_time = sum(row.is_on_time for row in sent)
    lines = [
        f"Kỳ báo cáo năm {round.year} có {len(expected)} đơn vị phải báo cáo trước ngày "
        f"{day_text(round.due_before)}; {_sent_words(len(sent), on_time)}."
    ]
    silent = [row.report.unit_name for row in expected if not row.is_sent]
    excused = [row.report.unit_name for row in filed if row.report.is_excused]
    lines += [f"Chưa gửi báo cáo: {', '.join(silent)}."] if silent else []
    gone = [row.report for row in filed if row.report.unit_dissolved and not row.report.is_excused]
    ended = [report.unit_name for report in gone]
    lines += [f"Được miễn báo cáo: {', '.join(excused)}."] if excused else []
    lines += [f"Đơn vị kết thúc trước hạn, không tính: {', '.join(ended)}."] if ended else []
    return "\n".join(lines)


def _sent_words(sent, on_time):
    if not sent:
        return "chưa có đơn vị nào gửi báo cáo"
    if on_time in (0, sent):
        return f"{sent} đơn vị đã gửi, {'đều đúng hạn' if on_time else 'đều trễ hạn'}"
    return f"{sent} đơn vị đã gửi, gồm {on_time} đơn vị đúng hạn và {sent - on_time} trễ hạn"


def results(standings) -> str:
    """The counts of the year's results in words; "" while no target has an accepted value."""
    counts = status_counts(standings)
    if not counts.with_data:
        return ""
    by_status = {row.status: row.count for row in counts.results}
    parts = [
        f"{by_status[status]} {lower_first(str(status.label))}"
        for status in YearStatus
        if by_status.get(status)
    ]
    pairs = " Hai chỉ tiêu đi thành cặp được tính là một." if counts.has_pairs else ""
    return f"{upper_first(counts.words)}. Kết quả năm: {', '.join(parts)}.{pairs}"


def ratings(updates) -> str:
    """How many accepted results have each rating."""
    counts = Counter(rating for row in updates if (rating := rating_of(row)))
    if not counts:
        return ""
    units = len({row.report.unit_id for row in updates})
    parts = [
        f"{lower_first(str(rating.label))}: {counts[rating]}"
        for rating in TaskUpdate.Rating
        if counts[rating]
    ]
    return (
        f"Về nhiệm vụ, giải pháp, đã duyệt {sum(counts.values())} kết quả thực hiện của {units} "
        f"đơn vị ({'; '.join(parts)})."
    )


def ending(round) -> str:
    plan = round.plan
    return (
        f"Trên đây là báo cáo kết quả năm {round.year} thực hiện Kế hoạch số {plan.number} "
        f"của {plan.issuer}./."
    )


# -- targets ---------------------------------------------------------------------------------


def with_unit(number: str, target) -> str:
    gap = "" if target.unit_of_measure.startswith("%") else " "
    return f"{number}{gap}{target.unit_of_measure}"


def standing_words(row) -> str:
    """Value, vintage, yardstick, verdict and change of one ``TargetStanding``; "" without value."""
    lines = []
    if row.ytd:
        number = display_value(row.ytd.value, row.rule, vintage=Vintage.FINAL)
        lines.append(f"Thực hiện 10 tháng năm {row.year}: {with_unit(number, row.target)}.")
    if row.value is not None:
        number = display_value(row.value, row.rule, result=row.result, vintage=Vintage.FINAL)
        lines.append(
            f"{_vintage_words(row.vintage, row.year)}: {with_unit(number, row.target)}"
            f"{_change_words(row)}."
        )
        lines.append(_verdict_words(row))
        if row.pace.status:
            label = lower_first(str(row.pace.label))
            lines.append(f"Tiến độ đến năm {row.rule.horizon_year}: {label}.")
    return " ".join(lines)


def _vintage_words(vintage, year):
    words = {
        Vintage.ESTIMATE: "Ước cả năm {year}",
        Vintage.PRELIMINARY: "Số sơ bộ năm {year}",
        Vintage.FINAL: "Số chính thức năm {year}",
    }
    return words[Vintage(vintage)].format(year=year)


def _change_words(row):
    if row.previous is None:
        return ", không so sánh được với năm trước" if row.broken else ""
    before = f"năm {row.year - 1}"
    if row.broken:
        before += " tính lại"
    change = row.value - row.previous.value
    if not change:
        return f", bằng {before}"
    distance = _distance(row, change, places_shown(row.display), places_shown(row.previous.display))
    return f", {'tăng' if change > 0 else 'giảm'} {distance} so với {before}"


def _distance(row, amount, *digits):
    """A difference in the target's unit, in points between percentages, as exact as the printed
    figures on its two sides, whose ``digits`` are given."""
    digits = change_digits(amount, row.target.decimals, *digits)
    unit = "điểm phần trăm" if row.rule.is_percentage else row.target.unit_of_measure
    return f"{format_decimal(abs(amount), digits)} {unit}"


def _verdict_words(row):
    result = row.result
    if result.bar is None:
        return as_sentence(f"{result.status.label}: {lower_first(result.reason)}")
    origin = result.bar.origin
    is_average = row.rule.mode == Mode.AVERAGE and origin == YardstickOrigin.PLAN
    subject = "Bình quân giai đoạn so với" if is_average else "So với"
    verdict = lower_first(str(result.label))
    distance = ""
    if result.shortfall:
        side = "thấp" if row.rule.rises else "cao"
        distance = f", {side} hơn {_distance(row, result.shortfall, places_shown(row.display))}"
    return f"{subject} {origin.label} ({result.bar.words}): {verdict}{distance}."


def decided_words(annual) -> str:
    """ "Tỷ lệ …: từ 95% trở lên, theo QĐ 01/2028." of a target that is decided for a year."""
    bar = annual_yardstick(rule_of(annual.target, annual.year), annual.value)
    unit = "" if bar.rule.is_percentage else f" ({annual.target.unit_of_measure})"
    return f"{annual.target.name}: {bar.words}{unit}, theo {annual.decision.number}."


def proposal_words(entry) -> str:
    """ "Tỷ lệ …: 95%" of an entry with a proposal for next year."""
    target = entry.target
    number = figure_text(entry.proposal, target.decimals, is_computed=False)
    return f"{target.name}: {with_unit(number, target)}."


# -- tasks, corrections ----------------------------------------------------------------------


def task_words(update, yardstick=None) -> str:
    """``yardstick`` is what a higher level gave for the task in the year of the report."""
    rating = rating_of(update)
    lines = [update.result.strip()] if update.result.strip() else []
    if yardstick is not None and update.achieved is not None:
        reached, verdict = update.achieved, yardstick.verdict(update.achieved)
        lines.append(
            f"{upper_first(yardstick.name)}: {yardstick.number(reached)}; mức giao theo "
            f"{yardstick.decision.number}: {yardstick.words} "
            f"({lower_first(str(verdict.label))})."
        )
    lines += [f"Đánh giá: {lower_first(str(rating.label))}."] if rating else []
    return "\n".join(lines)


def correction_words(row) -> str:
    """Old value → new value, why, and what that did to the verdict."""
    old = _reported_value(row, row.old)
    if row.new is None:
        change = f"Số liệu năm {row.year} đã báo cáo là {old}; nay không còn số liệu được duyệt."
    else:
        new = _reported_value(row, row.new)
        change = f"Số liệu năm {row.year} đã báo cáo là {old}, nay là {new}."
    lines = [change]
    if row.new is not None and row.new.reason.strip():
        lines.append(as_sentence(f"Lý do: {row.new.reason.strip()}"))
    if row.flip:
        lines.append(f"Kết quả đánh giá thay đổi. {row.flip}")
    return "\n".join(lines)


def _reported_value(row, held):
    rule, others = row.standing.rule, [one.value for one in (row.old, row.new) if one]
    digits = max(digits_to_show(rule, held.value, beside=others), rule.decimals)
    number = format_decimal(held.value, digits)
    return f"{with_unit(number, row.standing.target)} ({Vintage(held.vintage).label})"
