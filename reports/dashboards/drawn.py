"""The dashboard drawn for one view: part by part, each kept until something that it shows changes.

Parts stand in ``Picture.parts`` under keys that hold all that they show: the view's address, rows
of targets (``Ledger.made``), reports of the round as the reader may know them, ratings of tasks.
What else a page shows (names, units, the plan) is the picture's base, with which its parts go. They
are drawn without a request: nothing of a person is in them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse

from q3plan.lib.packed import Piece
from reports.dashboards.board import Board
from reports.dashboards.filters import ScoreFilter
from reports.dashboards.ledger import Ledger
from reports.dashboards.parts import (
    board_part,
    score_part,
    sector_units,
    standings_of,
    task_part,
)
from reports.dashboards.titles import headline
from reports.kept.opened import Opened
from reports.kept.picture import Picture


@dataclass(frozen=True)
class Drawn:
    """A page without its frame."""

    filter_bar: Piece
    results: tuple[Piece, ...]
    words: str
    drawings: tuple
    has_problems: bool


@dataclass(frozen=True)
class View:
    """What a person asked for and may see: ``asked`` are the values of the address."""

    asked: QueryDict
    opened: Opened
    picture: Picture
    ledger: Ledger
    board: Board

    @property
    def key(self) -> tuple:
        """All that the page shows beside the picture. Charts show the day no finer than an hour."""
        targets = tuple(target.pk for target in self.ledger.targets)
        return "dashboard", self.hour, self._address, targets, self._board

    @property
    def hour(self):
        return self.board.at.replace(minute=0, second=0, microsecond=0)

    @property
    def is_presenting(self) -> bool:
        return self.asked.get("che-do") == "trinh-chieu"

    @property
    def _address(self):
        names = ScoreFilter.ADDRESS_NAMES.values()
        years = tuple(row.year for row in self.opened.rounds)
        # Every address on the page begins with the prefix.
        return (get_script_prefix(), *(self.asked.get(name, "") for name in names), years)

    @property
    def _board(self):
        round, rows = self.board.round, self.board.rows
        known = tuple((row.report.pk, row.state, row.may_open, row.may_visit) for row in rows)
        return round.pk, self.picture.reports.get(round.pk), known

    def parts(self, keep: Callable = lambda key, make: make()) -> dict:
        """What the page shows; ``keep`` may give what it was given before for the same key."""
        names = tuple(target.pk for target in self.ledger.targets)
        form = keep(("form", self._address, names, self._board), self._form)
        board = replace(self.board, at=self.hour)
        picture, ledger = self.picture, self.ledger
        score = score_part(form, ledger, board, keep)
        # What is not on offer filters nothing, whatever the address says.
        address = (*self._address, *sorted(form.cleaned_data.items()))
        sector = form.cleaned_data.get("sector")
        units = sector_units(picture, sector) if sector else None
        within = replace(board, rows=form.board_rows(board.rows, units))
        reporting = keep(
            ("board", self.hour, address, self._board),
            lambda: board_part(form, within, form.board_rows_of_status(within.rows)),
        )
        tasks = keep(("tasks", address, picture.updates), lambda: task_part(form, picture, board))
        parts = {**score, **reporting, **tasks}
        figures = reverse("dashboard") + form.address(mode="")
        drawings = {
            name: replace(parts[name], figure_url=f"{figures}&hinh={parts[name].key}")
            for name in ("bullets", "multiples", "contribution", "burn_up")
        }
        return {
            "form": form,
            "address": address,
            "errors": form.problems,
            "start_presenting": form.address(mode="trinh-chieu"),
            "exit_presenting": form.address(mode=""),
            "summary_address": summary_address(form),
            "headline": headline(score["counts"], within, tasks["troubled"]),
            "drawings": tuple(drawings.values()),
            **parts,
            **drawings,
        }

    def _form(self):
        """The filters with all that is on offer; from here on they are only read."""
        form = ScoreFilter(self.asked, years=[row.year for row in self.opened.rounds])
        rows = standings_of(self.ledger, self.board.round.year, form.chosen_vintage)
        form.offer(rows, self.board)
        form.full_clean()
        return form

    def drawn(self) -> Drawn:
        """The page as it was drawn before for the same key."""
        return self.picture.views.get(self.key, self._draw)

    def _draw(self):
        parts = self.parts(self.picture.parts.get)
        parts["asked"] = parts["form"].address()
        filter_bar, targets, reporting = self._shown(parts).values()
        return Drawn(
            filter_bar=self._piece(filter_bar, parts),
            results=(self._piece(targets, parts), self._piece(reporting, parts)),
            words=parts["form"].words,
            drawings=parts["drawings"],
            has_problems=bool(parts["errors"]),
        )

    def _piece(self, shown, parts):
        """Parts that stand together are compressed together: smaller, but all anew for each."""
        keep, address = self.picture.parts.get, parts["address"]

        def draw(name):
            return render_to_string(name, parts)

        def join():
            drawn = (keep((n, address, *key), partial(draw, n)) for n, key in shown.items())
            return Piece("".join(drawn).encode())

        return keep((address, *shown.items()), join)

    def _shown(self, parts):
        """What each part of the page shows beside the view's address, in order."""
        made, ratings, board = self.ledger.made, self.picture.updates, self._board
        targets = tuple(made(target) for target in self.ledger.targets)
        names = tuple(target.pk for target in self.ledger.targets)
        counted = (parts["counts"].with_data, parts["counts"].total)
        urgent = tuple(made(row.target) for row in parts["urgent"])
        return {
            "filters": {"dashboards/_filter_bar.html": (names, board)},
            "targets": {
                "components/error_summary.html": (names, board),
                "dashboards/_view_bar.html": (names, board, parts["headline"]),
                "dashboards/_round_tiles.html": (self.hour, board, ratings, counted),
                "dashboards/_decisions.html": (self.hour, board, ratings, urgent),
                "dashboards/_score_table.html": (targets, board),
                "dashboards/_sectors.html": (targets, board),
                "dashboards/_matrix.html": (targets, board),
            },
            "reporting": {
                "dashboards/_task_counts.html": (ratings,),
                "dashboards/_reporting_board.html": (self.hour, board),
            },
        }


def summary_address(form):
    """The one-page summary of the same year and sector."""
    own = dict.fromkeys(("unit", "status", "vintage", "sort", "mode"), "")
    return reverse("leader_summary") + form.address(**own)
