"""The acts of a path's lifecycle: checked by the table of its route, kept for ever, superseded when mistaken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.calendar import add_years
from jalon.common.journal import record_act, record_acts
from jalon.common.workflow import Transition
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.parcours.operations.due import refresh_next_due
from jalon.parcours.queries import acts_of
from jalon.parcours.rules.clocks import PathFacts, opening_days
from jalon.parcours.rules.corrections import Walked, reasons_against_day
from jalon.parcours.timeline import facts_of
from jalon.parcours.workflow import ActFacts, workflow_of
from jalon.parcours.workflow.facts import Before
from jalon.people.rules import NIR_REFUSED, holds_nir

_ADMISSIONS = frozenset({"admit", "admit_tacitly"})


def makes_admissible(route: str, act: str) -> bool:
    """Whether an act gives a recevabilité: in the VAE alone, where « admit » is the certifier's (A2.11)."""
    return route == Route.VAE and act in _ADMISSIONS


def advance_parcours(
    *,
    actor: Actor,
    parcours: Parcours,
    act: str,
    on: date,
    now: datetime,
    note: str = "",
    blockers: Iterable[str] = (),
    data: Mapping[str, Any] | None = None,
) -> ParcoursAct:
    """Do one act of the path's lifecycle, which took place `on` a day, and move the path to its next stage.

    `blockers` are reasons that the caller found on its own. An admissibility takes in `data` its number and last
    day (`recevabilite_number`, `recevabilite_until`, ISO); without a last day, the one of the centre's parameter.
    Raises TransitionRefused with every reason in French. The given `parcours` is brought up to date.
    """
    locked = Parcours.objects.select_for_update(of=("self",)).select_related("person").get(pk=parcours.pk)
    acts = acts_of([locked])
    known = facts_of([locked], acts)[locked.pk]
    standing = [*blockers, *_against_note(note)]
    if makes_admissible(locked.route, act):
        standing += _against_last_day((data or {}).get("recevabilite_until"), on)
    facts = ActFacts(
        on=on, today=timezone.localdate(now), before=_before(locked, acts[locked.pk]),
        birth_date=locked.person.birth_date, note=note, blockers=tuple(standing), opens_on=opening_days(known),
    )  # fmt: skip
    transition = workflow_of(locked.route).check(act, state=locked.stage, roles=actor.roles, facts=facts)
    done = _done(actor, locked, transition, on, now, note, data)
    done.to_stage = _target(locked, transition)
    done.save()
    locked.stage, locked.stage_since = done.to_stage, on
    if makes_admissible(locked.route, act):
        _admit(locked, known, on, data or {})
    locked.save()
    refresh_next_due([locked])
    for name in (
        "stage",
        "stage_since",
        "recevabilite_until",
        "recevabilite_number",
        "next_due_on",
        "next_due",
    ):
        setattr(parcours, name, getattr(locked, name))
    record_act(
        actor=actor, verb=f"parcours.{act}", target=locked, sentence=_told(locked, transition, on), now=now
    )
    return done


def _before(path: Parcours, acts: Sequence[ParcoursAct]) -> Before | None:
    """What the next act of a path comes after."""
    if acts:
        return Before(acts[-1].label, acts[-1].on)
    return Before("", path.contacted_on) if path.contacted_on else None


def _against_note(note: str) -> list[str]:
    return [NIR_REFUSED] if holds_nir(note) else []


def _against_last_day(told: str | None, on: date) -> list[str]:
    """The day until which an admissibility is valid comes after that of its decision."""
    if not told or date.fromisoformat(told) >= on:
        return []
    return ["La recevabilité prendrait fin avant d’être donnée : vérifiez les deux dates."]


@dataclass(frozen=True, slots=True)
class Move:
    """An act that something done above entails on a path: `register` from an inscription, `award` from a PV."""

    parcours: Parcours
    act: str
    data: Mapping[str, Any] = field(default_factory=dict)


def follow_parcours(*, actor: Actor, moves: Sequence[Move], on: date, now: datetime) -> list[ParcoursAct]:
    """Let paths follow what was done above, in a few queries; where the lifecycle does not allow it, a path stays.

    The act above was checked by its own door: no role is asked here, and nothing is ever refused.
    """
    rows = Parcours.objects.select_for_update(of=("self",)).select_related("person")
    locked: dict[int, Parcours] = {}
    pks = [move.parcours.pk for move in moves]
    for chunk in (pks[i : i + 500] for i in range(0, len(pks), 500)):
        locked |= rows.in_bulk(chunk)
    made: list[ParcoursAct] = []
    for move in moves:
        path = locked[move.parcours.pk]
        workflow = workflow_of(path.route)
        transition = next((t for t in workflow.transitions if t.name == move.act), None)
        if transition is None or path.stage not in transition.sources:
            continue
        facts = ActFacts(on=on, today=timezone.localdate(now), birth_date=path.person.birth_date)
        if workflow.reasons_against(move.act, state=path.stage, roles=transition.roles, facts=facts):
            continue
        done = _done(actor, path, transition, on, now, "", move.data)
        done.to_stage = _target(path, transition)
        path.stage, path.stage_since = done.to_stage, on
        move.parcours.stage, move.parcours.stage_since = path.stage, path.stage_since
        made.append(done)
    ParcoursAct.objects.bulk_create(made, batch_size=500)
    touched = list({done.parcours_id: done.parcours for done in made}.values())
    Parcours.objects.bulk_update(touched, ["stage", "stage_since"], batch_size=200)
    refresh_next_due(touched)
    for act in {done.act: None for done in made}:
        record_acts(
            actor=actor,
            verb=f"parcours.{act}",
            done=(
                (d.parcours, _told(d.parcours, workflow_of(d.parcours.route)[act], on))
                for d in made
                if d.act == act
            ),
            now=now,
        )
    return made


