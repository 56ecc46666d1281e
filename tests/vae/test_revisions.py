"""A decision confirmed, corrected, replaced by a procès-verbal: the livret follows, nothing is altered (B9, B10)."""

from datetime import timedelta
from typing import Any

import pytest

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.parcours.models import CCPAward, Parcours, TitreAward
from jalon.parcours.steps import steps_of
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import StepWay
from jalon.vae.models import Decision, NextStep
from jalon.vae.operations.results import Chosen, hold_post_jury, record_decision, tick_step
from jalon.vae.operations.revisions import SessionResult, record_session_results, revise_decision
from jalon.vae.queries import last_decision, points_of
from tests import cast
from tests.vae import story
from tests.vae.story import NOW, TODAY, ago

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = (f"{story.CIP}/CCP{number}" for number in (1, 2, 3))


def decided(path: Parcours, result: str, validated: list[str], to_complete: list[str]) -> Decision:
    story.deposited(path)
    return record_decision(
        actor=story.adviser(), parcours=path, result=result, on=ago(5), validated=validated,
        to_complete=to_complete, now=NOW,
    )  # fmt: skip


def revised(
    decision: Decision, result: str, validated: list[str], to_complete: list[str], **more: Any
) -> Decision:
    told = {"actor": story.adviser(), "on": ago(1), "why": "Courrier du certificateur", "now": NOW, **more}
    return revise_decision(
        decision=decision, result=result, validated=validated, to_complete=to_complete, **told
    )


def livret() -> set[str]:
    return set(CCPAward.objects.values_list("ccp_ref", flat=True))


def test_the_confirmation_enters_in_the_livret_what_was_confirmed_and_no_more(path: Parcours) -> None:
    pending = decided(path, "partial_pending", [ONE, TWO], [THREE])
    assert livret() == set()
    waiting = [step for step in steps_of([path])[path.pk] if step.code.startswith("vae.confirmation")]
    assert [step.due_on for step in waiting] == [ago(5) + timedelta(days=30)]

    made = revised(pending, "partial_whole", [ONE], [TWO, THREE])
    assert livret() == {ONE}
    assert last_decision(path) == made
    pending.refresh_from_db()
    assert (pending.result, pending.validated) == ("partial_pending", [ONE, TWO])
    assert JournalEntry.objects.filter(verb="vae.decision.confirm").count() == 1
    assert not any(step.code.startswith("vae.confirmation") for step in steps_of([path])[path.pk])
    with pytest.raises(TransitionRefused, match="déjà remplacée"):  # two people at once
        revised(pending, "partial_whole", [ONE], [TWO, THREE])


def test_a_confirmation_may_be_whole_and_give_the_title(path: Parcours) -> None:
    pending = decided(path, "partial_pending", [ONE, TWO], [THREE])
    revised(pending, "full_whole", [ONE, TWO, THREE], [])
    assert TitreAward.objects.get().titre_ref == story.CIP


def test_every_contradiction_of_a_confirmation_is_told_at_once(path: Parcours) -> None:
    pending = decided(path, "partial_pending", [ONE], [TWO])
    with pytest.raises(TransitionRefused) as refusal:
        revised(pending, "partial_blocs", [ONE], ["TP-00403.08/C99"], on=ago(6), why="")
    assert len(refusal.value.reasons) == 4
    assert Decision.objects.count() == 1


def test_what_was_chosen_for_the_points_still_left_goes_with_the_confirmation(path: Parcours) -> None:
    pending = decided(path, "partial_pending", [ONE], [TWO, THREE])
    hold_post_jury(
        actor=story.adviser(), parcours=path, decision=pending, on=ago(3), minutes=40, summary="Bilan",
        steps=[Chosen(TWO, StepWay.TRAINING), Chosen(THREE, StepWay.CCP_SESSION, due_on=ago(-60))], now=NOW,
    )  # fmt: skip
    tick_step(actor=story.candidate(), step=NextStep.objects.get(ref=THREE), now=NOW)
    made = revised(pending, "partial_whole", [ONE, TWO], [THREE])
    kept = made.steps.get()
    assert (kept.ref, kept.way, kept.done_on) == (THREE, "ccp_session", TODAY)
    done = [step for step in steps_of([path])[path.pk] if step.code.startswith("vae.next")]
    assert [(step.done_on, step.due_on) for step in done] == [(TODAY, None)]


