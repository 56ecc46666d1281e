"""The end of a VAE: the dossier deposited, the day of the jury, what it decided, what follows (B6, B8 to B10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.parcours.operations import advance_parcours, award_ccp, award_titre
from jalon.parcours.queries import acquired_ccps
from jalon.people.rules import NIR_REFUSED, holds_nir
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import InterviewKind, JuryResult, Modality
from jalon.vae.models import Decision, Interview, NextStep
from jalon.vae.operations.demarches import check_living, demarche_to_write, journal, refuse
from jalon.vae.queries import aimed_of, demarche_of, points_of
from jalon.vae.rules.results import Verdict, steps_faults, verdict_faults

PENDING = JuryResult.PARTIAL_PENDING


def deposit_dossier(
    *, actor: Actor, parcours: Parcours, on: date, now: datetime, note: str = ""
) -> ParcoursAct:
    """Record that the dossier de validation reached the certifier: the jury's three months begin (B6).

    A recevabilité that is over by then is a reason to refuse (A2.11). Raises TransitionRefused.
    """
    blockers = []
    if parcours.recevabilite_until is not None and on > parcours.recevabilite_until:
        blockers.append(
            f"La recevabilité n’est plus valable depuis le {parcours.recevabilite_until:%d/%m/%Y} : "
            "demandez sa prolongation au certificateur, puis corrigez sa date."
        )
    return advance_parcours(
        actor=actor, parcours=parcours, act="deposit", on=on, note=note, blockers=blockers, now=now
    )


def set_jury(*, actor: Actor, parcours: Parcours, on: date | None, now: datetime, place: str = "") -> None:
    """Note the day that the certifier fixed for the jury, None when it has none any more. Raises TransitionRefused."""
    check_living(parcours)
    if parcours.stage not in ("deposited", "registered"):
        refuse(["Le jury se fixe une fois le dossier de validation déposé."])
    deposited = parcours.acts.filter(act="deposit", superseded_by=None).order_by("on", "pk").last()
    if on is not None and deposited is not None and on < deposited.on:
        refuse([f"Le jury ne précède pas le dépôt du dossier, le {deposited.on:%d/%m/%Y}."])
    demarche = demarche_to_write(parcours)
    demarche.jury_on, demarche.jury_place = on, place.strip()
    demarche.save(update_fields=["jury_on", "jury_place"])
    told = f"A noté le jury du {on:%d/%m/%Y}." if on else "A effacé la date du jury."
    journal(actor, parcours, "vae.jury", told, now)


def record_decision(
    *,
    actor: Actor,
    parcours: Parcours,
    result: str,
    on: date,
    now: datetime,
    validated: Iterable[str] = (),
    to_complete: Iterable[str] = (),
    comment: str = "",
) -> Decision:
    """Record the jury's decision as it was notified (B9, B10), and enter in the livret the blocs that it validated.

    A result pending confirmation awards nothing yet. Raises TransitionRefused with every contradiction.
    """
    titre = get_titre(parcours.titre_ref)
    aimed = tuple(ccp.id for ccp in aimed_of(parcours, demarche_of(parcours)))
    verdict = Verdict(
        result=result, whole=not parcours.ccp_refs, aimed=aimed,
        validated=tuple(validated), to_complete=tuple(to_complete),
    )  # fmt: skip
    known = set(titre.ids())
    blockers = verdict_faults(verdict)
    blockers += [f"« {ref} » n’est pas du référentiel." for ref in verdict.to_complete if ref not in known]
    advance_parcours(
        actor=actor, parcours=parcours, act="judge", on=on, note=comment, blockers=blockers,
        data={"result": result}, now=now,
    )  # fmt: skip
    decision = Decision.objects.create(
        parcours=parcours, result=result, on=on, validated=list(verdict.validated),
        to_complete=list(verdict.to_complete), comment=comment.strip(), recorded_at=now, recorded_by=actor.label,
    )  # fmt: skip
    journal(
        actor, parcours, "vae.decision", f"A enregistré la décision du jury : {decision.get_result_display()}.", now
    )  # fmt: skip
    if result != PENDING:
        award_validated(actor=actor, decision=decision, now=now)
    return decision


def award_validated(*, actor: Actor, decision: Decision, now: datetime) -> None:
    """Enter in the livret the blocs that a decision validated, and the title once all are held (A1.2, B10)."""
    parcours = decision.parcours
    titre, label = get_titre(parcours.titre_ref), award_label(decision)
    for ref in decision.validated:
        award_ccp(
            actor=actor, person=parcours.person, ccp_ref=ref, awarded_on=decision.on, session_label=label, now=now
        )  # fmt: skip
    whole = decision.result == JuryResult.FULL_WHOLE
    held = acquired_ccps(parcours.person, titre.ref)
    if whole or (decision.validated and held >= {ccp.id for ccp in titre.ccps}):
        award_titre(
            actor=actor, person=parcours.person, titre_ref=titre.ref, awarded_on=decision.on, session_label=label,
            now=now,
        )  # fmt: skip


def award_label(decision: Decision) -> str:
    """What the livret says of where a bloc comes from: « VAE, jury du 14/11/2026 »."""
    return f"VAE, jury du {decision.on:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the candidate and the adviser choose for one point that the jury named."""

    ref: str
    way: str
    note: str = ""
    due_on: date | None = None


