"""What the documents of a VAE say, what is told of it elsewhere: steps, copy of one's data."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jalon.documents.models import IssuedDocument
from jalon.documents.queries import content_of
from jalon.parcours.models import Parcours
from jalon.parcours.operations import advance_parcours
from jalon.parcours.steps import steps_of
from jalon.people.models import Person
from jalon.vae.enums import LeaveAnswer, StepWay
from jalon.vae.holdings import tell_vae
from jalon.vae.models import Decision, Meeting, NextStep
from jalon.vae.operations.leave import answer_leave, ask_leave
from jalon.vae.operations.plans import agree_plan, issue_livret, write_up
from jalon.vae.operations.works import set_work
from jalon.vae.steps import tell_steps
from tests import cast
from tests.documents.reading import text_of
from tests.vae import story
from tests.vae.story import NOW, TODAY, ago

pytestmark = pytest.mark.django_db


def issued(path: Parcours, kind: str) -> str:
    """The words of the last document of a kind, spaces folded."""
    last = IssuedDocument.objects.filter(subject_ref=f"vae:{path.pk}", kind=f"vae.{kind}").first()
    assert last is not None
    return " ".join(text_of(content_of(last)).split())


def test_the_feasibility_file_tells_the_experiences_against_the_referentiel(path: Parcours) -> None:
    story.admitted(path)
    told = issued(path, "dossier_faisabilite")
    for words in (
        "Inès MAZARGUIL", "Titre professionnel entier", "Référente de parcours", "depuis septembre 2018",
        "Entretien d’une heure, synthèse relue ensemble.", "CCP 3", "Favorable", "cv-ines.pdf", "L6412-2",
        "Aucun justificatif d’expérience ne peut être exigé",
    ):  # fmt: skip
        assert words in told


def test_the_plan_tells_its_price_and_its_calendar(path: Parcours) -> None:
    story.accompanied(path)
    told = issued(path, "plan_accompagnement")
    for words in ("12 h", "80 € l’heure", "960 €", "jeudi 17 septembre 2026 à 14 h", "Partie 6"):
        assert words in told


def test_the_livret_keeps_each_meeting_and_replaces_the_former_one(path: Parcours) -> None:
    plan = story.accompanied(path)
    meeting = plan.meetings.first()
    assert meeting is not None
    write_up(
        actor=story.adviser(), meeting=meeting, held_minutes=90, done="Carte des blocs", difficulties="Dire je",
        reached="Situation choisie", now=NOW,
    )  # fmt: skip
    set_work(actor=story.adviser(), plan=plan, what="Deux pages", due_on=TODAY, now=NOW)
    first = issue_livret(actor=story.adviser(), plan=plan, now=NOW)
    second = issue_livret(actor=story.adviser(), plan=plan, now=NOW + timedelta(minutes=1))
    first.refresh_from_db()
    assert first.superseded_by == second
    told = issued(path, "livret_suivi")
    for words in (
        "1 h 30 réalisées sur 12 h",
        "Carte des blocs",
        "Dire je",
        "Situation choisie",
        "Deux pages",
    ):
        assert words in told


def test_the_request_for_leave_tells_the_days_and_the_delay_of_the_answer(path: Parcours) -> None:
    story.admitted(path)
    leave = ask_leave(
        actor=story.candidate(), parcours=path, employer="Le Pont-Neuf", requested_on=TODAY,
        starts_on=date(2027, 1, 11), ends_on=date(2027, 1, 15), minutes=2880, now=NOW,
    )  # fmt: skip
    told = issued(path, "demande_conge")
    for words in ("48 h", "du 11 au 15 janvier 2027", "1er décembre 2026", "R-2026-118", "Le Pont-Neuf"):
        assert words in told
    waiting = next(step for step in tell_steps([path])[path.pk] if step.code.startswith("vae.leave"))
    assert (waiting.due_on, waiting.done_on) == (date(2026, 12, 1), None)
    answer_leave(
        actor=story.candidate(), leave=leave, answer=LeaveAnswer.POSTPONED, on=TODAY,
        postponed_to=date(2027, 2, 11), reason="Inventaire", now=NOW,
    )  # fmt: skip
    answered = next(step for step in tell_steps([path])[path.pk] if step.code.startswith("vae.leave"))
    assert (answered.done_on, answered.note) == (TODAY, "Reporté : à partir du 11/02/2027")


def test_once_the_path_has_ended_nothing_is_due_any_more(path: Parcours) -> None:
    plan = story.accompanied(path)
    set_work(actor=story.adviser(), plan=plan, what="Deux pages", due_on=TODAY, now=NOW)
    assert any(step.due_on for step in tell_steps([path])[path.pk])
    advance_parcours(actor=story.lead(), parcours=path, act="interrupt", on=TODAY, note="Départ", now=NOW)
    assert not any(step.due_on for step in tell_steps([path])[path.pk])


def test_only_what_the_last_decision_left_is_still_to_be_done(path: Parcours) -> None:
    for on, day in ((ago(300), date(2026, 1, 1)), (ago(10), date(2027, 3, 1))):
        decision = Decision.objects.create(
            parcours=path, result="none", on=on, recorded_at=NOW, recorded_by="Solène"
        )
        NextStep.objects.create(
            decision=decision, ref=f"{story.CIP}/CCP1", way=StepWay.CCP_SESSION, due_on=day
        )
    assert [step.due_on for step in tell_steps([path])[path.pk]] == [date(2027, 3, 1)]


def test_telling_the_steps_of_many_paths_costs_as_much_as_of_one(titres: Any) -> None:
    paths = [story.requested(person=person) for person in cast.people(12)]
    for rank, one in enumerate(paths[:6]):
        story.planned(one, first=-2 - rank * 50)

    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            tell_steps(paths[:count])
        return len(queries)

    assert cost(1) == cost(12) == 6


def test_the_copy_of_ones_data_holds_the_whole_vae(path: Parcours) -> None:
    plan = story.accompanied(path)
    set_work(actor=story.adviser(), plan=plan, what="Deux pages", due_on=TODAY, now=NOW)
    told = tell_vae(Person.objects.filter(pk=path.person_id))
    one = told["validations des acquis de l’expérience"][0]
    assert one["demande"]["projet"] == "Faire reconnaître huit années d’accueil."
    assert one["expériences"][0]["fonction"] == "Référente de parcours"
    assert one["plans"][0]["travaux"][0]["demandé"] == "Deux pages"
    assert one["documents"][0]["intitulé"] == "cv-ines.pdf"
    assert tell_vae(Person.objects.none()) == {"validations des acquis de l’expérience": []}


def test_a_meeting_that_has_its_séance_is_told_once_with_its_hour_and_its_aim(path: Parcours) -> None:
    plan = story.planned(story.admitted(path), first=-7)
    agree_plan(actor=story.adviser(), plan=plan, on=TODAY, now=NOW)
    coming = Meeting.objects.filter(plan__parcours=path, starts_at__gt=NOW).order_by("starts_at").first()
    assert coming is not None
    assert coming.seance_id is not None
    told = [step for step in steps_of([path])[path.pk] if step.due_on == timezone.localdate(coming.starts_at)]
    assert [step.code for step in told] == [f"vae.meeting.{coming.pk}"]
    assert told[0].note == f"14:00, {coming.get_modality_display().lower()}. {coming.objectives}"
