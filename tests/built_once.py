"""Rows that are expensive to make, made once for all tests of a module."""

from copy import deepcopy

import pytest
from django.db import connection, transaction


def built_once(build):
    """``kept, world = built_once(World)``: built once a module, each test gets ``world``, a copy.

    The rows stand in a transaction around the module; what a test writes is rolled back to them,
    as pytest-django does with an empty database. Not for modules that have a ``TestCase``: Django
    closes the connection after one.
    """

    @pytest.fixture(scope="module")
    def kept(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock():
            assert connection.features.supports_transactions  # asked while none is open
            around = transaction.atomic()
            around._from_testcase = True  # as Django marks it, for atomic(durable=True)
            around.__enter__()
            made = build()
        yield made
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)

    @pytest.fixture
    def own(kept, db):
        return deepcopy(kept)

    return kept, own
