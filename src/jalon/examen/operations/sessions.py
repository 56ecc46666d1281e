"""What is done to sessions, agréments and rooms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import Organisme, Site, User
from jalon.common.actor import Actor
from jalon.common.calendar import add_years
from jalon.common.journal import record_act
from jalon.common.typography import day_label
from jalon.common.workflow import TransitionRefused
from jalon.examen.models import Agrement, ExamSession, Salle, SessionDay
from jalon.examen.operations.paths import release_session
from jalon.examen.queries.sessions import frame_faults, lifecycle_facts
from jalon.examen.rules.scopes import FINAL_INTERVIEW
from jalon.examen.workflow import BEFORE_EXAM, SESSION_WORKFLOW
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre

MAX_YEARS = 5
"""Longest agrément, in years (A3.1)."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """A day of the session and its opening hours, in local time."""

    date: date
    opens_at: time
    closes_at: time


def advance_session(
    *,
    actor: Actor,
    session: ExamSession,
    transition: str,
    now: datetime,
    reason: str = "",
    ceres_number: str = "",
    on: date | None = None,
) -> ExamSession:
    """Move a session along its lifecycle, in the caller's transaction.

    `reason` is compulsory to refuse or cancel; `ceres_number` goes with "declare"; `on` is the day the
    session was declared or the dossier technique received (default: today). Raises TransitionRefused with
    every reason in French. The jury's own conditions (deliberations, signatures) are checked by `jury`.
    """
    locked = ExamSession.objects.select_for_update().get(pk=session.pk)
    today = timezone.localdate(now)
    facts = lifecycle_facts(locked, today=today, reason=reason)
    done = SESSION_WORKFLOW.check(transition, state=locked.status, roles=actor.roles, facts=facts)
    match transition:
        case "declare":
            locked.declared_on = on or today
            locked.ceres_number = ceres_number or locked.ceres_number
        case "receive_dte" | "receive_dte_late":
            locked.dte_received_on = on or today
        case "convene":
            locked.convened_at = now
        case "transmit":
            locked.transmitted_at = now
        case "validate" | "refuse":
            locked.decided_at, locked.decision_reason = now, reason
        case "cancel":
            locked.cancel_reason = reason
    before, locked.status = locked.status, done.target
    locked.save()
    if transition == "cancel":
        release_session(actor=actor, session=locked, now=now)
    record_act(
        actor=actor,
        verb=f"session.{transition}",
        target=locked,
        sentence=f"{done.done} ({locked.number})." + (f" Motif : {reason}" if reason else ""),
        now=now,
        **{"from": before, "to": done.target},
    )
    session.refresh_from_db()
    return session


def create_session(
    *,
    actor: Actor,
    organisme: Organisme,
    titre_ref: str,
    site: Site,
    scopes: Sequence[str],
    days: Sequence[DayHours],
    responsable: User,
    now: datetime,
    salles: Sequence[Salle] = (),
    comediens: Iterable[Person] = (),
    number: str = "",
    ceres_number: str = "",
) -> ExamSession:
    """Prepare a session of a title version on a site; its number follows the organisme's, « CIP-2026-03 ».

    Raises TitreInconnu, or ValidationError with every fault by field.
    """
    titre = get_titre(titre_ref)
    session = ExamSession(organisme=organisme, titre_ref=titre.ref)
    ordered = _check_frame(
        session, site=site, scopes=scopes, days=days, salles=salles, today=timezone.localdate(now)
    )
    session.number = number or next_session_number(organisme, titre.sigle, ordered[0].date.year)
    return _save_session(
        actor,
        session,
        site,
        scopes,
        ordered,
        responsable,
        salles,
        comediens,
        ceres_number,
        now,
        "A préparé la session",
    )


def update_session(
    *,
    actor: Actor,
    session: ExamSession,
    site: Site,
    scopes: Sequence[str],
    days: Sequence[DayHours],
    responsable: User,
    now: datetime,
    salles: Sequence[Salle] = (),
    comediens: Iterable[Person] | None = None,
    ceres_number: str = "",
) -> ExamSession:
    """Correct a session before it begins; once declared, it must stay covered by an agrément.

    Raises TransitionRefused (begun, cancelled, no longer covered, scope presented by a candidate), ValidationError.
    """
    locked = ExamSession.objects.select_for_update().get(pk=session.pk)
    if locked.status not in BEFORE_EXAM:
        raise TransitionRefused(
            [f"La session est à l’état « {locked.get_status_display()} » : elle ne change plus."]
        )
    ordered = _check_frame(
        locked, site=site, scopes=scopes, days=days, salles=salles, today=timezone.localdate(now)
    )
    presented = {s for i in locked.inscriptions.exclude(status="withdrawn") for s in i.scopes}
    if closed := presented - set(scopes):
        raise TransitionRefused(
            [
                f"Des candidats présentent « {scope} » : ce périmètre doit rester ouvert."
                for scope in sorted(closed)
            ]
        )
    saved = _save_session(
        actor,
        locked,
        site,
        scopes,
        ordered,
        responsable,
        salles,
        comediens,
        ceres_number,
        now,
        "A modifié la session",
    )
    if saved.status != "preparation":
        agrement, validity = frame_faults(saved)
        if agrement or validity:
            raise TransitionRefused([*agrement, *validity])
    return saved


def set_actor(
    *, actor: Actor, session: ExamSession, person: Person, playing: bool, now: datetime
) -> ExamSession:
    """Add someone to those who play in the mises en situation, or take them off; raises TransitionRefused."""
    locked = ExamSession.objects.select_for_update().get(pk=session.pk)
    if locked.status not in BEFORE_EXAM:
        raise TransitionRefused(["La session a commencé : ses comédiens ne changent plus."])
    if person.organisme_id != locked.organisme_id:
        raise TransitionRefused([f"{person} n’est pas connu de l’organisme de la session."])
    if playing and locked.inscriptions.exclude(status="withdrawn").filter(person=person).exists():
        raise TransitionRefused([f"{person} est candidat à cette session."])
    if playing and locked.juries.filter(seats__person=person).exists():
        raise TransitionRefused([f"{person} siège dans un jury de cette session."])
    if playing:
        locked.comediens.add(person)
    else:
        locked.comediens.remove(person)
    verb = "ajouté" if playing else "retiré"
    record_act(
        actor=actor, verb="session.actor", target=locked, sentence=f"A {verb} le comédien {person}.", now=now
    )
    return locked


def next_session_number(organisme: Organisme, sigle: str, year: int) -> str:
    """« CIP-2026-03 »: the next number of an organisme for a title and a year; locks the organisme's row."""
    Organisme.objects.select_for_update().get(pk=organisme.pk)
    prefix = f"{sigle}-{year}-"
    used = ExamSession.objects.filter(organisme=organisme, number__startswith=prefix)
    ranks = [int(tail) for n in used.values_list("number", flat=True) if (tail := n[len(prefix) :]).isdigit()]
    return f"{prefix}{max(ranks, default=0) + 1:02d}"


