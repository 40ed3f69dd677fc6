"""A round with two accepted reports and the consolidated report made from them."""

from functools import cached_property

from assignments.models import Portfolio
from reports.compiling.assemble import assemble_round
from reports.models import CompiledReport, Paragraph
from tests import factories as make
from tests.review_scene import NOW, ReviewScene, client_of


class CompiledScene:
    """``first`` and ``second`` are scenes of one plan; ``plan`` has its coordinating officer."""

    def __init__(self, *, accepted=True):
        self.first = ReviewScene()
        self.plan = self.first.plan
        self.second = ReviewScene(plan=self.plan)
        for scene in (self.first, self.second):
            scene.send()
            if accepted:
                scene.report.accept(by=self.officer, at=NOW)
        self.round = self.first.report.round

    @cached_property
    def officer(self):
        return make.coordinator(self.plan)

    @cached_property
    def recipient(self):
        return make.second_recipient(self.plan)

    @cached_property
    def chair(self):
        position = Portfolio.Position.CHAIR
        return make.PortfolioFactory(plan=self.plan, sector=None, position=position).user

    @cached_property
    def client(self):
        return client_of(self.officer)

    def assemble(self):
        compiled, done = assemble_round(self.round, by=self.officer, at=NOW)
        self.compiled = CompiledReport.objects.get(pk=compiled.pk)
        return done

    def passage(self, start) -> Paragraph:
        """The passage whose key starts so, as it stands now."""
        return self.compiled.paragraphs.get(key__startswith=start)

    def task(self, scene=None) -> Paragraph:
        """The passage of the one task of a report."""
        report = (scene or self.first).report
        return self.passage(f"task:{report.updates.get().code}:{report.unit.code}")

    def edit(self, row, text):
        row.edit(by=self.officer, at=NOW, text=text, version=row.version)
        return row

    def rewrite(self, result, scene=None):
        """The unit sends another result of its task, and it is accepted."""
        scene = scene or self.first
        until = NOW.date()
        scene.report.reopen(by=self.officer, at=NOW, reason="Sửa kết quả.", until=until)
        scene.report.updates.update(result=result)
        scene.report.submit(by=scene.head, at=NOW)
        scene.report.accept(by=self.officer, at=NOW)
