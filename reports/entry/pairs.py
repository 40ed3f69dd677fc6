"""Two shares of one whole on one page: together they cannot be more than the whole (trap T27)."""

from reports.checks.rules import excess_of_pair
from reports.models.completeness import pair_problem


def pair_errors(rows):
    """``(form, field name, message)`` at the later of two shares above 100 together.

    ``rows``: (form, reads) of every item of the page. Where the later one is locked, the earlier
    has to be mended. A field that already has an error gives no value: nothing is said twice.
    """
    by_target = {form.target.pk: (form, reads) for form, reads in rows if not form.is_of_ward}
    for later in by_target.values():
        earlier = by_target.get(later[0].target.pair_id)
        if earlier is None or earlier[0].target.order > later[0].target.order:
            continue
        is_locked = later[0].report.item_is_locked(later[0].item)
        yield from _errors_at(*((earlier, later) if is_locked else (later, earlier)))


def _errors_at(named, other):
    (form, reads), (other_form, other_reads) = named, other
    twins = {(figure.year, figure.vintage): figure for figure in other_form.figures}
    for figure in form.figures:
        twin = twins.get((figure.year, figure.vintage))
        values = [
            form.figure_value(figure, reads),
            twin and other_form.figure_value(twin, other_reads),
        ]
        if None in values:
            continue
        total = excess_of_pair(*values, form.target.decimals)
        if total is not None:
            yield form, _field_of(figure, reads), pair_problem(other_form.target.code, total)


def _field_of(figure, reads):
    numerator = f"{figure.name}_numerator"
    return numerator if numerator in reads and reads[numerator].text else figure.name