def _check_frame(
    session: ExamSession,
    *,
    site: Site,
    scopes: Sequence[str],
    days: Sequence[DayHours],
    salles: Sequence[Salle],
    today: date,
) -> list[DayHours]:
    titre = get_titre(session.titre_ref)
    faults: dict[str, str] = {}
    if site.organisme_id != session.organisme_id:
        faults["site"] = "Ce site n’est pas de l’organisme."
    known = {*titre.schemes, FINAL_INTERVIEW}
    if not scopes:
        faults["scopes"] = "Ouvrez au moins le titre, un CCP ou l’entretien final."
    elif unknown := [scope for scope in scopes if scope not in known]:
        faults["scopes"] = f"{titre.sigle} n’a pas : {', '.join(unknown)}."
    ordered = sorted(days, key=lambda day: day.date)
    if not ordered:
        faults["days"] = "Donnez au moins une journée."
    elif len({day.date for day in ordered}) < len(ordered):
        faults["days"] = "Une même date figure deux fois."
    elif wrong := [day for day in ordered if day.closes_at <= day.opens_at]:
        faults["days"] = f"Le {day_label(wrong[0].date)}, la fermeture doit suivre l’ouverture."
    else:
        held = set(session.days.values_list("date", flat=True)) if session.pk else set()
        new = [day.date for day in ordered if day.date not in held]
        if past := [day for day in new if day < today]:
            faults["days"] = f"Le {day_label(past[0])} est passé : donnez une date à venir."
        elif far := [day for day in new if day.year > today.year + MAX_YEARS]:
            faults["days"] = f"Le {day_label(far[0])} est trop lointain : vérifiez l’année."
    if "site" not in faults and (elsewhere := [salle.name for salle in salles if salle.site_id != site.pk]):
        faults["salles"] = f"Ces salles ne sont pas sur le site « {site} » : {', '.join(elsewhere)}."
    if faults:
        raise ValidationError(faults)
    return ordered


