"""What the tests of paths share: the published titles."""

import pytest
from django.db import transaction

from jalon.referentiel.operations import load_shipped_titres


@pytest.fixture
def titres(now, settings, tmp_path):
    """The shipped titles are published; files go to a folder of the test."""
    with transaction.atomic():
        load_shipped_titres(now=now)
    settings.MEDIA_ROOT = tmp_path
