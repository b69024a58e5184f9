"""The world is built once for a module; what a test does to it is undone after the test."""

import logging
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from mingheng import clock
from mingheng.accounts.models import Session
from tests.site.world import TODAY, build_world


@pytest.fixture(scope="module")
def built_world(django_db_setup, django_db_blocker):  # noqa: ARG001 - the database must be there
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    with django_db_blocker.unblock(), override_settings(MINGHENG_FIXED_DAY=TODAY), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world, db):  # noqa: ARG001 - every test works in a transaction within that of the world, on rows of its own
    # However long the tests before it took: nobody has been away, and second factors are fresh.
    Session.objects.update(seen_at=clock.now(), confirmed_at=clock.now())
    return deepcopy(built_world)
