"""A jury's decision confirmed, corrected, or told by a procès-verbal: another row, never altered (B9, B10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.parcours.enums import Route
from jalon.parcours.models import CCPAward, Parcours, TitreAward
from jalon.parcours.operations import withdraw_award
from jalon.people.rules import NIR_REFUSED, holds_nir
from jalon.referentiel.queries import get_titre
from jalon.vae.models import Decision, Demarche, NextStep
from jalon.vae.operations.demarches import journal, refuse
from jalon.vae.operations.results import PENDING, award_label, award_validated
from jalon.vae.queries import aimed_of, demarche_of, points_of
from jalon.vae.rules.results import (
    Verdict,
    left_after_session,
    result_of_session,
    revision_faults,
    verdict_faults,
)


def revise_decision(
    *,
    actor: Actor,
    decision: Decision,
    result: str,
    on: date,
    why: str,
    now: datetime,
    validated: Iterable[str] = (),
    to_complete: Iterable[str] = (),
    comment: str = "",
) -> Decision:
    """Record the confirmation that a decision awaited, or correct one that was copied wrongly (B9).

    The livret follows: what the new decision no longer validates is withdrawn, what it validates is entered. The
    steps chosen for the points that are left go with it. Raises TransitionRefused with every reason.
    """
    row = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("parcours__person")
        .get(pk=decision.pk)
    )
    parcours = row.parcours
    titre = get_titre(parcours.titre_ref)
    aimed = tuple(ccp.id for ccp in aimed_of(parcours, demarche_of(parcours)))
    verdict = Verdict(
        result=result, whole=not parcours.ccp_refs, aimed=aimed, validated=tuple(validated),
        to_complete=tuple(to_complete),
    )  # fmt: skip
    faults = revision_faults(
        former=row.result, result=result, former_on=row.on, on=on, today=timezone.localdate(now), pv=row.pv,
        replaced=Decision.objects.filter(supersedes=row).exists(), why=why,
    )  # fmt: skip
    faults += verdict_faults(verdict)
    known = set(titre.ids())
    faults += [f"« {ref} » n’est pas du référentiel." for ref in verdict.to_complete if ref not in known]
    if parcours.stage == "awarded":
        faults.append("L’obtention est enregistrée : ce parcours est clos.")
    if holds_nir(comment) or holds_nir(why):
        faults.append(NIR_REFUSED)
    refuse(faults)
    made = Decision.objects.create(
        parcours=parcours, result=result, on=on, validated=list(verdict.validated),
        to_complete=list(verdict.to_complete), comment=comment.strip(), why=why.strip(), supersedes=row,
        recorded_at=now, recorded_by=actor.label,
    )  # fmt: skip
    if row.result != PENDING:
        _take_back(actor, row, made, now)
    if result != PENDING:
        award_validated(actor=actor, decision=made, now=now)
    _carry_steps(row, made)
    confirmed = row.result == PENDING
    told = "A enregistré la confirmation de la décision" if confirmed else "A corrigé la décision"
    journal(
        actor, parcours, "vae.decision.confirm" if confirmed else "vae.decision.correct",
        f"{told} du jury du {row.on:%d/%m/%Y} : {made.get_result_display()}.", now,
    )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What a procès-verbal decided for someone on a path; `outcome` is the jury's (title, partial, none, absent…).

    `awarded` are the blocs of this session, `comment` what the jury wrote.
    """

    parcours: Parcours
    outcome: str
    awarded: tuple[str, ...] = ()
    comment: str = ""


def record_session_results(
    *, actor: Actor, results: Sequence[SessionResult], pv: str, on: date, now: datetime
) -> list[Decision]:
    """Keep as decisions of VAE what a validated procès-verbal told, so that what follows it can be chosen (B9, B10).

    For the floor above, which has entered the blocs in the livret and moved the paths already: nothing is refused, the
    paths of other routes are left aside, and the same procès-verbal is told once. A decision copied by hand before it
    for the same presentation is superseded: the procès-verbal is what counts.
    """
    paths = {one.parcours.pk: one for one in results if one.outcome and one.parcours.route == Route.VAE}
    if not paths:
        return []
    known = set(Decision.objects.filter(parcours__in=paths, pv=pv).values_list("parcours", flat=True))
    rows = Parcours.objects.filter(pk__in=set(paths) - known).select_related("person").order_by("pk")
    demarches = {one.parcours_id: one for one in Demarche.objects.filter(parcours__in=paths)}
    people = [path.person_id for path in rows]
    held: dict[int, set[str]] = {}
    for person, ref in CCPAward.objects.filter(person__in=people).values_list("person_id", "ccp_ref"):
        held.setdefault(person, set()).add(ref)
    return [
        _told(
            actor, path, demarches.get(path.pk), paths[path.pk], held.get(path.person_id, set()), pv, on, now
        )
        for path in rows
    ]


def _told(
    actor: Actor, path: Parcours, demarche: Demarche | None, told: SessionResult, held: set[str], pv: str, on: date,
    now: datetime,
) -> Decision:  # fmt: skip
    whole = not path.ccp_refs
    aimed = [ccp.id for ccp in aimed_of(path, demarche or Demarche(parcours=path))]
    registered = path.acts.filter(act="register", superseded_by=None).order_by("on", "pk").last()
    copied = Decision.objects.filter(parcours=path, pv="", superseded_by=None)
    copied = copied.filter(recorded_at__gte=registered.recorded_at) if registered else copied.none()
    decision = Decision.objects.create(
        parcours=path, on=on, pv=pv, comment=told.comment.strip(),
        result=result_of_session(told.outcome, whole=whole, aimed=aimed, held=held),
        validated=[ref for ref in aimed if ref in told.awarded],
        to_complete=list(left_after_session(path.titre_ref, told.outcome, whole=whole, aimed=aimed, held=held)),
        supersedes=copied.last(), recorded_at=now, recorded_by=actor.label,
    )  # fmt: skip
    sentence = f"A enregistré la décision du jury ({pv}) : {decision.get_result_display()}."
    journal(actor, path, "vae.decision", sentence, now)
    return decision


def _take_back(actor: Actor, former: Decision, made: Decision, now: datetime) -> None:
    """Withdraw from the livret what a mistaken decision had entered there and the new one does not uphold."""
    person, label = former.parcours.person, award_label(former)
    kept = set(made.validated) if made.on == former.on else set()
    reason = f"Décision du jury corrigée : {made.why}"
    for award in CCPAward.objects.filter(person=person, session_label=label, ccp_ref__in=former.validated):
        if award.ccp_ref not in kept:
            withdraw_award(actor=actor, award=award, reason=reason, now=now)
    titre_ref = get_titre(former.parcours.titre_ref).ref
    for title in TitreAward.objects.filter(person=person, session_label=label, titre_ref=titre_ref):
        withdraw_award(actor=actor, award=title, reason=reason, now=now)


def _carry_steps(former: Decision, made: Decision) -> None:
    """The ways chosen for the points that the new decision still leaves."""
    left = points_of(made)
    NextStep.objects.bulk_create(
        NextStep(
            decision=made, ref=one.ref, way=one.way, note=one.note, due_on=one.due_on, done_on=one.done_on
        )
        for one in former.steps.all()
        if one.ref in left
    )
