"""Paths to a title: opened, fed with proofs, crowned; the acquired stays, its withdrawal says why."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.uploads import PDF, Received
from jalon.parcours.models import CCPAward, CompanyPeriod, TitreAward
from jalon.parcours.operations import (
    award_ccp,
    award_titre,
    create_parcours,
    record_company_period,
    record_ecf_results,
    remove_company_period,
    withdraw_award,
)
from jalon.parcours.queries import ccps_still_missing, current_parcours_of, holds_titre
from jalon.referentiel.operations import load_shipped_titres
from jalon.referentiel.queries import TitreInconnu
from jalon.referentiel.schema import UnknownId
from tests import cast

pytestmark = pytest.mark.django_db
CIP = "TP-00403.08"
DAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _titres(now, settings, tmp_path):
    load_shipped_titres(now=now)
    settings.MEDIA_ROOT = tmp_path


def actor():
    return cast.actor(Role.RESPONSABLE_SESSION)


def parcours(now, **told):
    given = {"person": cast.candidate_person(), "titre_ref": CIP, "route": "formation", **told}
    return create_parcours(actor=actor(), now=now, **given)


def test_a_path_is_opened_towards_a_known_title(now):
    path = parcours(now, titre_ref="TP-00403")
    assert path.titre_ref == CIP
    assert current_parcours_of([path.person], CIP) == {path.person_id: path}
    with pytest.raises(TitreInconnu):
        parcours(now, titre_ref="TP-99999")
    with pytest.raises(ValidationError):
        parcours(now, starts_on=DAY, ends_on=date(2025, 1, 1))


def test_hours_in_a_company_come_with_their_proof(now):
    path = parcours(now)
    proof = Received("attestation.pdf", PDF, b"%PDF-1.7")
    told = {"parcours": path, "company": "Atelier", "hours": 70}
    period = record_company_period(actor=actor(), ccp_number=1, proof=proof, now=now, **told)
    assert period.proof_received_on == DAY
    assert "attestation" not in period.proof.name
    corrected = record_company_period(
        actor=actor(), period=period, ccp_number=1, now=now, **{**told, "hours": 80}
    )
    assert (corrected.pk, corrected.hours) == (period.pk, 80)
    remove_company_period(actor=actor(), period=period, now=now)
    assert not CompanyPeriod.objects.exists()
    assert JournalEntry.objects.filter(verb="parcours.period.remove").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"ccp_number": 9}, {"hours": 0}, {"starts_on": DAY, "ends_on": date(2025, 1, 1)}]
)
def test_impossible_hours_are_refused(now, wrong):
    given = {"ccp_number": 1, "company": "Atelier", "hours": 70, **wrong}
    with pytest.raises(ValidationError):
        record_company_period(actor=actor(), parcours=parcours(now), now=now, **given)


def test_the_last_ecf_result_of_a_competence_holds(now):
    path = parcours(now)
    for acquired in (False, True):
        record_ecf_results(
            actor=actor(), parcours=path, results={f"{CIP}/C1": acquired}, evaluated_on=DAY, now=now
        )
    assert path.ecf_results.get().acquired
    with pytest.raises(UnknownId):
        record_ecf_results(
            actor=actor(), parcours=path, results={f"{CIP}/C99": True}, evaluated_on=DAY, now=now
        )


def test_ccps_and_titles_are_awarded_once_and_withdrawn_with_a_reason(now):
    person = cast.candidate_person()
    for _ in range(2):
        award_ccp(actor=actor(), person=person, ccp_ref=f"{CIP}/CCP2", awarded_on=DAY, now=now)
        award_titre(actor=actor(), person=person, titre_ref=CIP, awarded_on=DAY, now=now)
    assert ccps_still_missing(person, CIP) == [f"{CIP}/CCP1", f"{CIP}/CCP3"]
    assert holds_titre(person, CIP)
    assert JournalEntry.objects.filter(verb__startswith="parcours.award").count() == 2
    with pytest.raises(ValidationError, match="motif"):
        withdraw_award(actor=actor(), award=CCPAward.objects.get(), reason="", now=now)
    withdraw_award(actor=actor(), award=TitreAward.objects.get(), reason="Fraude reconnue", now=now)
    assert not holds_titre(person, CIP)
    with pytest.raises(ValidationError):
        award_ccp(actor=actor(), person=person, ccp_ref=f"{CIP}/C1", awarded_on=DAY, now=now)