def _done(
    actor: Actor, path: Parcours, transition: Transition, on: date, now: datetime, note: str,
    data: Mapping[str, Any] | None,
) -> ParcoursAct:  # fmt: skip
    return ParcoursAct(
        parcours=path, act=transition.name, on=on, from_stage=path.stage, to_stage=transition.target,
        note=note.strip(), data=dict(data or {}), recorded_at=now, actor_ref=actor.ref, actor_label=actor.label,
    )  # fmt: skip


def _target(path: Parcours, transition: Transition) -> str:
    """The stage that the table gives; a registration taken back leaves the path where it stood before.

    A path that was opened by the registration itself stood nowhere: the table says.
    """
    if transition.name != "unregister":
        return transition.target
    last = path.acts.filter(act="register", superseded_by=None).order_by("on", "recorded_at", "pk").last()
    if last is None:
        return transition.target
    walked = last.from_stage != workflow_of(path.route).initial or path.opened_on < last.on
    return last.from_stage if walked else transition.target


def _admit(path: Parcours, facts: PathFacts, on: date, data: Mapping[str, Any]) -> None:
    told = data.get("recevabilite_until")
    years = facts.parameters["recevabilite_years"]
    path.recevabilite_until = date.fromisoformat(told) if told else add_years(on, years)
    if number := str(data.get("recevabilite_number", "")).strip():
        path.recevabilite_number = number[:60]


def _told(path: Parcours, transition: Transition, on: date) -> str:
    return f"A enregistré pour {path.person} : « {transition.label} », le {on:%d/%m/%Y}."


def correct_act(*, actor: Actor, done: ParcoursAct, on: date, now: datetime, note: str) -> ParcoursAct:
    """Correct the day of an act: a new one takes its place, the mistaken one stays readable.

    The acts around it keep their order, and a delay found to be over stays over. Raises ValidationError with every
    reason: an implausible day, a missing motive, an act already superseded.
    """
    path = Parcours.objects.select_for_update(of=("self",)).select_related("person").get(pk=done.parcours_id)
    locked = ParcoursAct.objects.select_for_update(of=("self",)).get(pk=done.pk)
    locked.parcours = path
    if locked.superseded_by_id is not None:
        raise ValidationError(["Cet acte a déjà été corrigé : rechargez la page."])
    acts = acts_of([path])
    walked = [Walked(act.act, act.on, act.from_stage, act.note) for act in acts[path.pk]]
    faults = reasons_against_day(
        replace(facts_of([path], acts)[path.pk], opened_on=path.opened_on), walked,
        [act.pk for act in acts[path.pk]].index(locked.pk), on, contacted_on=path.contacted_on,
        birth_date=path.person.birth_date, today=timezone.localdate(now), note=note,
    )  # fmt: skip
    if not note.strip() and "Indiquez le motif." not in faults:
        faults.append("Indiquez le motif de la correction.")
    faults += _against_note(note)
    if makes_admissible(path.route, locked.act):
        faults += _against_last_day(locked.data.get("recevabilite_until"), on)
    if faults:
        raise ValidationError(faults)
    taking = ParcoursAct.objects.create(
        parcours=path, act=locked.act, on=on, from_stage=locked.from_stage, to_stage=locked.to_stage,
        note=note.strip(), data=locked.data, recorded_at=now, actor_ref=actor.ref, actor_label=actor.label,
    )  # fmt: skip
    locked.superseded_by = taking
    locked.save(update_fields=["superseded_by"])
    _follow_correction(path, taking)
    record_act(
        actor=actor,
        verb="parcours.correct_act",
        target=path,
        sentence=f"A daté du {on:%d/%m/%Y} au lieu du {locked.on:%d/%m/%Y} « {locked.label} » de {path.person}.",
        now=now,
    )
    return taking


def _follow_correction(path: Parcours, act: ParcoursAct) -> None:
    """The stage dates from the last act that led to it; an admissibility without a last day follows its act."""
    led = path.acts.filter(superseded_by=None, to_stage=path.stage)
    path.stage_since = led.aggregate(last=Max("on"))["last"] or path.stage_since
    if makes_admissible(path.route, act.act) and not act.data.get("recevabilite_until"):
        _admit(path, facts_of([path])[path.pk], act.on, act.data)
    path.save()
    refresh_next_due([path])
