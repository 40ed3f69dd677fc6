"""A reorganisation told in a file becomes the draft that the wizard would have made."""

import json

import pytest

from assignments.models import Reorganisation, Succession
from reports.reorganising.carrying import carry_out
from reports.reorganising.from_file import FileProblem, read
from tests.built_once import built_once
from tests.reorganising_scene import DAY, NOW, Scene

pytestmark = pytest.mark.django_db
kept, scene = built_once(Scene)


@pytest.fixture
def told(scene):
    return {
        "title": "Sắp xếp các phường",
        "document": "1685/NQ-UBTVQH15",
        "document_on": "2027-10-20",
        "issued_by": "Ủy ban Thường vụ Quốc hội",
        "effective_on": "2027-11-06",
        "heirs": [
            {"code": "phuong-ban-co", "kind": "WARD", "name": "UBND Phường Bàn Cờ"},
            {"existing": "phong-y-te"},
        ],
        "lines": [
            {"from": "phuong-1", "to": "phuong-ban-co"},
            {"from": "phuong-4", "to": "phong-y-te", "main": False, "part": "Một phần"},
            {"from": "phuong-4", "to": "phuong-ban-co"},
            {"from": "phuong-2", "to": None},
        ],
        "assignments": [{"unit": "phuong-4", "of": "III.15.1", "to": "phong-y-te"}],
        "reports": [{"unit": "phuong-1", "year": 2027, "to": None}],
        "people": [{"unit": "phuong-4", "email": scene.ward_clerk.email, "to": "phong-y-te"}],
        "breaks": ["CT-01"],
    }


@pytest.fixture
def reading(scene, told, tmp_path):
    def read_it(**changes):
        path = tmp_path / "sap-xep.json"
        path.write_text(json.dumps(told | changes), encoding="utf-8")
        return read(path, by=scene.administrator, at=NOW)

    return read_it


def test_a_file_becomes_a_draft_that_is_carried_out(scene, reading):
    draft = reading()
    assert (draft.state, draft.effective_on) == (Reorganisation.State.DRAFT, DAY)
    main = draft.inheritances.get(predecessor=scene.ward4, is_main=True)
    assert main.heir.code == "phuong-ban-co"
    assert draft.membership_choices.get().heir.unit == scene.health
    assert draft.assignment_choices.get().heir.unit == scene.health
    assert draft.report_choices.get().heir is None
    assert draft.break_targets.get() == scene.target
    carry_out(draft, by=scene.administrator, at=NOW)
    assert Succession.objects.count() == 3
    assert scene.ward_clerk.memberships.active(DAY).get().unit == scene.health


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lines": [{"from": "khong-co", "to": None}]}, "khong-co"),
        ({"lines": [{"from": "phuong-1", "to": "khong-co"}]}, "khong-co"),
        ({"effective_on": "06/11/2027"}, "06/11/2027"),
        ({"heirs": [{"code": "a b", "kind": "WARD", "name": "X"}]}, "code"),
        ({"people": [{"unit": "phuong-4", "email": "ai@do", "to": None}]}, "ai@do"),
        ({"breaks": ["CT-99"]}, "CT-99"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_and_nothing_is_kept(reading, changes, words):
    with pytest.raises(FileProblem, match=words):
        reading(**changes)
    assert not Reorganisation.objects.exists()
