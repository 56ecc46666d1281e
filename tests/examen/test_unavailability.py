"""Hours away: noted for those of the session, respected by the planning, told where a timetable breaks them."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession, Unavailability
from jalon.examen.operations.unavailability import declare_unavailability, withdraw_unavailability
from jalon.examen.queries.unavailability import people_of
from jalon.examen.rules.timetable import local_minutes
from jalon.people.models import Person
from tests import cast
from tests.examen import stage

pytestmark = pytest.mark.django_db


def declare(exam: ExamSession, person: Person, start: int, end: int, **changes: object) -> Unavailability:
    given: dict[str, object] = {
        "day": stage.FIRST_DAY,
        "starts_at": time(start),
        "ends_at": time(end),
        **changes,
    }
    return declare_unavailability(
        actor=stage.responsable(), session=exam, person=person, now=stage.NOW, **given  # type: ignore[arg-type]
    )  # fmt: skip


def address(exam: ExamSession, name: str = "unavailabilities", *args: int) -> str:
    return reverse(f"examen:{name}", args=[exam.pk, *args])


def test_the_people_of_a_session_are_its_candidates_jurors_and_actors() -> None:
    exam = stage.session(candidates=1)
    roles = list(people_of(exam).values())
    assert roles[0] == "candidat"
    assert "jury 1" in roles
    assert roles[-1] == "comédien"


def test_the_calculation_goes_around_what_was_noted() -> None:
    exam = stage.session(candidates=1)
    person = exam.inscriptions.get().person
    declare(exam, person, 8, 12)
    declare(exam, person, 8, 12)
    assert Unavailability.objects.count() == 1
    rows = stage.planned(exam).appointments.filter(candidate_present=True)
    assert min(local_minutes(row.starts_at)[1] for row in rows) >= 12 * 60


def test_every_fault_is_told_at_once() -> None:
    exam = stage.session(candidates=1)
    stranger = cast.juror_person(cast.other_centre())
    with pytest.raises(ValidationError) as refusal:
        declare(
            exam, stranger, 12, 12, day=stage.FIRST_DAY + timedelta(days=9), reason="2 91 04 31 555 001 36"
        )
    assert set(refusal.value.message_dict) == {"person", "day", "ends_at", "reason"}


def test_nothing_changes_once_the_exam_is_over() -> None:
    exam = stage.session(candidates=1)
    person = exam.inscriptions.get().person
    row = declare(exam, person, 8, 9)
    ExamSession.objects.update(status=SessionStatus.DELIBERATED)
    row.session.refresh_from_db()
    with pytest.raises(TransitionRefused):
        declare(exam, person, 9, 10)
    with pytest.raises(TransitionRefused):
        withdraw_unavailability(actor=stage.responsable(), unavailability=row, now=stage.NOW)


@pytest.mark.parametrize("role", ["candidat", "jury 1", "comédien"])
def test_a_published_timetable_that_asks_for_someone_away_is_pointed_out(role: str) -> None:
    exam = stage.session(candidates=2)
    stage.published(exam)
    browser = cast.client(Role.RESPONSABLE_SESSION)
    planning = reverse("examen:timetable", args=[exam.pk])
    before = browser.get(planning).content.decode()
    assert "quelque chose a changé" not in before
    person = next(person for person, found in people_of(exam).items() if found == role)
    declare(exam, person, 8, 18)
    page = browser.get(planning).content.decode()
    assert ("quelque chose a changé" in page) or ("(comédien) n’est pas disponible" in page)
    assert "Non respectée" in browser.get(address(exam)).content.decode()


def test_the_screen_notes_and_takes_back_and_the_journal_keeps_both() -> None:
    exam = stage.session(candidates=1)
    browser, who = cast.client(Role.RESPONSABLE_SESSION), exam.inscriptions.get().person
    assert "Aucune indisponibilité" in browser.get(address(exam)).content.decode()
    data = {
        "person": who.pk,
        "day": "2026-12-14",
        "starts_at": "14:00",
        "ends_at": "16:00",
        "reason": "train",
    }
    wrong = browser.post(address(exam), {**data, "ends_at": "13:00"})
    assert wrong.status_code == 422
    assert "doit suivre son début" in wrong.content.decode()
    assert browser.post(address(exam), data).status_code == 302
    row = Unavailability.objects.get()
    assert (row.person, row.reason) == (who, "train")
    assert "train" in browser.get(address(exam)).content.decode()
    assert browser.post(address(exam, "unavailability_remove", row.pk)).status_code == 302
    assert not Unavailability.objects.exists()
    verbs = list(
        JournalEntry.objects.filter(verb__startswith="unavailability.").values_list("verb", flat=True)
    )
    assert sorted(verbs) == ["unavailability.declare", "unavailability.withdraw"]
    assert "train" not in str(list(JournalEntry.objects.values_list("sentence", "data")))


def test_only_who_leads_the_session_keeps_them() -> None:
    exam = stage.session(candidates=1)
    assert cast.client(Role.FORMATEUR).get(address(exam)).status_code == 403
    assert cast.client(Role.RESPONSABLE_SESSION, cast.other_centre()).get(address(exam)).status_code == 404
