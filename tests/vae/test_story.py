"""From the first contact to the title: a VAE told by operations, with what each act leaves behind."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jalon.common.calendar import add_months
from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.parcours.models import CCPAward, Parcours, TitreAward
from jalon.parcours.operations import advance_parcours
from jalon.parcours.steps import steps_of
from jalon.prestation.enums import HalfDay
from jalon.prestation.models import Seance
from jalon.prestation.operations.certificates import issue_certificate
from jalon.prestation.operations.presence import countersign_seance, sign_attendance
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import JuryResult, StepWay
from jalon.vae.models import Decision, Experience, Meeting
from jalon.vae.operations.plans import agree_plan, issue_livret, write_up
from jalon.vae.operations.results import Chosen, deposit_dossier, hold_post_jury, record_decision, set_jury
from jalon.vae.operations.works import hand_back_work, set_work
from jalon.vae.queries import signed_meetings
from tests.vae import story
from tests.vae.story import NOW, ago

pytestmark = pytest.mark.django_db


def sign(meeting: Meeting) -> None:
    """The candidate signs after the meeting, and the adviser countersigns (B14, C8)."""
    seance = meeting.seance
    assert seance is not None
    participation = meeting.plan.participation
    assert participation is not None
    after = seance.ends_at + timedelta(minutes=5)
    sign_attendance(
        actor=story.candidate(), seance=seance, participation=participation, half_day=HalfDay.AFTERNOON,
        signed_at=after, typed=str(meeting.plan.parcours.person), agreed=True, now=after,
    )  # fmt: skip
    countersign_seance(
        actor=story.adviser(), seance=seance, half_day=HalfDay.AFTERNOON, typed=str(seance.trainer), agreed=True,
        now=after,
    )  # fmt: skip


def test_a_whole_vae_ends_with_the_title(path: Parcours) -> None:
    plan = story.accompanied(path)
    assert path.stage == "accompanied"
    assert path.recevabilite_number == "R-2026-118"
    assert plan.participation is not None
    assert Seance.objects.filter(prestation=plan.participation.prestation).count() == 6
    assert [one.kind for one in plan.participation.engagements.all()] == ["vae_convention"]

    with pytest.raises(TransitionRefused):  # nothing is certified that was not signed
        issue_certificate(actor=story.adviser(), participation=plan.participation, now=NOW)
    for meeting in Meeting.objects.filter(plan=plan, starts_at__lt=NOW):
        sign(meeting)
        write_up(
            actor=story.adviser(), meeting=meeting, held_minutes=120, done="Écriture", reached="Une situation",
            now=NOW,
        )  # fmt: skip
    work = set_work(actor=story.adviser(), plan=plan, what="Écrire une page", due_on=ago(-7), now=NOW)
    hand_back_work(actor=story.candidate(), work=work, answer="Faite.", now=NOW)
    issue_livret(actor=story.adviser(), plan=plan, now=NOW)
    certificate = issue_certificate(actor=story.adviser(), participation=plan.participation, now=NOW)
    assert certificate.minutes == plan.minutes
    assert signed_meetings(plan) == {meeting.pk for meeting in plan.meetings.all()}
    deposit_dossier(actor=story.adviser(), parcours=path, on=ago(15), now=NOW)
    set_jury(actor=story.adviser(), parcours=path, on=ago(2), place="DDETS, Toulouse", now=NOW)
    blocs = [ccp.id for ccp in get_titre(story.CIP).ccps]
    record_decision(
        actor=story.adviser(),
        parcours=path,
        result=JuryResult.FULL_WHOLE,
        on=ago(2),
        validated=blocs,
        now=NOW,
    )
    advance_parcours(actor=story.lead(), parcours=path, act="award", on=ago(1), now=NOW)

    path.refresh_from_db()
    assert path.stage == "awarded"
    assert path.next_due_on is None
    assert TitreAward.objects.get(person=path.person).titre_ref == story.CIP
    assert CCPAward.objects.filter(person=path.person).count() == 3
    kinds = set(IssuedDocument.objects.filter(subject_ref=f"vae:{path.pk}").values_list("kind", flat=True))
    assert kinds == {"vae.dossier_faisabilite", "vae.plan_accompagnement", "vae.livret_suivi"}


def test_a_partial_result_becomes_the_next_plan(path: Parcours) -> None:
    story.deposited(path)
    titre = get_titre(story.CIP)
    blocs, refused = (
        [ccp.id for ccp in titre.ccps][:2],
        titre.competence_id(titre.ccps[2].competences[0].number),
    )
    record_decision(
        actor=story.adviser(), parcours=path, result=JuryResult.PARTIAL_WHOLE, on=ago(5), validated=blocs,
        to_complete=[titre.ccps[2].id, refused], comment="La prospection reste à montrer.", now=NOW,
    )  # fmt: skip
    assert CCPAward.objects.filter(person=path.person).count() == 2
    assert not TitreAward.objects.exists()

    decision = Decision.objects.get()
    with pytest.raises(TransitionRefused) as refusal:
        hold_post_jury(
            actor=story.adviser(), parcours=path, decision=decision, on=ago(3), minutes=60, summary="Bilan",
            steps=[Chosen(refused, StepWay.TRAINING)], now=NOW,
        )  # fmt: skip
    assert refusal.value.reasons == (f"{titre.ccps[2].id} : choisissez comment l’obtenir.",)
    hold_post_jury(
        actor=story.adviser(), parcours=path, decision=decision, on=ago(3), minutes=60, summary="Bilan",
        steps=[
            Chosen(titre.ccps[2].id, StepWay.CCP_SESSION, due_on=ago(-90)),
            Chosen(refused, StepWay.TRAINING, "Deux modules"),
        ],
        now=NOW,
    )  # fmt: skip
    assert path.stage == "followed"
    told = [step.label for step in steps_of([path])[path.pk] if step.code.startswith("vae.next")]
    assert told == ["Session de CCP : CCP3"]

    plan = story.planned(path, first=-2, hours=4)
    assert plan.number == 2
    agree_plan(actor=story.adviser(), plan=plan, on=story.TODAY, now=NOW)
    path.refresh_from_db()
    assert path.stage == "accompanied"


def test_a_result_that_waits_for_confirmation_awards_nothing(path: Parcours) -> None:
    story.deposited(path)
    titre = get_titre(story.CIP)
    record_decision(
        actor=story.adviser(), parcours=path, result=JuryResult.PARTIAL_PENDING, on=ago(5),
        validated=[titre.ccps[0].id], to_complete=[titre.ccps[1].id], now=NOW,
    )  # fmt: skip
    assert path.stage == "judged"
    assert not CCPAward.objects.exists()


def test_every_act_leaves_its_verb_in_the_journal(path: Parcours) -> None:
    story.accompanied(path)
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert verbs >= {
        "vae.request", "parcours.answer", "vae.interview", "vae.experience", "vae.tie", "vae.paper.cv", "vae.opinion",
        "parcours.send_feasibility", "parcours.acknowledge", "parcours.admit", "vae.plan", "vae.meeting",
        "vae.plan.agree", "parcours.accompany",
    }  # fmt: skip


def test_a_meeting_held_is_a_sign_of_life_that_pushes_the_lapse_back(path: Parcours) -> None:
    plan = story.accompanied(path)
    Experience.objects.update(changed_at=story.at(ago(101)))

    def lapse() -> date | None:
        return next(step.due_on for step in steps_of([path])[path.pk] if step.code == "vae.lapse")

    assert lapse() == add_months(ago(62), 6)  # the accompaniment began that day
    held = plan.meetings.filter(starts_at__lt=NOW).last()
    assert held is not None
    write_up(actor=story.adviser(), meeting=held, held_minutes=90, done="Relecture", now=NOW)
    assert lapse() == add_months(timezone.localdate(held.starts_at), 6)
