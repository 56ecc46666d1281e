"""A running group of two, its trainer, a séance of Monday 16 November 2026 cut by lunch."""

import pytest

from jalon.accounts.enums import Role
from jalon.referentiel.operations import load_shipped_titres
from tests import cast
from tests.prestation import story


@pytest.fixture
def titres(db, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=now)


@pytest.fixture
def leader(titres):
    return cast.actor(Role.RESPONSABLE_SESSION)


@pytest.fixture
def trainer(titres):
    return cast.actor(Role.FORMATEUR)


@pytest.fixture
def ines(titres):
    return cast.actor(Role.CANDIDAT)


@pytest.fixture
def group(leader):
    return story.group(leader)


@pytest.fixture
def seance(leader, group):
    return story.seance(leader, group)


@pytest.fixture
def place(group):
    return group.participations.get(parcours__person=cast.candidate_person())