def test_a_mistake_of_copy_is_mended_and_the_livret_with_it(path: Parcours) -> None:
    wrong = decided(path, "full_whole", [ONE, TWO, THREE], [])
    assert TitreAward.objects.exists()
    revised(wrong, "partial_whole", [ONE], [TWO, THREE], on=ago(5), why="Erreur de saisie")
    assert livret() == {ONE}
    assert not TitreAward.objects.exists()
    assert JournalEntry.objects.filter(verb="vae.decision.correct").count() == 1
    withdrawn = JournalEntry.objects.filter(verb="parcours.withdraw_award")
    assert withdrawn.count() == 3  # two blocs and the title, each kept whole in the journal


def test_what_a_proces_verbal_told_changes_only_by_another(path: Parcours) -> None:
    story.deposited(path)
    told = [SessionResult(path, "partial", (ONE,), "Prospection à revoir.")]
    CCPAward.objects.create(person=path.person, ccp_ref=ONE, awarded_on=ago(2), pv_number="PV-7")
    (made,) = record_session_results(actor=story.lead(), results=told, pv="PV-7", on=ago(2), now=NOW)
    assert (made.result, made.validated, points_of(made)) == ("partial_whole", [ONE], [TWO, THREE])
    assert record_session_results(actor=story.lead(), results=told, pv="PV-7", on=ago(2), now=NOW) == []
    with pytest.raises(TransitionRefused, match="PV-7"):
        revised(made, "none", [], [])


def test_a_proces_verbal_replaces_what_was_copied_for_the_same_session(path: Parcours) -> None:
    story.deposited(path)
    path.acts.create(
        act="register", on=ago(10), from_stage="deposited", to_stage="registered",
        recorded_at=NOW - timedelta(days=10), actor_ref="system", actor_label="Jalon",
    )  # fmt: skip
    copied = record_decision(
        actor=story.adviser(), parcours=path, result="none", on=ago(5), to_complete=[ONE], now=NOW
    )
    told = [SessionResult(path, "none")]
    (made,) = record_session_results(actor=story.lead(), results=told, pv="PV-8", on=ago(2), now=NOW)
    assert made.supersedes == copied
    assert last_decision(path) == made


def test_the_adviser_confirms_on_the_screen_and_the_candidate_reads_both(path: Parcours) -> None:
    pending = decided(path, "partial_pending", [ONE], [TWO, THREE])
    adviser, url = cast.client(Role.ACCOMPAGNATEUR_VAE), f"/vae/{path.pk}/accompagnement/"
    page = adviser.get(url).content.decode()
    assert "À confirmer" in page
    assert "Enregistrer la confirmation" in page
    address = f"{url}decision/{pending.pk}/"
    form = adviser.get(address).content.decode()
    assert "en attente de confirmation</option>" not in form
    told = {
        "on": ago(1).isoformat(),
        "result": "partial_whole",
        "validated": [ONE],
        "to_complete": [TWO, THREE],
    }
    refused = adviser.post(address, told)
    assert refused.status_code == 200  # where it comes from is missing
    assert adviser.post(address, told | {"why": "Lettre du 12"}).status_code == 302
    assert livret() == {ONE}
    candidate = cast.client(Role.CANDIDAT)
    page = candidate.get(url).content.decode()
    assert "Remplacée" in page
    assert "Lettre du 12" in page
    assert candidate.get(address).status_code == 403


def test_what_follows_is_ticked_off_and_becomes_the_aims_of_the_next_plan(path: Parcours) -> None:
    decision = decided(path, "partial_whole", [ONE], [TWO, THREE])
    hold_post_jury(
        actor=story.adviser(), parcours=path, decision=decision, on=ago(3), minutes=40, summary="Bilan",
        steps=[Chosen(TWO, StepWay.TRAINING), Chosen(THREE, StepWay.CCP_SESSION, due_on=ago(-60))], now=NOW,
    )  # fmt: skip
    step = NextStep.objects.get(ref=TWO)
    candidate, adviser = cast.client(Role.CANDIDAT), cast.client(Role.ACCOMPAGNATEUR_VAE)
    url = f"/vae/{path.pk}/accompagnement/"
    candidate.post(f"{url}suites/{step.pk}/fait/")
    step.refresh_from_db()
    assert step.done_on is not None
    page = adviser.get(f"{url}plan/").content.decode()
    title = get_titre(story.CIP).ccps[2].title
    assert f"CCP 3 – {title} : session de CCP, avant le" in page.replace("&#x27;", "'")
    assert "CCP 2 –" not in page
    candidate.post(f"{url}suites/{step.pk}/fait/")
    step.refresh_from_db()
    assert step.done_on is None
