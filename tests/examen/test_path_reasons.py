"""Whatever the session's own check can say of a candidate, the page of the path says in the same words."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from inspect import getsource
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from jalon.accounts.enums import Role
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Amenagement, ExamSession, Inscription
from jalon.examen.queries.inscriptions import admission_of
from jalon.examen.queries.path_sessions import candidacy
from jalon.examen.rules import admission
from jalon.parcours.models import CCPAward, Parcours, TitreAward
from jalon.parcours.operations import record_company_period
from jalon.people.models import Person
from tests import cast
from tests.examen import stage
from tests.examen.stage import CIP

pytestmark = pytest.mark.django_db
EVERY = ("title", "ccp1", "ccp2", "ccp3", "final_interview")
Change = Callable[[Parcours, ExamSession], Any]


def on_person(**fields: Any) -> Change:
    return lambda path, exam: Person.objects.filter(pk=path.person_id).update(**fields)


def on_path(**fields: Any) -> Change:
    return lambda path, exam: Parcours.objects.filter(pk=path.pk).update(**fields)


def held(*numbers: int) -> Change:
    def change(path: Parcours, exam: ExamSession) -> None:
        for number in numbers:
            CCPAward.objects.create(
                person=path.person, ccp_ref=f"{CIP}/CCP{number}", awarded_on=date(2025, 1, 10)
            )

    return change


def holds_title(path: Parcours, exam: ExamSession) -> None:
    TitreAward.objects.create(person=path.person, titre_ref=CIP, awarded_on=date(2025, 1, 10))


def failed(days: int) -> Change:
    def change(path: Parcours, exam: ExamSession) -> None:
        path.acts.create(
            act="fail", on=timezone.localdate() - timedelta(days=days), from_stage="ready", to_stage="failed",
            recorded_at=timezone.now(), actor_ref="user:1", actor_label="Odile Varenne",
        )  # fmt: skip

    return change


def one_hour_unproven(path: Parcours, exam: ExamSession) -> None:
    record_company_period(
        actor=stage.responsable(), parcours=path, ccp_number=1, company="Atelier", hours=1, now=timezone.now()
    )


def elsewhere(days: int, scopes: tuple[str, ...]) -> Change:
    def change(path: Parcours, exam: ExamSession) -> None:
        other = stage.session(
            candidates=0, scopes=EVERY, number="S-2", first_day=exam.starts_on + timedelta(days=days)
        )
        Inscription.objects.create(
            session=other, parcours=path, person=path.person, number=1, route=path.route, scopes=list(scopes)
        )

    return change


def withdrawn_with_a_request(path: Parcours, exam: ExamSession) -> None:
    row = Inscription.objects.create(
        session=exam, parcours=path, person=path.person, number=1, route=path.route, scopes=["title"],
        status=InscriptionStatus.WITHDRAWN,
    )  # fmt: skip
    Amenagement.objects.create(inscription=row, requested_on=timezone.localdate(), measures="Un tiers temps.")


@dataclass(frozen=True)
class Case:
    """A path by a route, what happened to it, what is asked of a session that comes in some days."""

    codes: tuple[str, ...]
    route: str = "formation"
    scopes: tuple[str, ...] = ("title",)
    asked: dict[str, Any] = field(default_factory=dict)
    change: Change = lambda path, exam: None
    first_day: date | None = None


CASES = (
    Case(("birth_date_missing",), change=on_person(birth_date=None)),
    Case(("birth_date_wrong",), change=on_person(birth_date=date(2031, 1, 1))),
    Case(("birth_place_missing", "hours_missing_ccp1", "hours_missing_total", "reglement_unknown", "piece_missing_dp"),
         change=on_person(birth_place="")),
    Case(("scope_missing",), scopes=()),
    Case(("scope_closed", "scope_mixed"), scopes=("title", "ccp1"),
         change=lambda path, exam: ExamSession.objects.filter(pk=exam.pk).update(scopes=["title"])),
    Case(("route_scope",), route="capitalisation"),
    Case(("route_scope", "ccp_missing"), scopes=("final_interview",)),
    Case(("titre_acquired",), change=holds_title),
    Case(("ccp_acquired",), route="capitalisation", scopes=("ccp1",), change=held(1)),
    Case(("only_interview_left",), change=held(1, 2, 3)),
    Case(("titre_ended",), first_day=date(2028, 5, 15)),
    Case(("titre_over",), first_day=date(2029, 5, 15)),
    Case(("recevabilite_missing",), route="vae"),
    Case(("recevabilite_over",), route="vae", change=on_path(recevabilite_until=date(2026, 1, 1))),
    Case(("retake_unknown", "retake_too_many"), asked={"route": "retake", "retake_count": 3}, change=failed(20)),
    Case(("retake_late",), asked={"route": "retake", "retake_since": "2020-03-01"}, change=failed(20)),
    Case(("hours_unproven_ccp1", "hours_unproven_total"), change=one_hour_unproven),
    Case(("presented_elsewhere",), change=elsewhere(30, ("title",))),
    Case(("same_days",), route="capitalisation", scopes=("ccp1",), change=elsewhere(0, ("ccp2",))),
    Case(("arrangement_pending",), change=withdrawn_with_a_request),
)  # fmt: skip
# No shipped title has a CCS, and a session of two days is needed for a recevabilité that ends between them.
RULES_ALONE = {"ccs_without_titre", "recevabilite_short"}


def test_every_reason_that_the_check_can_give_is_among_the_cases() -> None:
    known = set(re.findall(r'Reason\(\s*f?"([a-z_]+)', getsource(admission)))
    assert known
    told = {code for case in CASES for code in case.codes}
    missing = {code for code in known if not any(one.startswith(code) for one in told)}
    assert missing == RULES_ALONE


@pytest.mark.parametrize("case", CASES, ids=lambda case: "+".join(case.codes))
def test_the_path_says_what_the_session_says(case: Case) -> None:
    exam = stage.session(
        candidates=0, scopes=EVERY, first_day=case.first_day or timezone.localdate() + timedelta(days=40)
    )
    who = cast.candidate_person()
    Person.objects.filter(pk=who.pk).update(birth_place="Albi")
    path = Parcours.objects.create(person=who, titre_ref=CIP, route=case.route)
    case.change(path, exam)
    asked = {"scopes": list(case.scopes), "route": case.route, **case.asked}

    browser = cast.client(Role.RESPONSABLE_SESSION)
    answer = browser.post(reverse("examen:path_register", args=[path.pk, exam.pk]), asked)
    if made := Inscription.objects.filter(session=exam).exclude(status=InscriptionStatus.WITHDRAWN).first():
        page = browser.get(reverse("examen:inscription_detail", args=[made.pk])).content.decode()
        assert said_before(path, exam, made) == admission_of(made, today=timezone.localdate()).reasons
    else:
        page = answer.content.decode()
        made = Inscription(
            session=ExamSession.objects.get(pk=exam.pk), parcours=Parcours.objects.get(pk=path.pk), number=9,
            person=Person.objects.get(pk=who.pk), route=asked["route"], scopes=asked["scopes"],
            retake_since=date.fromisoformat(asked["retake_since"]) if "retake_since" in asked else None,
            retake_count=asked.get("retake_count", 0),
        )  # fmt: skip
    reasons = admission_of(made, today=timezone.localdate()).reasons
    assert set(case.codes) <= {reason.code for reason in reasons}
    for reason in reasons:
        assert escape(reason.message_fr) in page
        assert escape(reason.basis) in page


def said_before(path: Parcours, exam: ExamSession, made: Inscription) -> tuple[admission.Reason, ...]:
    """What the page of the path said of the registration, before it was made (or made again)."""
    made.status = InscriptionStatus.WITHDRAWN
    made.save()
    told = candidacy(
        Parcours.objects.select_related("person").get(pk=path.pk), ExamSession.objects.get(pk=exam.pk),
        today=timezone.localdate(), scopes=made.scopes, route=made.route,
    )  # fmt: skip
    assert told.withdrawn == made
    made.status = InscriptionStatus.REGISTERED
    made.save()
    return told.admission.reasons
