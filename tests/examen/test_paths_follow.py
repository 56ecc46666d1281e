"""The path follows the registration: registered, taken back where it stood, restored; two sessions count as one."""

from datetime import date

import pytest

from jalon.examen.operations.inscriptions import restore_inscription, withdraw_inscription
from jalon.examen.operations.sessions import advance_session
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.parcours.operations import advance_parcours
from jalon.parcours.steps import steps_of
from tests import cast
from tests.examen import scene
from tests.examen.scene import NOW

pytestmark = pytest.mark.django_db


def stage(inscription) -> str:
    return Parcours.objects.get(pk=inscription.parcours_id).stage


def test_registering_moves_the_path_and_says_to_which_session():
    exam = scene.session()
    made = scene.candidate(exam)
    assert stage(made) == "registered"
    act = ParcoursAct.objects.get(parcours=made.parcours_id, act="register")
    assert act.data == {"session": exam.pk, "number": exam.number}


def test_withdrawing_puts_it_back_and_restoring_registers_it_again():
    made = scene.candidate(scene.session())
    Parcours.objects.update(contacted_on=date(2026, 1, 5))
    before = ParcoursAct.objects.get(parcours=made.parcours_id, act="register").from_stage
    withdraw_inscription(actor=scene.manager(), inscription=made, reason="Embauche", now=NOW)
    assert stage(made) == before
    restore_inscription(actor=scene.manager(), inscription=made, now=NOW)
    assert stage(made) == "registered"


def test_a_path_opened_by_the_registration_itself_is_left_ready_for_another():
    made = scene.candidate(scene.session())
    withdraw_inscription(actor=scene.manager(), inscription=made, reason="Embauche", now=NOW)
    assert stage(made) == "ready"


def test_a_path_registered_elsewhere_stays_registered():
    who = cast.people(1)[0]
    one, other = (scene.candidate(scene.session(), who) for _ in range(2))
    assert one.parcours_id == other.parcours_id
    withdraw_inscription(actor=scene.manager(), inscription=one, reason="Empêché", now=NOW)
    assert stage(other) == "registered"


def test_a_path_that_is_over_never_stands_in_the_way_of_a_registration():
    who = cast.people(1)[0]
    path = Parcours.objects.create(person=who, titre_ref=scene.session().titre_ref, route="formation")
    advance_parcours(
        actor=scene.manager(), parcours=path, act="interrupt", on=date(2026, 1, 5), note="Déménage.", now=NOW
    )
    made = scene.candidate(scene.session(), who)
    assert stage(made) == "closed"


def test_the_day_of_the_session_is_what_comes_next_until_it_is_withdrawn():
    exam = scene.session()
    made = scene.candidate(exam)
    path = Parcours.objects.get(pk=made.parcours_id)
    assert (path.next_due_on, path.next_due) == (exam.starts_on, f"Se présenter à la session {exam.number}")
    withdraw_inscription(actor=scene.manager(), inscription=made, reason="Embauche", now=NOW)
    path.refresh_from_db()
    assert path.next_due != f"Se présenter à la session {exam.number}"


def test_a_session_that_is_cancelled_gives_its_paths_back():
    exam = scene.session()
    made = scene.candidate(exam)
    advance_session(actor=scene.manager(), session=exam, transition="cancel", reason="Salle fermée", now=NOW)
    path = Parcours.objects.get(pk=made.parcours_id)
    assert path.stage == "ready"
    assert path.next_due != f"Se présenter à la session {exam.number}"


def test_a_path_expected_in_another_session_stays_registered_when_one_is_cancelled():
    who = cast.people(1)[0]
    exam, other = scene.session(), scene.session()
    made = scene.candidate(exam, who)
    scene.candidate(other, who)
    advance_session(actor=scene.manager(), session=exam, transition="cancel", reason="Salle fermée", now=NOW)
    assert stage(made) == "registered"


@pytest.mark.parametrize(
    ("status", "label"),
    [
        ("convened", "Se présenter"),
        ("in_progress", "Se présenter"),
        ("transmitted", "Attendre le procès-verbal"),
        ("refused", "Attendre le procès-verbal"),
        ("validated", None),
        ("cancelled", None),
    ],
)
def test_what_a_session_expects_of_a_path_follows_its_life(status, label):
    exam = scene.session()
    made = scene.candidate(exam)
    exam.status = status
    exam.save()
    steps = [one for one in steps_of([made.parcours])[made.parcours_id] if one.code.startswith("examen.")]
    assert [one.label.startswith(label) for one in steps] == ([True] if label else [])
