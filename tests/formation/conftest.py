"""A path of training in Toulouse, its trainer, and a sound programme of the CIP title."""

from datetime import date

import pytest

from jalon.accounts.enums import Role
from jalon.formation.models import Programme
from jalon.formation.operations.programmes import advance_programme, propose_programme
from jalon.formation.programme import check_programme, read_programme
from jalon.parcours.models import Parcours
from jalon.prestation.models import Prestation
from jalon.referentiel.operations import load_shipped_titres
from jalon.referentiel.shipped import shipped_titres
from tests import cast
from tests.formation.programme.written import as_workbook, sound

CIP = shipped_titres()["TP-00403.08"]


@pytest.fixture
def titres(db, settings, tmp_path, now):
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
def bastien(titres):
    return cast.person("Roumégas", "Bastien", date(1979, 2, 2), user=cast.user(Role.FORMATEUR))


@pytest.fixture
def path(titres, bastien):
    path = Parcours.objects.create(
        person=cast.candidate_person(), titre_ref=CIP.ref, route="formation",
        starts_on=date(2026, 10, 5), ends_on=date(2027, 6, 30),
    )  # fmt: skip
    path.trainers.add(bastien)
    return path


@pytest.fixture
def propose(leader, now):
    def proposing(written=None, **given) -> Programme:
        data = as_workbook(written or sound(CIP))
        read = read_programme(data, "programme.xlsx", CIP)
        return propose_programme(
            actor=leader, organisme=cast.centre(), titre=CIP, heading="CIP en neuf mois",
            report=check_programme(read, CIP), source_name="programme.xlsx", now=now, **given,
        )  # fmt: skip

    return proposing


@pytest.fixture
def programme(propose, leader, now):
    made = propose()
    advance_programme(actor=leader, programme=made, act="adopt", now=now)
    return made


@pytest.fixture
def prestation(titres, now, bastien):
    return Prestation.objects.create(
        organisme=cast.centre(), kind="formation", titre_ref=CIP.ref, heading="CIP, promotion de janvier",
        starts_on=date(2027, 1, 4), ends_on=date(2027, 12, 17), minutes_planned=735 * 60, trainer=bastien,
        status="open", created_at=now,
    )  # fmt: skip
