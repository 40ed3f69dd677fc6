"""The charts of a consolidated report: what each shows, and the fact that its caption states."""

from collections import Counter
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.html import format_html, format_html_join

from reports.charts import bullet, contribution, image, svg
from reports.charts.facts import fact
from reports.charts.trajectory import trajectory_chart
from reports.dashboards.standing import by_severity
from reports.dashboards.trajectory import trajectory
from reports.documents.pictures import Figure
from targets.progress import YearStatus

WIDTH = 164  # millimetres: as wide as the text, with room for what programs round
PAPER = 640  # units of the letters across the paper: 12 of them are 8,8 points high
NAME_ROW, FACT_ROW, AIR = 16, 17, 12
KEY_ROW = 18
MOST_LETTERS = 92  # on one line of the paper
MOST_TROUBLED = 4
_GOOD = {YearStatus.MET, YearStatus.EXCEEDED}
HOW_TO_READ = (
    "Cột liền: số chính thức; cột sọc: số ước hoặc sơ bộ. Vạch đen đậm: mức phải đạt trong năm; "
    "vạch đứt: mục tiêu của Kế hoạch hoặc mức tham khảo của lộ trình; vạch ngắn: năm trước."
)


@dataclass(frozen=True)
class Charts:
    """Figures by the part of the report in which they stand."""

    targets: tuple[Figure, ...]
    tasks: tuple[Figure, ...]


def charts_of(material) -> Charts:
    """From the same standings as the table; the trajectories read their own history."""
    with translation.override("vi"):
        groups = [_sector(group) for group in material.table.groups]
        troubled = [_trajectory(row, material) for row in _troubled(material.table)]
        return Charts((*groups, *troubled), _tasks(material))


def _sector(group):
    standings = [row.standing for row in group.rows]
    texts, drawings, top = [], [], 0
    for standing in standings:
        shown = bullet.bullet_chart(standing)
        texts.append((top + 13, "strong", f"{shown.code}. {shown.name}"))
        top += NAME_ROW
        for line in _facts(shown):
            texts.append((top + 13, "fact", line))
            top += FACT_ROW
        drawings.append((_placed(bullet.draw_bullet(shown), top, bullet.HEIGHT),))
        top += bullet.HEIGHT + AIR
    drawing = format_html(
        "<svg>{}{}</svg>",
        format_html_join("", '<text x="0" y="{}" class="{}">{}</text>', texts),
        format_html_join("", "{}", drawings),
    )
    facts = [f"{row.target.code}: {fact(row)}" for row in standings]
    return Figure(
        image.image_of(drawing, width=WIDTH, pixels=PAPER, height=top),
        caption=f"{group.name}: {_counted(standings)}",
        description=f"Mức thực hiện so với mức phải đạt. {'; '.join(facts)}.",
    )


def _facts(shown):
    """The verdict and what the marks stand for, on as many lines as they need."""
    marks = [mark.hover for mark in shown.marks if mark.role != "previous"]
    lines = [_capital(shown.title)]
    for words in marks:
        if len(lines[-1]) + len(words) + 2 > MOST_LETTERS:
            lines[-1] += ";"
            lines.append(words)
        else:
            lines[-1] += f"; {words}"
    return lines


def _capital(text):
    return text[:1].upper() + text[1:]


def _counted(standings):
    """ "2 trên 5 chỉ tiêu đạt; 1 không đạt; 2 chưa có số liệu"."""
    counts = Counter(row.result.status for row in standings)
    good = sum(counts.pop(status, 0) for status in _GOOD)
    rest = [f"{counts[status]} {status.label.lower()}" for status in YearStatus if counts[status]]
    return "; ".join([f"{good} trên {len(standings)} chỉ tiêu đạt", *rest])


def _troubled(table):
    """The red ones, most urgent first: their way over the years tells more than a bar."""
    red = [row.standing for row in table.rows if row.standing.tone == "red"]
    return [row for row in by_severity(red) if row.series][:MOST_TROUBLED]


def _trajectory(standing, material):
    path = trajectory(standing.target, year=standing.year, at=material.at)
    # A report of an earlier year tells nothing of what came after it.
    path = replace(path, rows=tuple(row for row in path.rows if row.year <= standing.year))
    chart = trajectory_chart(path, area=material.table.plan.place)
    return Figure(
        image.image_of(svg.draw_wide(chart), width=WIDTH),
        caption=f"{standing.target.name}. {chart.title}",
        description=chart.description,
        note=chart.note,
    )


def _tasks(material):
    chart = material.contribution
    if not chart.groups:
        return ()
    drawn = contribution.draw_contribution(chart)
    height = chart.height + KEY_ROW * _key_rows(chart) + AIR
    drawing = format_html(
        "<svg>{}{}</svg>", _placed(drawn, 0, chart.height), _key(chart, chart.height + AIR)
    )
    picture = image.image_of(drawing, width=WIDTH, pixels=PAPER, height=height)
    note = chart.note
    year = material.table.year
    if any(one.year < year for row in material.counted for one in row.ratings):
        note += f" Đơn vị chưa được duyệt trong kỳ {year} lấy kết quả của kỳ gần nhất."
    return (Figure(picture, caption=chart.title, description=chart.description, note=note),)


def _placed(drawing, top, height):
    """A drawing inside another stands on the same paper."""
    return format_html(
        '<svg x="0" y="{}" width="{}" height="{}" overflow="visible">{}</svg>',
        top,
        PAPER,
        height,
        drawing,
    )


def _key_rows(chart):
    return (len(chart.key_parts) + 1) // 2


def _key(chart, top):
    """What each shape means with its count over all tasks, in two columns."""
    counts = {part.rating: part.count for part in chart.groups[0].parts}
    rows = []
    for place, part in enumerate(chart.key_parts):
        look = contribution.look_of(part.rating)
        fill = contribution.INK if look.is_filled else "none"
        column, line = divmod(place, _key_rows(chart))
        x, y = column * PAPER // 2, top + KEY_ROW * line
        words = f"{part.label}: {counts[part.rating]}"
        rows.append((x + 1, y, look.mark, fill, contribution.INK, x + 18, y + 9, words))
    return format_html_join(
        "",
        '<svg x="{}" y="{}" width="14" height="14"><path d="{}" fill="{}" stroke="{}" '
        'stroke-width="1.5"/></svg><text class="fact" x="{}" y="{}">{}</text>',
        rows,
    )
