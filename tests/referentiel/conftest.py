from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.shipped import shipped_titres

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def cip() -> TitreVersion:
    return shipped_titres()["TP-00403.08"]


@pytest.fixture
def eti() -> TitreVersion:
    return shipped_titres()["TP-00448.06"]


@pytest.fixture
def reader(db: None) -> Client:
    """Someone signed in, with no role, where the shipped titles are published."""
    from jalon.referentiel.operations import load_shipped_titres

    load_shipped_titres(now=NOW)
    model: Any = get_user_model()
    client = Client()
    client.force_login(model.objects.create(**{model.USERNAME_FIELD: "lectrice@exemple.fr"}))
    return client
