"""Acts on the draw of scenarios: number the sheets, commit, draw, reveal. The seed is written nowhere before that."""

import secrets
from datetime import datetime

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import InscriptionStatus, Presence, SessionStatus
from jalon.examen.models import ExamSession, Inscription, ScenarioDraw, ScenarioDrawResult, ScenarioSheet
from jalon.examen.queries.draw import OVER, draw_facts, draw_ref, plays, scenario_drawn
from jalon.examen.rules.draw import commitment, draw_sheet


class DrawRefused(TransitionRefused):
    """A draw that the rules do not allow now, with every reason in French."""


def save_sheet(
    *, actor: Actor, session: ExamSession, number: int, label: str, content: str, now: datetime
) -> ScenarioSheet:
    """Add a scenario sheet, or rewrite the one of this number. Raises DrawRefused once the draw is committed."""
    session = _locked(session)
    _refuse_if(_sheets_frozen(session))
    sheet, created = ScenarioSheet.objects.update_or_create(
        session=session, number=number, defaults={"label": label, "content": content}
    )
    verb, done = ("draw.sheet_add", "a ajouté") if created else ("draw.sheet_edit", "a modifié")
    _journal(actor, verb, session, f"{done} la fiche de scénario n° {number}", now, sheet=number)
    return sheet


def remove_sheet(*, actor: Actor, session: ExamSession, number: int, now: datetime) -> None:
    """Take a sheet out before the draw is committed. Raises DrawRefused."""
    session = _locked(session)
    _refuse_if(_sheets_frozen(session))
    session.scenario_sheets.filter(number=number).delete()
    _journal(
        actor, "draw.sheet_remove", session, f"a retiré la fiche de scénario n° {number}", now, sheet=number
    )


def publish_commitment(
    *, actor: Actor, session: ExamSession, now: datetime, seed: str | None = None
) -> ScenarioDraw:
    """Choose the seed (256 random bits unless given) and publish its commitment, before any draw.

    Raises DrawRefused when the RE draws no scenario, when sheets are fewer than two, or when one is published.
    """
    session = _locked(session)
    numbers = list(session.scenario_sheets.order_by("number").values_list("number", flat=True))
    reasons = []
    if not scenario_drawn(session):
        reasons.append(
            "Le référentiel d’évaluation de cette session ne prévoit pas de scénario tiré au sort."
        )
    if ScenarioDraw.objects.filter(session=session).exists():
        reasons.append("L’engagement du tirage est déjà publié.")
    if len(numbers) < 2:
        reasons.append("Numérotez au moins deux fiches de scénario avant de publier l’engagement.")
    _refuse_if(reasons)
    seed = seed or secrets.token_hex(32)
    draw = ScenarioDraw.objects.create(
        session=session,
        commitment=commitment(seed, numbers),
        seed=seed,
        sheet_numbers=numbers,
        published_at=now,
    )
    _journal(
        actor, "draw.commit", session, "a publié l’engagement du tirage au sort", now,
        commitment=draw.commitment, sheets=numbers,
    )  # fmt: skip
    return draw


def withdraw_commitment(*, actor: Actor, session: ExamSession, now: datetime) -> None:
    """Take the commitment back while nobody has drawn, so that sheets can be corrected; the journal keeps it."""
    session = _locked(session)
    draw = ScenarioDraw.objects.filter(session=session).first()
    reasons = []
    if draw is None:
        reasons.append("Aucun engagement n’est publié.")
    elif draw.results.exists():
        reasons.append("Le tirage a commencé : l’engagement ne peut plus être retiré.")
    _refuse_if(reasons)
    if draw is not None:
        _journal(
            actor, "draw.withdraw", session, "a retiré l’engagement du tirage au sort avant tout tirage", now,
            commitment=draw.commitment,
        )  # fmt: skip
        draw.delete()


def draw_scenario(*, actor: Actor, inscription: Inscription, now: datetime) -> ScenarioDrawResult:
    """Draw the sheet of one candidate; a second call gives the same result back (a double click draws once).

    Raises DrawRefused: session not in progress, no commitment, candidate not concerned or absent.
    """
    session = _locked(inscription.session)
    inscription = session.inscriptions.select_related("person").get(pk=inscription.pk)
    if existing := ScenarioDrawResult.objects.filter(inscription=inscription).first():
        return existing
    draw = ScenarioDraw.objects.filter(session=session).first()
    reasons = []
    if session.status != SessionStatus.IN_PROGRESS:
        reasons.append("Le tirage a lieu pendant la session : commencez-la d’abord.")
    if draw is None:
        reasons.append("L’engagement du tirage n’est pas publié.")
    elif draw.revealed_at:
        reasons.append("La graine est révélée : le tirage est clos.")
    if inscription.status != InscriptionStatus.ADMITTED or not plays(session, inscription.scopes):
        reasons.append(f"{inscription.person} ne passe pas de mise en situation dans cette session.")
    if inscription.presence in (Presence.ABSENT, Presence.EXCUSED):
        reasons.append(f"{inscription.person} est absent.")
    _refuse_if(reasons)
    if draw is None:
        raise AssertionError("refused above")
    previous = list(draw.results.select_related("sheet").order_by("rank"))
    number = draw_sheet(
        draw.seed, draw.sheet_numbers, [r.sheet.number for r in previous], draw_ref(inscription)
    )
    result = ScenarioDrawResult.objects.create(
        draw=draw,
        inscription=inscription,
        sheet=session.scenario_sheets.get(number=number),
        rank=len(previous) + 1,
        drawn_at=now,
    )
    _journal(
        actor, "draw.draw", session, f"a tiré au sort le scénario de {inscription.person}", now,
        inscription=inscription.pk, rank=result.rank,
    )  # fmt: skip
    return result


def reveal_seed(*, actor: Actor, session: ExamSession, now: datetime) -> ScenarioDraw:
    """Publish the seed once every expected candidate has drawn, or once the jury has deliberated.

    Raises DrawRefused. A second call changes nothing.
    """
    session = _locked(session)
    facts = draw_facts(session)
    draw = facts.draw
    if draw is None:
        raise DrawRefused(["Aucun engagement n’est publié."])
    if draw.revealed_at:
        return draw
    if not facts.may_reveal:
        names = ", ".join(str(i.person) for i in facts.waiting)
        raise DrawRefused(
            [f"Des tirages restent à faire : {names}." if names else "Aucun tirage n’a encore eu lieu."]
        )
    draw.revealed_at = now
    draw.save(update_fields=["revealed_at"])
    _journal(
        actor, "draw.reveal", session, "a révélé la graine du tirage au sort", now, commitment=draw.commitment
    )
    return draw


def _sheets_frozen(session: ExamSession) -> list[str]:
    reasons = []
    if ScenarioDraw.objects.filter(session=session).exists():
        reasons.append("L’engagement du tirage est publié : les fiches ne changent plus.")
    if session.status in OVER or session.status == SessionStatus.CANCELLED:
        reasons.append("La session est terminée.")
    return reasons


def _locked(session: ExamSession) -> ExamSession:
    return ExamSession.objects.select_for_update().get(pk=session.pk)


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise DrawRefused(reasons)


def _journal(actor: Actor, verb: str, session: ExamSession, done: str, now: datetime, **data: object) -> None:
    sentence = f"{actor.label} {done} ({session})."
    record_act(actor=actor, verb=verb, target=session, sentence=sentence, now=now, **data)
