"""Deadlines recalled by mail, once for each date and each threshold; and put in agendas by a UID that never changes."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from jalon.accounts.enums import Role
from jalon.accounts.models import OrganismeParameter
from jalon.common.jobs import run_pending
from jalon.common.jobs.worker import schedule_periodic
from jalon.common.models import Job, JournalEntry
from jalon.dossier import exams
from jalon.dossier.exams import Exam
from jalon.dossier.models import Reminder
from jalon.dossier.operations.dossiers import hand_over_version, open_dossier, set_deadline
from jalon.dossier.operations.reminders import send_reminders
from jalon.dossier.rules import DP_NAME
from jalon.dossier.rules.workshop import reminder_due
from tests import cast
from tests.dossier.workshop import checked

DUE = date(2027, 1, 15)


@pytest.mark.parametrize(
    ("left", "threshold"), [(15, None), (14, 14), (10, 14), (4, 14), (3, 3), (1, 3), (0, 3), (-1, None)]
)
def test_the_nearest_threshold_reached_has_its_turn(left, threshold):
    assert reminder_due(DUE, DUE - timedelta(days=left), (14, 3)) == threshold


@pytest.fixture
def due(dossier, trainer, now):
    return set_deadline(actor=trainer, dossier=dossier, due_on=DUE, now=now)


@pytest.fixture
def remind(ines, now):
    """Run the reminders `left` days before the deadline; what leaves by mail."""

    def run(left):
        mail.outbox.clear()
        made = send_reminders(
            actor=ines, organisme=cast.centre(), now=now + (DUE - now.date() - timedelta(days=left))
        )
        run_pending()
        return made, sorted((one.to[0], one.subject) for one in mail.outbox)

    return run


def test_each_threshold_is_told_once_to_the_candidate_and_to_the_trainer(due, path, remind):
    told = sorted([
        (path.person.email, "Votre dossier est à remettre"),
        (path.trainers.get().email, "Dossiers à remettre bientôt"),
    ])  # fmt: skip
    assert remind(20) == ([], [])
    made, sent = remind(14)
    assert ([one.days for one in made], sent) == ([14], told)
    assert remind(14) == ([], [])
    assert remind(9) == ([], [])
    made, sent = remind(2)
    assert ([one.days for one in made], sent) == ([3], told)
    assert remind(1) == ([], [])
    assert JournalEntry.objects.filter(verb="dossier.remind").count() == 2


def test_a_deadline_that_moved_is_recalled_anew(due, trainer, remind, now):
    assert remind(2)[0]
    set_deadline(actor=trainer, dossier=due, due_on=DUE + timedelta(days=1), now=now)
    assert remind(2)[0]
    assert Reminder.objects.count() == 2


def test_nothing_is_recalled_once_handed_over_nor_once_late(due, ines, remind, now):
    assert remind(-1) == ([], [])
    hand_over_version(actor=ines, version=checked(due, ines, now), now=now)
    assert remind(3) == ([], [])


def test_without_a_date_of_the_centre_the_day_of_the_session_is_recalled(dossier, remind, monkeypatch):
    monkeypatch.setattr(
        exams, "_finders", [lambda ones: {one.pk: Exam("Session 1", DUE, True) for one in ones}]
    )
    assert [one.due_on for one in remind(3)[0]] == [DUE]


def test_a_session_that_has_begun_recalls_nothing(dossier, remind, monkeypatch):
    monkeypatch.setattr(
        exams, "_finders", [lambda ones: {one.pk: Exam("Session 1", DUE, False) for one in ones}]
    )
    assert remind(3) == ([], [])


def test_a_centre_sets_its_own_thresholds(due, remind):
    OrganismeParameter.objects.create(organisme=cast.centre(), key="dossier_first_reminder_days", value=30)
    assert [one.days for one in remind(29)[0]] == [30]


def test_one_mail_tells_all_the_dossiers_of_a_person(due, path, ines, trainer, remind, now):
    other = open_dossier(actor=ines, parcours=path, scope="title", production=DP_NAME, now=now)
    set_deadline(actor=trainer, dossier=other, due_on=DUE, now=now)
    made, sent = remind(3)
    assert (len(made), len(sent)) == (2, 2)
    body = next(one.body for one in mail.outbox if one.to == [path.person.email])
    assert due.production in body
    assert DP_NAME in body
    assert reverse("dossier:dossier", args=[other.pk]) in body


def test_who_has_no_address_is_left_out_and_the_trainer_is_told(due, path, remind):
    path.person.email, path.person.user = "", None
    path.person.save()
    _, sent = remind(3)
    assert [to for to, _ in sent] == [path.trainers.get().email]
    assert "prévenez-la" in mail.outbox[0].body


def test_the_mail_joins_the_deadline_for_an_agenda(due, path, remind):
    remind(3)
    (joined,) = next(one.attachments for one in mail.outbox if one.to == [path.person.email])
    (event,) = Calendar.from_ical(joined[1]).walk("VEVENT")
    assert event["dtstart"].dt == DUE


def test_the_job_runs_once_a_day_for_every_centre(due, now):
    day = now + (DUE - now.date() - timedelta(days=3))
    schedule_periodic(now=day)
    schedule_periodic(now=day + timedelta(hours=1))
    assert Job.objects.filter(kind="dossier.remind").count() == 1


# --- agendas


def events(role, name, *args):
    answer = cast.client(role).get(reverse(f"dossier:{name}", args=args))
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_deadline_that_moves_keeps_its_uid_in_agendas(dossier, trainer, now):
    soon = date.today() + timedelta(days=10)  # noqa: DTZ011
    set_deadline(actor=trainer, dossier=dossier, due_on=soon, now=now)
    (before,) = events(Role.CANDIDAT, "deadline_ics", dossier.pk)
    set_deadline(actor=trainer, dossier=dossier, due_on=soon + timedelta(days=5), now=now)
    (after,) = events(Role.CANDIDAT, "deadline_ics", dossier.pk)
    assert before["uid"] == after["uid"]
    assert (before["dtstart"].dt, after["dtstart"].dt) == (soon, soon + timedelta(days=5))
    assert after["class"] == "PRIVATE"


def test_the_agenda_of_a_trainer_holds_the_deadlines_of_those_they_accompany(
    dossier, path, ines, trainer, now
):
    soon = date.today() + timedelta(days=10)  # noqa: DTZ011
    other = open_dossier(actor=ines, parcours=path, scope="title", production=DP_NAME, now=now)
    for one in (dossier, other):
        set_deadline(actor=trainer, dossier=one, due_on=soon, now=now)
    found = events(Role.FORMATEUR, "calendar")
    assert len({str(event["uid"]) for event in found}) == 2
    assert all(str(path.person) in event["description"] for event in found)


def test_without_any_deadline_to_come_no_empty_agenda_is_given(dossier):
    answer = cast.client(Role.CANDIDAT).get(reverse("dossier:calendar"), follow=True)
    assert "Aucune échéance à venir" in answer.text
