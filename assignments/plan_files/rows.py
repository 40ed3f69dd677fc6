"""Between the plan's dict and the rows of its sheets."""

from assignments.plan_files.sheets import HEADER, PlanSheet


def rows_of(data: dict, sheet: PlanSheet) -> list[dict]:
    """The rows of one sheet, by column key."""
    if sheet is HEADER:
        return [_flat({**data["plan"], "letterhead": data["letterhead"]})]
    if sheet.section == "readings":
        return [
            {"target": target["code"], **reading}
            for target in data["targets"]
            for reading in target["readings"]
        ]
    return [_flat(row) for row in data[sheet.section]]


def _flat(row):
    flat = {}
    for key, value in row.items():
        if key == "letterhead":
            flat |= {f"letterhead.{name}": part for name, part in (value or {}).items()}
        elif key == "citations":
            flat[key] = [citation["clause"] for citation in value]
        else:
            flat[key] = value
    return flat


def data_of(rows: dict[str, list[dict]]) -> dict:
    """The plan's dict from {section: rows by column key}, the header's one row among them."""
    [header] = rows["plan"]
    header = _nested(header)
    letterhead = header.pop("letterhead")
    data = {section: [_nested(row) for row in rows[section]] for section in rows}
    data |= {"plan": header, "letterhead": letterhead}
    readings = data.pop("readings")
    for target in data["targets"]:
        target["readings"] = [
            {name: value for name, value in reading.items() if name != "target"}
            for reading in readings
            if reading["target"] == target["code"]
        ]
    for task in data["tasks"]:
        task["periods"] = []
    return data


def _nested(row):
    nested, letterhead, has_letterhead = {}, {}, False
    for key, value in row.items():
        if key.startswith("letterhead."):
            has_letterhead = True
            letterhead[key.removeprefix("letterhead.")] = value
        elif key == "citations":
            nested[key] = [{"clause": reference, "quote": ""} for reference in value]
        else:
            nested[key] = value
    if has_letterhead:
        nested["letterhead"] = letterhead if letterhead["agency"] else None
    return nested
