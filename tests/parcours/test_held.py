"""CCPs held from elsewhere: recorded once, with what shows them; refused with every fault (A1.1, A1.2, A1.8)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.uploads import PDF, Received
from jalon.parcours.models import CCPAward
from jalon.parcours.operations import award_ccp, create_parcours
from jalon.parcours.operations.held import recognise_ccps, record_held_ccp, withdraw_held_ccp
from jalon.parcours.queries.standing import standing_of, standings_of
from jalon.parcours.rules.capitalisation_worth import exchanges_of
from jalon.referentiel.document import from_json, to_json
from jalon.referentiel.operations import load_shipped_titres, publish_titre
from jalon.referentiel.queries import get_titre
from tests import cast

pytestmark = pytest.mark.django_db
CIP, ETI = "TP-00403.08", "TP-00448.06"
DAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _titres(now, settings, tmp_path):
    load_shipped_titres(now=now)
    settings.MEDIA_ROOT = tmp_path


def actor():
    return cast.actor(Role.RESPONSABLE_SESSION)


def path(now, titre_ref=CIP, route="capitalisation", **told):
    return create_parcours(
        actor=actor(), person=cast.candidate_person(), titre_ref=titre_ref, route=route, now=now, **told
    )


def exchange(titre_ref, number, origin):
    found = exchanges_of(get_titre(titre_ref))
    return next(one for one in found if (one.number, one.origin) == (number, origin))


def record(now, parcours, **told):
    given = {
        "number": 1,
        "obtained_on": [date(2021, 6, 30)],
        "exchange": exchange(CIP, 1, "correspondence"),
        "reference": "Livret de certification du 30 juin 2021",
        "proof_received_on": DAY,
        **told,
    }
    return record_held_ccp(actor=actor(), parcours=parcours, now=now, **given)


def test_a_ccp_of_the_former_version_counts_since_the_version_is_in_force(now):
    parcours = path(now)
    award = record(now, parcours)
    assert (award.ccp_ref, award.origin, award.awarded_on) == (
        f"{CIP}/CCP1",
        "correspondence",
        date(2021, 6, 30),
    )
    assert "arrêté du 11" in award.evidence
    answer = standing_of(parcours).on(DAY)
    assert [(h.number, h.since, h.origin) for h in answer.held] == [(1, date(2023, 3, 23), "correspondence")]
    assert answer.needed == (2, 3)
    assert JournalEntry.objects.get(verb="parcours.hold_ccp").data["origin"] == "correspondence"


def test_the_copy_of_the_proof_is_kept_under_a_name_that_says_nothing(now):
    award = record(now, path(now), proof=Received("livret.pdf", PDF, b"%PDF-1.7"), proof_received_on=None)
    assert award.proof_received_on == DAY
    assert "livret" not in award.proof.name


def test_fpa_gives_the_third_ccp_of_eti_with_both_its_ccps_only(now):
    parcours = path(now, ETI)
    told = {"number": 3, "exchange": exchange(ETI, 3, "equivalence")}
    with pytest.raises(ValidationError, match="2 attendues"):
        record(now, parcours, **told)
    award = record(now, parcours, obtained_on=[date(2025, 3, 3), date(2025, 9, 1)], **told)
    assert (award.ccp_ref, award.awarded_on) == (f"{ETI}/CCP3", date(2025, 9, 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": 9}, "n’a pas de CCP 9"),
        ({"number": 2}, "ne reconnaît pas"),
        ({"obtained_on": [date(2026, 11, 17)], "proof_received_on": None}, "dans l’avenir"),
        ({"obtained_on": [date(1990, 1, 1)]}, "précède la naissance"),
        ({"exchange": None, "obtained_on": [date(2023, 3, 22)]}, "n’existe que depuis"),
        ({"proof_received_on": None}, "Indiquez le jour où vous avez vu"),
        ({"proof_received_on": date(2026, 11, 17)}, "vu dans l’avenir"),
        ({"proof_received_on": date(2021, 6, 29)}, "avant que le certificat soit acquis"),
        ({"reference": " "}, "Nommez le justificatif"),
        ({"reference": "Référence 1 85 05 78 006 084 91"}, "sécurité sociale"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(now, wrong, said):
    with pytest.raises(ValidationError, match=said):
        record(now, path(now), **wrong)
    assert not CCPAward.objects.exists()


def test_all_the_faults_are_told_at_once(now):
    with pytest.raises(ValidationError) as refused:
        record(now, path(now), number=2, obtained_on=[date(2030, 1, 1)], proof_received_on=None, reference="")
    assert len(refused.value.messages) == 4


def test_a_ccp_is_recorded_once(now):
    parcours = path(now)
    record(now, parcours)
    with pytest.raises(ValidationError, match="déjà au livret"):
        record(now, parcours)


def newer(now):
    """The next version of CIP, whose CCPs are those of the one in force, by correspondence."""
    told = to_json(get_titre(CIP))
    told |= {
        "version": "09",
        "effective_date": "2026-01-01",
        "decree_date": "2025-10-01",
        "rncp": "RNCP99999",
    }
    told["correspondences"] = [
        {"former_decree_date": "2022-11-21", "former": activity["title"], "activity": activity["number"]}
        for activity in told["activities"]
        if activity["kind"] == "at"
    ]
    publish_titre(actor=actor(), document=told, now=now)
    return from_json(told).ref


def test_what_is_held_in_a_former_version_published_here_counts_of_itself_and_is_recorded_in_one_act(now):
    person = cast.candidate_person()
    award_ccp(actor=actor(), person=person, ccp_ref=f"{CIP}/CCP2", awarded_on=date(2025, 5, 5), now=now)
    parcours = path(now, newer(now))
    found = standing_of(parcours)
    assert [(h.number, h.origin, h.recorded) for h in found.on(DAY).held] == [(2, "correspondence", False)]
    (made,) = recognise_ccps(actor=actor(), parcours=parcours, now=now)
    assert made.ccp_ref == f"{parcours.titre_ref}/CCP2"
    assert recognise_ccps(actor=actor(), parcours=parcours, now=now) == []
    assert [h.recorded for h in standing_of(parcours).on(DAY).held] == [True]


def test_the_former_version_tells_what_its_ccps_will_be_worth(now):
    person = cast.candidate_person()
    award_ccp(actor=actor(), person=person, ccp_ref=f"{CIP}/CCP2", awarded_on=date(2025, 5, 5), now=now)
    following = newer(now)
    (reason,) = [r for r in standing_of(path(now)).on(DAY).reasons if r.code == "revised"]
    assert following in reason.text
    assert "le CCP 2 vaut le CCP 2" in reason.text


def test_facts_come_in_a_fixed_number_of_queries(
    now, django_assert_max_num_queries, django_assert_num_queries
):
    paths = [
        create_parcours(actor=actor(), person=who, titre_ref=CIP, route="formation", now=now)
        for who in cast.people(6)
    ]
    with django_assert_max_num_queries(12) as counted:
        standings_of(paths[:1])
    with django_assert_num_queries(len(counted)):
        assert len(standings_of(paths)) == 6


def test_a_ccp_entered_by_mistake_leaves_with_a_reason_and_its_copy(now, django_capture_on_commit_callbacks):
    award = record(now, path(now), proof=Received("livret.pdf", PDF, b"%PDF-1.7"))
    storage, name = award.proof.storage, award.proof.name
    with pytest.raises(ValidationError, match="motif"):
        withdraw_held_ccp(actor=actor(), award=award, reason=" ", now=now)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_held_ccp(actor=actor(), award=award, reason="Livret d’une homonyme", now=now)
    assert not CCPAward.objects.exists()
    assert not storage.exists(name)
    assert JournalEntry.objects.get(verb="parcours.withdraw_award").data["ref"] == f"{CIP}/CCP1"


def test_what_a_proces_verbal_awarded_is_not_taken_off_here(now):
    award = award_ccp(
        actor=actor(), person=cast.candidate_person(), ccp_ref=f"{CIP}/CCP2", awarded_on=DAY, now=now,
        pv_number="S1/PV1",
    )  # fmt: skip
    with pytest.raises(ValidationError, match="appartient à l’autorité"):
        withdraw_held_ccp(actor=actor(), award=award, reason="Erreur", now=now)
