"""Keys that are given to a statement as one text choose the same rows as ``__in``."""

import pytest

from q3plan.lib import clock
from q3plan.lib.prepared import Among, Prepared, keys_text, text
from targets.models import Plan
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_are_those_whose_key_is_in_the_text(count):
    keys = [make.PlanFactory().pk for _ in range(4)][:count]
    asked = Prepared(lambda: Plan.objects.filter(Among("pk", text())).values_list("pk"))
    for wanted in (keys, [*keys, 10**12]):
        assert sorted(pk for (pk,) in asked.rows(keys_text(wanted), on=clock.today())) == keys


def test_the_same_keys_make_the_same_text():
    assert keys_text({3, 20, 1}) == keys_text([20, 3, 1]) == "{1,3,20}"
