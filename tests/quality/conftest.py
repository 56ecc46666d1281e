"""The centre's leader, and a path whose opinion may be asked."""

from datetime import datetime

import pytest

from jalon.accounts.enums import Role
from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.parcours.models import Parcours
from jalon.referentiel.operations import load_shipped_titres
from tests import cast


@pytest.fixture
def centre(db: None, now: datetime) -> Organisme:
    load_shipped_titres(now=now)
    return cast.centre()


@pytest.fixture
def leader(centre: Organisme) -> Actor:
    return cast.actor(Role.RESPONSABLE_SESSION)


@pytest.fixture
def path(centre: Organisme, now: datetime) -> Parcours:
    """Inès, who has finished her training."""
    return Parcours.objects.create(
        person=cast.candidate_person(), titre_ref="TP-00403.08", route="formation", stage="ready",
        stage_since=now.date(),
    )  # fmt: skip
