"""Questionnaires that leave by themselves: in their time, once, recalled once, declined for good."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import OrganismeParameter
from jalon.common.actor import system_actor
from jalon.common.models import Job
from jalon.parcours.models import Parcours
from jalon.quality.models import Survey
from jalon.quality.operations.campaigns import ask_everybody, press_complaints, remind_everybody
from jalon.quality.operations.complaints import receive_complaint
from jalon.quality.operations.surveys import answer_survey, ask_once, ask_opinion, decline_survey
from jalon.quality.queries.results import year_results
from jalon.quality.rules.campaigns import Asked, to_remind, window
from jalon.quality.rules.satisfaction import questions_for, shown, spreads
from tests import cast

ROBOT = system_actor("questionnaires")


def run(work, centre, now) -> int:
    return work(actor=ROBOT, organisme=centre, now=now, check=lambda: None)


@pytest.mark.parametrize(
    ("ended", "first"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)), (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 1, 31), date(2026, 7, 31)), (date(2026, 10, 25), date(2027, 4, 25)),
    ],
)  # fmt: skip
def test_the_second_questionnaire_leaves_six_months_to_the_day_or_at_the_end_of_a_short_month(ended, first):
    days = window(ended, "later", later_months=6)
    assert days.first == first
    assert first - timedelta(days=1) not in days
    assert first in days
    assert days.last in days
    assert days.last + timedelta(days=1) not in days


def test_an_unknown_moment_is_no_moment():
    with pytest.raises(ValueError, match="unknown moment"):
        window(date(2026, 1, 1), "before", later_months=6)


def test_the_reminder_is_one_and_waits_for_its_day():
    asked = Asked(date(2026, 11, 1))
    assert not to_remind(asked, date(2026, 11, 10), after_days=10)
    assert to_remind(asked, date(2026, 11, 11), after_days=10)
    assert not to_remind(Asked(date(2026, 11, 1), reminded=True), date(2026, 11, 11), after_days=10)
    assert not to_remind(Asked(date(2026, 11, 1), answered=True), date(2026, 11, 11), after_days=10)
    assert not to_remind(Asked(date(2026, 11, 1), declined=True), date(2026, 11, 11), after_days=10)
    assert not to_remind(asked, date(2027, 6, 1), after_days=10), "nobody remembers any more"


def test_no_summary_is_shown_under_the_number_of_answers():
    assert [shown(count, minimum=5) for count in (0, 4, 5)] == [False, False, True]
    assert not shown(0, minimum=0)


def test_a_question_that_few_were_asked_is_left_out_of_a_summary_of_many():
    answers = [{"overall": 4, "welcome": 3}] * 5 + [{"overall": 1, "writing": 1}]
    assert [s.question.code for s in spreads(answers, minimum=5)] == ["welcome", "overall"]
    assert [s.question.code for s in spreads(answers)] == ["welcome", "writing", "overall"]


def test_run_twice_or_killed_halfway_nobody_is_asked_twice(centre, path, now):
    assert run(ask_everybody, centre, now) == 1
    assert run(ask_everybody, centre, now) == 0
    assert Survey.objects.get().moment == "end"
    assert Job.objects.filter(kind="common.mail").count() == 1
    assert not ask_once(actor=ROBOT, parcours=path, moment="end", base_url="https://j.example", now=now)


def test_a_path_that_ended_long_before_jalon_is_left_in_peace(centre, path, now):
    Parcours.objects.filter(pk=path.pk).update(stage_since=now.date() - timedelta(days=200))
    assert run(ask_everybody, centre, now) == 0


def test_an_organisme_that_asks_by_hand_sends_nothing(centre, path, now):
    OrganismeParameter.objects.create(organisme=centre, key="survey_by_itself", value=0)
    assert run(ask_everybody, centre, now) == 0
    assert run(remind_everybody, centre, now + timedelta(days=30)) == 0


def test_another_centre_is_not_asked(path, now):
    assert run(ask_everybody, cast.other_centre(), now) == 0


def test_a_reminder_leaves_once_under_a_new_link(centre, leader, path, now):
    first = ask_opinion(actor=leader, parcours=path, moment="end", base_url="https://j.example", now=now)
    token = first.token_sha256
    assert run(remind_everybody, centre, now + timedelta(days=9)) == 0
    assert run(remind_everybody, centre, now + timedelta(days=10)) == 1
    assert run(remind_everybody, centre, now + timedelta(days=30)) == 0
    first.refresh_from_db()
    assert first.token_sha256 != token
    assert first.reminded_at == now + timedelta(days=10)


def test_whoever_declines_is_asked_nothing_more(centre, leader, path, now):
    survey = ask_opinion(actor=leader, parcours=path, moment="end", base_url="https://j.example", now=now)
    decline_survey(survey=survey, actor=ROBOT, now=now)
    later = now + timedelta(days=190)
    Parcours.objects.filter(pk=path.pk).update(stage="awarded")
    assert run(remind_everybody, centre, now + timedelta(days=10)) == 0
    assert run(ask_everybody, centre, later) == 0
    with pytest.raises(ValidationError, match="ne plus recevoir"):
        ask_opinion(actor=leader, parcours=path, moment="end", base_url="https://j.example", now=later)
    with pytest.raises(ValidationError, match="choisi de ne pas répondre"):
        answer_survey(survey=survey, kind="formation", answers={}, comment="", actor=ROBOT, now=now)


def test_a_tutor_answers_questions_of_their_own(leader, path, now):
    with pytest.raises(ValidationError, match="nom et l’adresse"):
        ask_opinion(actor=leader, parcours=path, moment="end", base_url="", now=now, respondent="tutor")
    survey = ask_opinion(
        actor=leader, parcours=path, moment="end", base_url="https://j.example", now=now, respondent="tutor",
        name="Marc Oléron", email="marc@exemple.example",
    )  # fmt: skip
    asked = questions_for("formation", "end", "tutor")
    assert {q.code for q in asked} == {"objectives", "exchanges", "skills", "overall"}
    answer_survey(
        survey=survey, kind="formation", answers={q.code: 4 for q in asked}, comment="", actor=ROBOT, now=now
    )
    assert Job.objects.filter(payload__to="marc@exemple.example").count() == 1


def test_insertion_is_counted_on_those_who_told_their_situation(centre, leader, path, now):
    survey = ask_opinion(actor=leader, parcours=path, moment="later", base_url="https://j.example", now=now)
    marks = {q.code: 3 for q in questions_for("formation", "later")}
    with pytest.raises(ValidationError, match="situation n’est pas proposée"):
        answer_survey(
            survey=survey, kind="formation", answers=marks, comment="", actor=ROBOT, now=now, situation="king"
        )
    answer_survey(
        survey=survey, kind="formation", answers=marks, comment="", actor=ROBOT, now=now, situation="search",
        job_related=True,
    )  # fmt: skip
    survey.refresh_from_db()
    assert (survey.situation, survey.job_related) == ("search", None), "without work, no work is related"
    assert year_results(centre, now.year) == [], "no session was validated: nothing is published of it"


def test_a_complaint_is_pressed_before_its_term_then_once_past(centre, leader, now):
    complaint = receive_complaint(
        actor=leader,
        organisme=centre,
        channel="letter",
        text="Froid",
        author="Inès",
        received_on=now.date(),
        now=now,
    )
    assert run(press_complaints, centre, now + timedelta(days=22)) == 0
    assert run(press_complaints, centre, now + timedelta(days=23)) == 1
    assert run(press_complaints, centre, now + timedelta(days=24)) == 0
    assert run(press_complaints, centre, now + timedelta(days=31)) == 1
    subjects = (
        Job.objects.filter(kind="common.mail")
        .order_by("created_at")
        .values_list("payload__subject", flat=True)
    )
    assert [complaint.number in s for s in subjects] == [True, True]


def test_the_daily_job_does_it_all(centre, path, now: datetime, monkeypatch):
    from jalon.common.jobs.registry import get_kind

    class Context:
        actor = ROBOT

        def check(self) -> None:
            """Never stopped."""

    monkeypatch.setattr(timezone, "now", lambda: now)
    assert get_kind("quality.daily").function(Context()) == {"asked": 1, "reminded": 0, "pressed": 0}
    assert mail.outbox == []
