"""A procès-verbal comes back to the paths: for each route and result, what is acquired and what is proposed next."""

from datetime import date, timedelta

import pytest

from jalon.examen.enums import Presence, SessionStatus
from jalon.examen.models import Inscription, SessionJury
from jalon.examen.queries.path_sessions import candidacies
from jalon.jury.operations.deliberation import deliberate
from jalon.jury.operations.pv import (
    establish_pv,
    refuse_pv,
    resume_after_refusal,
    transmit_pv,
    validate_pv,
)
from jalon.jury.rules.deliberation import CCPChoice
from jalon.parcours.enums import Route
from jalon.parcours.models import CCPAward, Parcours, ParcoursAct, TitreAward
from jalon.parcours.queries.standing import standing_of
from jalon.referentiel.operations import load_shipped_titres
from tests import cast
from tests.jury import cast as bench
from tests.scenarios.exam_day import CIP, EVERY, announced, judged, moment

pytestmark = pytest.mark.django_db
EXAM = date(2026, 6, 15)
AFTER = EXAM + timedelta(days=11)
ROUTES = ("formation", "apprentissage", "vae", "capitalisation")
STAGES = {
    "title": dict.fromkeys(ROUTES, "awarded"),
    "partial": {"formation": "partial", "apprentissage": "partial", "vae": "judged", "capitalisation": "standing"},
    "none": {"formation": "failed", "apprentissage": "failed", "vae": "judged", "capitalisation": "standing"},
    "absent": {"formation": "ready", "apprentissage": "ready", "vae": "deposited", "capitalisation": "preparing"},
}  # fmt: skip
NEXT = {
    ("partial", "formation"): {"capitalisation": ("ccp2", "ccp3", "final_interview")},
    ("partial", "vae"): {"capitalisation": ("ccp2", "ccp3", "final_interview")},
    ("none", "formation"): {"retake": ("title",)},
    ("none", "vae"): {"vae": ("title",)},
    ("absent", "formation"): {"retake": ("title",)},  # A2.6: the year runs as after a failure
    ("absent", "vae"): {"vae": ("title",)},
}


@pytest.fixture(autouse=True)
def titles(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=moment(EXAM))


def on_the_eve(route: str) -> Inscription:
    """Registered on a path that stands where its route leaves it on the eve of a session."""
    who = cast.candidate_person()
    capitalises = route == Route.CAPITALISATION
    before = {"vae": "deposited", "capitalisation": "preparing"}.get(route, "ready")
    path = Parcours.objects.create(
        person=who, titre_ref=CIP, route=route, stage="registered", recevabilite_until=date(2027, 6, 1)
    )
    if capitalises:
        for number in (2, 3):
            CCPAward.objects.create(
                person=who, ccp_ref=f"{CIP}/CCP{number}", awarded_on=EXAM - timedelta(days=200)
            )
    ParcoursAct.objects.create(
        parcours=path, act="register", on=EXAM - timedelta(days=30), from_stage=before, to_stage="registered",
        recorded_at=moment(EXAM), actor_ref="user:1", actor_label="Odile Varenne",
    )  # fmt: skip
    exam = announced(EXAM, "S1", EVERY if capitalises else ["title"])
    return Inscription.objects.create(
        session=exam, parcours=path, person=who, number=1, route=route, status="admitted",
        scopes=["ccp1", "final_interview"] if capitalises else ["title"],
    )  # fmt: skip


def sat(row: Inscription, outcome: str) -> Parcours:
    capitalises = row.route == Route.CAPITALISATION
    if outcome == "absent":
        other = Parcours.objects.create(person=bench.candidate_person(2), titre_ref=CIP, route=row.route)
        companion = Inscription.objects.create(
            session=row.session, parcours=other, person=other.person, number=2, route=row.route,
            status="admitted", scopes=["title"],
        )  # fmt: skip
        row.session.scopes = [*row.session.scopes, "title"]
        row.session.save()
        row.presence = Presence.ABSENT
        row.save()
        judged(companion, "none", {1: False, 2: False, 3: False}, "unfavourable")
    else:
        numbers = (1,) if capitalises else (1, 2, 3)
        gained = {"title": numbers, "partial": (1,), "none": ()}[outcome]
        judged(
            row,
            outcome,
            {number: number in gained for number in numbers},
            "favourable" if outcome == "title" else "unfavourable",
        )
    return Parcours.objects.select_related("person").get(pk=row.parcours_id)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("outcome", list(STAGES))
def test_each_result_leaves_the_path_where_its_route_goes_on(route: str, outcome: str) -> None:
    path = sat(on_the_eve(route), outcome)
    assert path.stage == STAGES[outcome][route]
    person = path.person
    assert TitreAward.objects.filter(person=person).exists() == (outcome == "title")
    steps = standing_of(path).steps(AFTER)
    assert bool(steps) == (outcome != "title"), "something is always proposed until the title is held"
    if route == "vae" and outcome in {"partial", "none"}:
        assert steps[0].code == "post_jury"
    if wanted := NEXT.get((outcome, route)):
        coming = announced(AFTER + timedelta(days=60), "S2", ["title", *EVERY])
        (row,) = candidacies(path, [coming], today=AFTER)
        assert {row.inscription.route: tuple(row.inscription.scopes)} == wanted


def test_a_refused_proces_verbal_leaves_nothing_and_the_next_version_counts_once() -> None:
    row = on_the_eve("formation")
    exam = row.session
    SessionJury.objects.create(session=exam, number=1)
    exam.status = SessionStatus.IN_PROGRESS
    exam.save()
    row.presence = Presence.PRESENT
    row.save()
    bench.seat(exam.juries.get(), 1, 2)
    bench.publish(exam, {exam.juries.get(): [row]})

    def version(outcome: str, gained: tuple[int, ...], revision: int, day: date):
        deliberate(
            actor=bench.juror_actor(1), inscription=row, outcome=outcome,
            ccps={f"{CIP}/CCP{n}": CCPChoice(n in gained, "" if n in gained else "Non montré.") for n in (1, 2, 3)},
            interview_result="favourable" if outcome == "title" else "unfavourable",
            interview_reasons="" if outcome == "title" else "Les valeurs du métier restent confuses.",
            base_revision=revision, now=moment(day),
        )  # fmt: skip
        pv = establish_pv(actor=bench.responsable(), session=exam, now=moment(day, 9))
        for number in (1, 2):
            bench.sign(pv, number, now=moment(day, 10))
        pv.refresh_from_db()
        transmit_pv(actor=bench.responsable(), pv=pv, now=moment(day, 11))
        pv.refresh_from_db()
        return pv

    first = version("title", (1, 2, 3), 0, EXAM)
    refuse_pv(actor=bench.ddets(), pv=first, reason="Une signature manque.", now=moment(EXAM, 14))
    path = Parcours.objects.get(pk=row.parcours_id)
    assert path.stage == "registered"
    assert not CCPAward.objects.exists()
    assert not TitreAward.objects.exists()
    exam.refresh_from_db()
    resume_after_refusal(actor=bench.responsable(), session=exam, now=moment(EXAM, 15))
    exam.refresh_from_db()
    row.refresh_from_db()
    second = version("partial", (2,), row.deliberation.revision, EXAM + timedelta(days=1))
    for _ in range(2):
        validate_pv(actor=bench.ddets(), pv=second, now=moment(AFTER))
    path.refresh_from_db()
    assert path.stage == "partial"
    assert list(CCPAward.objects.values_list("ccp_ref", flat=True)) == [f"{CIP}/CCP2"]
    assert ParcoursAct.objects.filter(parcours=path, act="award_part").count() == 1