def _save_session(
    actor: Actor,
    session: ExamSession,
    site: Site,
    scopes: Sequence[str],
    days: Sequence[DayHours],
    responsable: User,
    salles: Sequence[Salle],
    comediens: Iterable[Person] | None,
    ceres_number: str,
    now: datetime,
    sentence: str,
) -> ExamSession:
    session.site, session.responsable, session.ceres_number = site, responsable, ceres_number.strip()
    session.scopes = [s for s in (*get_titre(session.titre_ref).schemes, FINAL_INTERVIEW) if s in scopes]
    session.starts_on, session.ends_on = days[0].date, days[-1].date
    session.save()
    kept = [day.date for day in days]
    session.days.exclude(date__in=kept).delete()
    for day in days:
        SessionDay.objects.update_or_create(
            session=session, date=day.date, defaults={"opens_at": day.opens_at, "closes_at": day.closes_at}
        )
    session.salles.set(salles)
    if comediens is not None:
        session.comediens.set(comediens)
    record_act(
        actor=actor, verb="session.save", target=session, sentence=f"{sentence} {session.number}.", now=now
    )
    return session


def save_agrement(
    *,
    actor: Actor,
    organisme: Organisme,
    site: Site,
    titre_code: str,
    number: str,
    valid_from: date,
    valid_until: date,
    now: datetime,
    ccs: str = "",
    agrement: Agrement | None = None,
) -> Agrement:
    """Record or correct an agrément: one title, one site, five years at most, never beyond the title's end (A3.1).

    Raises TitreInconnu, ValidationError with every fault.
    """
    titre = get_titre(titre_code)
    faults: dict[str, str] = {}
    if site.organisme_id != organisme.pk:
        faults["site"] = "Ce site n’est pas de l’organisme."
    if valid_until < valid_from:
        faults["valid_until"] = "La fin de l’agrément précède son début."
    elif valid_until > add_years(valid_from, MAX_YEARS):
        faults["valid_until"] = f"Un agrément vaut {MAX_YEARS} ans au plus (A3.1)."
    elif titre.validity_end and valid_until > date.fromisoformat(titre.validity_end):
        end = day_label(date.fromisoformat(titre.validity_end))
        faults["valid_until"] = f"L’agrément ne dépasse pas la fin de validité du titre, le {end} (A3.1)."
    if ccs and ccs not in {bloc.scope for bloc in titre.ccss}:
        faults["ccs"] = f"{titre.sigle} n’a pas de spécialisation « {ccs} »."
    same = Agrement.objects.filter(
        organisme=organisme,
        site=site,
        titre_code=titre.code,
        ccs=ccs,
        number=number.strip(),
        valid_from=valid_from,
    )
    if any(row != agrement for row in same):
        faults["number"] = "Cet agrément est déjà enregistré."
    if faults:
        raise ValidationError(faults)
    row = agrement or Agrement(organisme=organisme)
    row.site, row.titre_code, row.number, row.ccs = site, titre.code, number.strip(), ccs
    row.valid_from, row.valid_until = valid_from, valid_until
    row.save()
    record_act(
        actor=actor,
        verb="agrement.save",
        target=row,
        sentence=f"A {'modifié' if agrement else 'enregistré'} l’agrément {row.number} ({titre.code}, {site}).",
        now=now,
    )
    return row


def remove_agrement(*, actor: Actor, agrement: Agrement, now: datetime) -> None:
    """Remove an agrément entered by mistake; raises TransitionRefused when a session rests on it."""
    resting = ExamSession.objects.filter(
        site=agrement.site,
        titre_ref__startswith=f"{agrement.titre_code}.",
        starts_on__lte=agrement.valid_until,
        ends_on__gte=agrement.valid_from,
    ).exclude(status__in=["preparation", "cancelled"])
    if numbers := list(resting.values_list("number", flat=True)):
        raise TransitionRefused(
            [f"Des sessions déclarées s’appuient sur cet agrément : {', '.join(numbers)}."]
        )
    record_act(
        actor=actor,
        verb="agrement.remove",
        target=agrement,
        sentence=f"A supprimé l’agrément {agrement.number} ({agrement.titre_code}).",
        now=now,
    )
    agrement.delete()


def save_salle(
    *,
    actor: Actor,
    site: Site,
    name: str,
    kind: str,
    capacity: int,
    now: datetime,
    salle: Salle | None = None,
) -> Salle:
    """Record or correct a room; raises ValidationError (name taken, no place)."""
    row = salle or Salle()
    row.site, row.name, row.kind, row.capacity = site, name.strip(), kind, capacity
    row.full_clean()
    row.save()
    record_act(
        actor=actor,
        verb="salle.save",
        target=row,
        sentence=f"A {'modifié' if salle else 'ajouté'} la salle {row.name} ({site}).",
        now=now,
    )
    return row


def remove_salle(*, actor: Actor, salle: Salle, now: datetime) -> None:
    """Remove a room; raises TransitionRefused when a session uses it."""
    if numbers := list(salle.sessions.exclude(status="cancelled").values_list("number", flat=True)):
        raise TransitionRefused([f"Des sessions utilisent cette salle : {', '.join(numbers)}."])
    record_act(
        actor=actor, verb="salle.remove", target=salle, sentence=f"A supprimé la salle {salle.name}.", now=now
    )
    salle.delete()
