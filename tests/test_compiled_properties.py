"""Whatever people edit and units send, in any order: an edited text is always still there."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reports.compiling.assemble import assemble_round
from reports.models import ParagraphChange
from reports.models.compiled import in_line
from reports.models.paragraph import Material
from tests import factories as make
from tests.review_scene import NOW


@given(
    st.lists(st.integers(0, 12), unique=True),
    st.lists(st.integers(0, 12), unique=True),
)
def test_what_was_in_line_keeps_its_order(kept, natural):
    line = in_line([str(n) for n in kept], [str(n) for n in natural])
    assert [key for key in line if int(key) in kept] == [str(n) for n in kept]
    assert sorted(line) == sorted({str(n) for n in (*kept, *natural)})


KEYS = ("a", "b", "c")
words = st.sampled_from(["một", "hai", "ba", "bốn"])
step = st.one_of(
    st.tuples(st.just("source"), st.sampled_from(KEYS), words),
    st.tuples(st.just("gone"), st.sampled_from(KEYS), st.just("")),
    st.tuples(st.just("edit"), st.sampled_from(KEYS), words.map("sửa {}".format)),
    st.tuples(st.just("keep"), st.sampled_from(KEYS), st.just("")),
    st.tuples(st.just("move"), st.sampled_from(KEYS), st.just("")),
    st.tuples(st.just("leave"), st.sampled_from(KEYS), st.just("")),
)


class EditedTextIsKept(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(step, max_size=14))
    def test_an_edited_text_is_still_there_whatever_the_sources_do(self, steps):
        round, by = make.RoundFactory(), make.UserFactory()
        compiled, _done = assemble_round(round, by=by, at=NOW)
        typed, sources = {}, dict.fromkeys(KEYS, "đầu")
        self.take(compiled, sources, by)
        for what, key, text in steps:
            row = compiled.paragraphs.filter(key=key).first()
            self.do(row, what, text, sources, key, by)
            if what == "edit" and row:
                typed[key] = text
            self.take(compiled, sources, by)
            held = {row.key: row for row in compiled.paragraphs.all()}
            for known, words in typed.items():
                assert held[known].text == words
            for known, row in held.items():
                if known in KEYS and known not in typed:
                    assert row.text == row.source == sources.get(known, "")

    def do(self, row, what, text, sources, key, by):
        moment = {"by": by, "at": NOW}
        if what == "source":
            sources[key] = text
        elif what == "gone":
            sources.pop(key, None)
        elif row is None:
            return
        elif what == "edit":
            row.edit(**moment, text=text, version=row.version)
        elif what == "keep" and row.is_behind:
            row.keep(**moment, version=row.version)
        elif what == "move":
            row.move(**moment, up=True)
        elif what == "leave":
            row.leave_out(**moment, version=row.version)

    def take(self, compiled, sources, by):
        material = [Material(key, "TASKS", sources[key]) for key in KEYS if key in sources]
        compiled.assemble(material, by=by, at=NOW)
        count = ParagraphChange.objects.count()
        assert not compiled.assemble(material, by=by, at=NOW).has_changed
        assert ParagraphChange.objects.count() == count