def hold_post_jury(
    *,
    actor: Actor,
    parcours: Parcours,
    decision: Decision | None,
    on: date,
    minutes: int,
    summary: str,
    steps: Sequence[Chosen],
    now: datetime,
    modality: str = Modality.VIDEO,
) -> Interview:
    """Record the post-jury interview: what was concluded, and for each point of the jury the way ahead (B7, B10).

    `decision` is None where the centre's own procès-verbal told the result.
    Raises TransitionRefused with every reason.
    """
    blockers = steps_faults([step.ref for step in steps], expected=points_of(decision) if decision else ())
    blockers += [
        f"{step.ref} : cette date est passée."
        for step in steps
        if step.due_on is not None and step.due_on <= on
    ]
    if not summary.strip():
        blockers.append("Écrivez les conclusions de l’entretien.")
    if holds_nir(summary):
        blockers.append(NIR_REFUSED)
    if minutes < 1:
        blockers.append("Indiquez la durée de l’entretien.")
    if decision is not None and on < decision.on:
        blockers.append("L’entretien suit la décision du jury : vérifiez sa date.")
    advance_parcours(actor=actor, parcours=parcours, act="follow", on=on, blockers=blockers, now=now)
    NextStep.objects.bulk_create(
        NextStep(decision=decision, ref=step.ref, way=step.way, note=step.note.strip(), due_on=step.due_on)
        for step in steps
    )
    made = Interview.objects.create(
        parcours=parcours, kind=InterviewKind.POST_JURY, on=on, minutes=minutes, modality=modality,
        summary=summary.strip(), held_by=actor.label, recorded_at=now,
    )  # fmt: skip
    journal(actor, parcours, "vae.post_jury", f"A tenu l’entretien post-jury du {on:%d/%m/%Y}.", now)
    return made


def tick_step(*, actor: Actor, step: NextStep, now: datetime) -> NextStep:
    """Tick off what was chosen after the jury as done, or untick it (B10)."""
    row = (
        NextStep.objects.select_for_update(of=("self",))
        .select_related("decision__parcours__person")
        .get(pk=step.pk)
    )
    parcours = row.decision.parcours
    check_living(parcours)
    row.done_on = None if row.done_on else timezone.localdate(now)
    row.save(update_fields=["done_on"])
    told = "A coché comme fait" if row.done_on else "A décoché"
    journal(actor, parcours, "vae.next_step", f"{told} une suite de la décision du jury : {row.ref}.", now)
    return row
