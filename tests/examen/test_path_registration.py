"""From a path to a session in one act: the same reasons as the session's checks, nothing by papers alone refused."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Inscription
from jalon.examen.operations.inscriptions import AdmissionRefused, withdraw_inscription
from jalon.examen.operations.path_registration import register_path
from jalon.examen.queries.inscriptions import admission_of
from jalon.examen.queries.path_sessions import candidacies, coming_sessions
from jalon.examen.rules.admission import Reason
from jalon.examen.rules.path_registration import verdict
from jalon.parcours.models import CCPAward, Parcours
from jalon.parcours.operations import record_company_period
from tests import cast
from tests.examen import stage
from tests.examen.stage import CIP, FIRST_DAY, NOW
from tests.parcours.test_held import newer

EVERY = ("title", "ccp1", "ccp2", "ccp3", "final_interview")
TODAY = NOW.date()


def test_reasons_are_sorted_into_what_forbids_what_completes_and_what_recalls():
    told = [
        Reason("scope_closed", "a", "A2.1"),
        Reason("hours_missing_ccp1", "b", "A.8"),
        Reason("piece_missing_dp", "c", "A6.4"),
        Reason("recevabilite_short", "d", "A2.11", blocking=False),
    ]
    found = verdict(told)
    assert [[r.code for r in part] for part in (found.against, found.to_complete, found.reminders)] == [
        ["scope_closed"], ["hours_missing_ccp1", "piece_missing_dp"], ["recevabilite_short"],
    ]  # fmt: skip
    assert not found.possible
    assert verdict(told[1:]).possible
    assert verdict(told[3:]).ready


@pytest.fixture
def exam(db):
    return stage.session(candidates=0, scopes=EVERY)


def path(route="capitalisation", *, held=(), **fields):
    who = cast.candidate_person()
    who.birth_place = "Albi"
    who.save()
    for number in held:
        CCPAward.objects.create(
            person=who, ccp_ref=f"{CIP}/CCP{number}", awarded_on=TODAY - timedelta(days=90)
        )
    return Parcours.objects.create(person=who, titre_ref=CIP, route=route, **fields)


def thought(parcours, exam):
    (row,) = candidacies(parcours, [exam], today=TODAY)
    return row


def register(parcours, exam, row=None, **told):
    thinks = (row or thought(parcours, exam)).inscription
    given = {
        "scopes": thinks.scopes,
        "route": thinks.route,
        "retake_since": thinks.retake_since,
        "retake_count": thinks.retake_count,
        **told,
    }
    return register_path(actor=stage.responsable(), parcours=parcours, session=exam, now=NOW, **given)


def test_what_remains_is_ticked_and_the_reasons_are_those_of_the_session(exam):
    parcours = path(held=(1,))
    row = thought(parcours, exam)
    assert row.inscription.scopes == ["ccp2", "ccp3", "final_interview"]
    assert {r.code for r in row.verdict.to_complete} == {"reglement_unknown"}
    made = register(parcours, exam, row)
    assert admission_of(made, today=TODAY).reasons == row.admission.reasons
    assert made.parcours == parcours
    assert made.status == InscriptionStatus.REGISTERED


def test_when_nothing_is_missing_registering_is_admitting(exam):
    parcours = path(held=(1, 2, 3))
    made = register(parcours, exam, reglement_acknowledged_on=TODAY)
    assert (made.scopes, made.status) == (["final_interview"], InscriptionStatus.ADMITTED)
    parcours.refresh_from_db()
    assert parcours.stage == "registered"


def test_what_the_referentiel_grants_counts_at_once_and_is_recorded_by_the_registration(exam):
    parcours = path(held=(1, 2, 3))
    parcours.titre_ref = newer(NOW)
    parcours.save()
    following = stage.session(candidates=0, scopes=EVERY, titre_ref=parcours.titre_ref, number="S-09")
    row = thought(parcours, following)
    assert row.inscription.scopes == ["final_interview"]
    assert row.verdict.possible
    register(parcours, following, row)
    origins = CCPAward.objects.filter(ccp_ref__startswith=f"{parcours.titre_ref}/")
    assert list(origins.values_list("origin", flat=True)) == ["correspondence"] * 3


def test_the_hours_of_a_trainee_are_to_complete_not_a_refusal(exam):
    parcours = path("formation", starts_on=date(2026, 1, 5), ends_on=date(2026, 10, 2))
    row = thought(parcours, exam)
    assert row.inscription.scopes == ["title"]
    assert {"hours_missing_ccp1", "hours_missing_ccp2", "hours_missing_ccp3"} <= {
        r.code for r in row.verdict.to_complete
    }
    record_company_period(
        actor=stage.responsable(), parcours=parcours, ccp_number=1, company="Atelier", hours=70,
        proof_received_on=TODAY, now=NOW,
    )  # fmt: skip
    assert "hours_missing_ccp1" not in {r.code for r in thought(parcours, exam).verdict.to_complete}
    assert register(parcours, exam).status == InscriptionStatus.REGISTERED


def test_after_a_failure_the_retake_is_counted_from_its_validation(exam):
    parcours = path("formation", starts_on=date(2026, 1, 5))
    parcours.acts.create(
        act="fail", on=date(2026, 6, 1), from_stage="ready", to_stage="failed", recorded_at=NOW,
        actor_ref="user:1", actor_label="Odile Varenne",
    )  # fmt: skip
    thinks = thought(parcours, exam).inscription
    assert (thinks.route, thinks.scopes, thinks.retake_since) == ("retake", ["title"], date(2026, 6, 1))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"scopes": ["ccp1"]}, "ccp_acquired"),
        ({"scopes": ["title"], "route": "capitalisation"}, "route_scope"),
        ({"scopes": ["final_interview"]}, "ccp_missing"),
        ({"route": "retake", "retake_since": date(2025, 12, 13)}, "retake_late"),
    ],
)
def test_what_papers_cannot_mend_is_refused_with_every_reason(exam, told, code):
    parcours = path(held=(1,))
    with pytest.raises(AdmissionRefused) as refused:
        register(parcours, exam, **told)
    assert code in {r.code for r in refused.value.details}
    assert not Inscription.objects.exists()


def test_an_interrupted_path_is_resumed_before_it_registers(exam):
    parcours = path(held=(1,), stage="closed")
    with pytest.raises(TransitionRefused, match="reprenez-le"):
        register(parcours, exam)


def test_who_was_withdrawn_is_registered_again_with_the_same_number(exam):
    parcours = path(held=(1, 2, 3))
    made = register(parcours, exam, reglement_acknowledged_on=TODAY)
    withdraw_inscription(actor=stage.responsable(), inscription=made, reason="Empêché", now=NOW)
    row = thought(parcours, exam)
    assert (row.made, row.withdrawn) == (None, made)
    again = register(parcours, exam, row, reglement_acknowledged_on=TODAY)
    assert (again.pk, again.number, again.status, again.withdrawn_reason) == (
        made.pk, made.number, InscriptionStatus.ADMITTED, "",
    )  # fmt: skip
    parcours.refresh_from_db()
    assert parcours.stage == "registered"


def test_registering_twice_is_refused_and_makes_one(exam):
    parcours = path(held=(1, 2, 3))
    register(parcours, exam)
    with pytest.raises(TransitionRefused, match="déjà inscrit"):
        register(parcours, exam)
    assert Inscription.objects.count() == 1


def test_two_sessions_are_not_sat_for_the_same_thing(exam):
    parcours = path(held=(1, 2))
    register(parcours, exam)
    later = stage.session(candidates=0, scopes=EVERY, number="S-2", first_day=FIRST_DAY + timedelta(days=20))
    row = thought(parcours, later)
    assert [reason.code for reason in row.verdict.against] == ["presented_elsewhere"]
    with pytest.raises(AdmissionRefused, match="retirez l’une des deux inscriptions"):
        register(parcours, later, row)
    Inscription.objects.update(presence="absent")
    assert thought(parcours, later).verdict.possible, "who did not come waits for no result"


def test_only_the_coming_sessions_of_the_title_in_the_centre_are_listed(exam):
    parcours = path(held=(1,))
    later = stage.session(candidates=0, number="S-2027-01", first_day=FIRST_DAY + timedelta(days=60))
    stage.session(candidates=0, number="S-2026-00", first_day=TODAY - timedelta(days=1))
    stage.session(candidates=0, number="S-2026-E", titre_ref="TP-00448.06")
    begun = stage.session(candidates=0, number="S-2026-B")
    begun.status = "running"
    begun.save()
    assert coming_sessions(parcours, today=TODAY) == [exam, later]


def test_many_sessions_ask_no_more_queries_than_one(
    exam, django_assert_num_queries, django_assert_max_num_queries
):
    parcours = path(held=(1,))
    with django_assert_max_num_queries(30) as counted:
        candidacies(parcours, coming_sessions(parcours, today=TODAY), today=TODAY)
    for number in range(8):
        stage.session(candidates=0, number=f"S-{number}", first_day=FIRST_DAY + timedelta(days=number))
    with django_assert_num_queries(len(counted)):
        assert len(candidacies(parcours, coming_sessions(parcours, today=TODAY), today=TODAY)) == 9


# --- screens (the exams of the stage are to come: screens read the real clock)


@pytest.fixture
def ahead(db):
    from django.utils import timezone

    return stage.session(candidates=0, scopes=EVERY, first_day=timezone.localdate() + timedelta(days=40))


def test_the_responsable_reads_the_sessions_of_a_path_and_registers_it(ahead):
    parcours = path(held=(1, 2, 3))
    browser = cast.client(Role.RESPONSABLE_SESSION)
    listed = browser.get(reverse("examen:path_sessions", args=[parcours.pk])).content.decode()
    assert "Entretien final" in listed
    assert "À compléter" in listed
    address = reverse("examen:path_register", args=[parcours.pk, ahead.pk])
    assert browser.get(address).status_code == 200
    sent = {"scopes": ["final_interview"], "route": "capitalisation"}
    answer = browser.post(address, sent)
    made = Inscription.objects.get()
    assert answer["Location"] == reverse("examen:inscription_detail", args=[made.pk])
    assert "Déjà inscrit" in browser.get(reverse("examen:path_sessions", args=[parcours.pk])).content.decode()
    assert browser.get(address).status_code == 302


def test_a_refused_registration_shows_its_reasons_and_makes_nothing(ahead):
    parcours = path(held=(1,))
    address = reverse("examen:path_register", args=[parcours.pk, ahead.pk])
    sent = {"scopes": ["ccp1", "final_interview"], "route": "capitalisation"}
    page = cast.client(Role.RESPONSABLE_SESSION).post(address, sent).content.decode()
    assert "Déjà acquis" in page
    assert "il manque le CCP 2 et le CCP 3" in page
    assert not Inscription.objects.exists()


def test_a_closed_path_a_convened_session_and_another_version_are_told_before_anything_is_sent(ahead):
    ahead.status = "convened"
    ahead.save()
    stage.session(candidates=0, number="S-10", titre_ref=newer(NOW), first_day=ahead.starts_on)
    parcours = path(held=(1,), stage="closed")
    browser = cast.client(Role.RESPONSABLE_SESSION)
    listed = browser.get(reverse("examen:path_sessions", args=[parcours.pk])).content.decode()
    assert "Non admissible" in listed
    assert "reprenez-le avant d’inscrire à une session" in listed
    assert "Les convocations de cette session sont parties" in listed
    assert "Sessions d’un autre millésime" in listed
    asked = {"scopes": ["ccp2"], "route": "capitalisation"}
    page = browser.post(reverse("examen:path_register", args=[parcours.pk, ahead.pk]), asked)
    assert "reprenez-le avant d’inscrire à une session" in page.content.decode()
    assert not Inscription.objects.exists()


def test_a_session_of_another_title_or_begun_is_unknown_here(ahead):
    other = stage.session(candidates=0, titre_ref="TP-00448.06", number="S-E", first_day=ahead.starts_on)
    address = reverse("examen:path_register", args=[path().pk, other.pk])
    assert cast.client(Role.RESPONSABLE_SESSION).get(address).status_code == 404
