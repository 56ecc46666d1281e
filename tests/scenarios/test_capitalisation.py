"""A title by capitalisation: a CCP by correspondence, one in session, the last with the interview (A1.2, A6.2).

Every step goes through the product's own operations, from the livret to the validated procès-verbal.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import InscriptionStatus
from jalon.parcours.models import CCPAward, Parcours, TitreAward
from jalon.parcours.operations import create_parcours
from jalon.parcours.operations.held import record_held_ccp, withdraw_held_ccp
from jalon.parcours.queries.standing import standing_of
from jalon.parcours.rules.capitalisation_worth import exchanges_of
from jalon.referentiel.operations import load_shipped_titres
from jalon.referentiel.queries import get_titre
from tests import cast
from tests.jury import cast as bench
from tests.scenarios.exam_day import announced, judged, moment, registered

CIP = bench.CIP
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
SPRING, AUTUMN, WINTER = date(2026, 5, 18), date(2026, 10, 12), date(2026, 12, 7)
LAST = date(2029, 3, 23)

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(settings, tmp_path) -> Parcours:
    """Inès holds the CCP 1 of the former version of the title."""
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=OPENED)
    lead, who = bench.responsable(), cast.candidate_person()
    who.birth_place = "Albi"
    who.save()
    made = create_parcours(actor=lead, person=who, titre_ref=CIP, route="capitalisation", now=OPENED)
    record_held_ccp(
        actor=lead,
        parcours=made,
        number=1,
        exchange=next(e for e in exchanges_of(get_titre(CIP)) if e.number == 1),
        obtained_on=[date(2021, 6, 30)],
        reference="Livret de certification du 30 juin 2021",
        proof_received_on=OPENED.date(),
        now=OPENED,
    )
    return made


def withdrawn(path: Parcours) -> None:
    """The CCP recorded from papers, taken off the livret."""
    award = CCPAward.objects.get(person=path.person, ccp_ref=f"{CIP}/CCP1")
    withdraw_held_ccp(actor=bench.responsable(), award=award, reason="Erreur de saisie", now=moment(WINTER))


def stand(path: Parcours, day: date):
    path.refresh_from_db()
    found = standing_of(path)
    return found.on(day), [step.code for step in found.steps(day)]


def test_a_ccp_by_correspondence_one_in_session_the_last_with_the_interview_make_the_title(
    path: Parcours,
) -> None:
    answer, steps = stand(path, OPENED.date())
    assert (answer.needed, answer.until, steps) == ((2, 3), LAST, ["ccps", "interview_with_last"])

    spring = registered(path, announced(SPRING, "S1"), ["ccp3"])
    assert (spring.status, spring.route) == (InscriptionStatus.ADMITTED, "capitalisation")
    path.refresh_from_db()
    assert path.stage == "registered"
    with pytest.raises(ValidationError, match="retirez d’abord l’inscription"):
        withdrawn(path)
    judged(spring, "partial", {3: True})
    with pytest.raises(ValidationError, match="ce sur quoi il repose ne change plus"):
        withdrawn(path)

    answer, steps = stand(path, SPRING + timedelta(days=9))
    assert answer.needed == (2, 3), "nothing is acquired before the validation (A7.6)"
    answer, steps = stand(path, SPRING + timedelta(days=10))
    assert [(h.number, h.origin) for h in answer.held] == [(1, "correspondence"), (3, "session")]
    assert (answer.needed, steps) == ((2,), ["ccps", "interview_with_last"])
    assert path.stage == "standing"

    autumn = registered(path, announced(AUTUMN, "S2"))
    assert autumn.scopes == ["ccp2", "final_interview"], "the last CCP brings the interview (A6.2)"
    judged(autumn, "title", {2: True}, "favourable")
    answer, steps = stand(path, AUTUMN + timedelta(days=10))
    assert (answer.titre_held, answer.needed, steps) == (True, (), [])
    assert TitreAward.objects.get().person == path.person
    assert path.stage == "awarded"

    origins = dict(CCPAward.objects.values_list("ccp_ref", "origin"))
    assert origins == {f"{CIP}/CCP1": "correspondence", f"{CIP}/CCP2": "session", f"{CIP}/CCP3": "session"}
    with pytest.raises(TransitionRefused, match="reprenez-le"):
        registered(path, announced(WINTER, "S3"), ["final_interview"])


def test_a_failed_interview_keeps_the_ccps_and_a_new_one_gives_the_title(path: Parcours) -> None:
    judged(registered(path, announced(AUTUMN, "S1"), ["ccp2", "ccp3", "final_interview"]),
           "partial", {2: True, 3: True}, "unfavourable")  # fmt: skip
    answer, steps = stand(path, AUTUMN + timedelta(days=10))
    assert (answer.needed, answer.interview_failed, steps) == ((), True, ["interview"])
    assert (answer.until, answer.opening("title").open) == (LAST, False)
    assert not TitreAward.objects.exists()

    again = registered(path, announced(WINTER, "S2"))
    assert (again.scopes, again.route, again.status) == (["final_interview"], "capitalisation", "admitted")
    judged(again, "title", {}, "favourable")
    answer, _ = stand(path, WINTER + timedelta(days=10))
    assert answer.titre_held


def test_every_session_sat_is_told_with_its_result(path: Parcours) -> None:
    judged(registered(path, announced(SPRING, "S1"), ["ccp3"]), "none", {3: False})
    (sat,) = standing_of(path).sat
    assert (sat.presentation.outcome, sat.presentation.validated_on) == ("none", SPRING + timedelta(days=10))
    answer, steps = stand(path, AUTUMN)
    assert answer.needed == (2, 3)
    assert steps == ["ccps", "interview_with_last"], "who holds a CCP comes again until the title ends (A2.5)"
