"""A candidate of the CIP title, whom a trainer accompanies, and the dossier that they write."""

from datetime import date

import pytest

from jalon.accounts.enums import Role
from jalon.dossier.operations.dossiers import open_dossier
from jalon.parcours.models import Parcours
from jalon.referentiel.operations import load_shipped_titres
from tests import cast
from tests.dossier import workshop


@pytest.fixture
def path(db, settings, tmp_path, now):
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=now)
    path = Parcours.objects.create(
        person=cast.candidate_person(), titre_ref=workshop.CIP.ref, route="formation"
    )
    path.trainers.add(cast.person("Azéma", "Luc", date(1979, 2, 2), user=cast.user(Role.FORMATEUR)))
    return path


@pytest.fixture
def ines(db):
    return cast.actor(Role.CANDIDAT)


@pytest.fixture
def trainer(db):
    return cast.actor(Role.FORMATEUR)


@pytest.fixture
def dossier(path, ines, now):
    return open_dossier(
        actor=ines, parcours=path, scope="title", production=workshop.PRODUCTION.name, now=now
    )
