"""A plan among what the centre gives and sells: its prestation, its quote, its convention, its séances (B14, C4)."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.typography import day_label, minutes
from jalon.people.models import Person
from jalon.prestation.enums import DeliveryMode, EngagementKind, PrestationKind
from jalon.prestation.models import Engagement, Participation, Prestation, Seance
from jalon.prestation.operations.engagements import prepare_engagement
from jalon.prestation.operations.prestations import add_participation, open_prestation, update_prestation
from jalon.prestation.operations.seances import cancel_seance, plan_seance, update_seance
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import Modality
from jalon.vae.letters import euros, target_label
from jalon.vae.models import Meeting, Plan
from jalon.vae.operations.demarches import journal, refuse
from jalon.vae.rules.plans import price_cents

MODES = {Modality.VIDEO: DeliveryMode.REMOTE, Modality.ON_SITE: DeliveryMode.ON_SITE}


def quote_plan(*, actor: Actor, plan: Plan, now: datetime) -> Engagement:
    """Prepare the quote of a plan at its hourly price, ready to be sent to whoever pays (B14, B15).

    The calendar may follow: the quote then tells the days in which it is fixed once agreed.

    Raises TransitionRefused when a quote already waits or the plan is agreed.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("parcours__person").get(pk=plan.pk)
    reasons = ["Ce plan est convenu : son devis est déjà fait."] if plan.agreed_on else []
    if plan.participation and plan.participation.engagements.filter(kind="quote", status="sent").exists():
        reasons.append("Un devis attend déjà sa signature.")
    refuse(reasons)
    participation = sell(actor=actor, plan=plan, now=now)
    former = participation.engagements.filter(kind=EngagementKind.QUOTE, status="draft").first()
    if former is not None:
        former.delete()
    made = prepare_engagement(
        actor=actor, participation=participation, kind=EngagementKind.QUOTE, clauses=_clauses(plan),
        price_cents=price_cents(plan.minutes, plan.hourly_cents), now=now,
    )  # fmt: skip
    journal(actor, plan.parcours, "vae.plan.quote", f"A préparé le devis du plan {plan.number}.", now)
    return made


def sell(*, actor: Actor, plan: Plan, now: datetime) -> Participation:
    """The plan's place in a prestation of its own, opened or brought up to date with it."""
    parcours, person = plan.parcours, plan.parcours.person
    titre = get_titre(parcours.titre_ref)
    first, last = _span(plan)
    adviser = _adviser(plan)
    heading = f"Accompagnement VAE {titre.sigle} – {person.full_name}"
    if plan.participation is not None:
        _fit(actor, plan.participation.prestation, plan, first, last, now)
        return plan.participation
    prestation = open_prestation(
        actor=actor, organisme=person.organisme, kind=PrestationKind.VAE, titre_ref=titre.ref,
        heading=heading[:200], starts_on=first, ends_on=last, minutes_planned=plan.minutes,
        ccp_refs=parcours.ccp_refs, mode=MODES[Modality(plan.modality)], capacity=1,
        hourly_price_cents=plan.hourly_cents, trainer=adviser, now=now,
    )  # fmt: skip
    plan.participation = add_participation(
        actor=actor, prestation=prestation, parcours=parcours, minutes_planned=plan.minutes, now=now
    )
    plan.save(update_fields=["participation"])
    return plan.participation


def convene(*, actor: Actor, plan: Plan, now: datetime) -> Engagement:
    """Plan the séances of an agreed plan, and prepare its convention with the legal contents (C4)."""
    participation = sell(actor=actor, plan=plan, now=now)
    for meeting in _meetings(plan):
        seat(actor=actor, meeting=meeting, now=now)
    return prepare_engagement(
        actor=actor, participation=participation, kind=EngagementKind.VAE_CONVENTION, clauses=_clauses(plan),
        price_cents=price_cents(plan.minutes, plan.hourly_cents), now=now,
    )  # fmt: skip


def seat(*, actor: Actor, meeting: Meeting, now: datetime) -> Seance | None:
    """Keep the séance of a meeting in step with it: planned, moved or cancelled; None while the plan is not sold.

    Raises TransitionRefused, such as when the adviser is elsewhere at that hour or the séance is signed.
    """
    plan = meeting.plan
    if plan.participation is None or plan.agreed_on is None:
        return None
    if meeting.cancelled_at is not None:
        if meeting.seance is None or meeting.seance.cancelled_at is not None:
            return meeting.seance
        return cancel_seance(actor=actor, seance=meeting.seance, reason=meeting.cancelled_why, now=now)
    prestation = plan.participation.prestation
    first, last = _span(plan)
    _fit(actor, prestation, plan, first, last, now)
    mode = MODES[Modality(meeting.modality)]
    link = meeting.place if meeting.place.startswith(("https://", "http://")) else ""
    room = "" if link or mode == DeliveryMode.REMOTE else meeting.place[:120]
    ends_at = meeting.starts_at + timedelta(minutes=meeting.minutes)
    heading = f"{meeting.get_kind_display()} – {get_titre(plan.parcours.titre_ref).sigle}"
    if meeting.seance is None:
        meeting.seance = plan_seance(
            actor=actor, prestation=prestation, starts_at=meeting.starts_at, ends_at=ends_at, heading=heading,
            mode=mode, room=room, video_link=link, now=now,
        )  # fmt: skip
        meeting.save(update_fields=["seance"])
        return meeting.seance
    return update_seance(
        actor=actor, seance=meeting.seance, starts_at=meeting.starts_at, ends_at=ends_at, heading=heading,
        pause_from=None, pause_until=None, trainer=meeting.seance.trainer, mode=mode, room=room, video_link=link,
        audience=(), now=now,
    )  # fmt: skip


def _meetings(plan: Plan) -> list[Meeting]:
    return list(plan.meetings.filter(cancelled_at=None))


def _span(plan: Plan) -> tuple[date, date]:
    days = [timezone.localdate(one.starts_at) for one in _meetings(plan)]
    return (min(days), max(days)) if days else (timezone.localdate(plan.drafted_at),) * 2


def _fit(actor: Actor, prestation: Prestation, plan: Plan, first: date, last: date, now: datetime) -> None:
    """Stretch the prestation to the calendar, and give it the figures of a plan that is not agreed yet."""
    begins, ends = min(first, prestation.starts_on), max(last, prestation.ends_on)
    if plan.agreed_on is None:
        begins, ends = first, last
    given = (begins, ends, plan.minutes, plan.hourly_cents)
    kept = (
        prestation.starts_on, prestation.ends_on, prestation.minutes_planned, prestation.hourly_price_cents
    )  # fmt: skip
    if given == kept:
        return
    update_prestation(
        actor=actor, prestation=prestation, heading=prestation.heading, starts_on=begins, ends_on=ends,
        minutes_planned=plan.minutes, site=prestation.site, mode=MODES[Modality(plan.modality)],
        capacity=prestation.capacity, hourly_price_cents=plan.hourly_cents, price_cents=prestation.price_cents,
        trainer=prestation.trainer, now=now,
    )  # fmt: skip
    prestation.refresh_from_db()
    if plan.participation is not None and plan.participation.minutes_planned != plan.minutes:
        plan.participation.minutes_planned = plan.minutes
        plan.participation.save(update_fields=["minutes_planned"])


def _adviser(plan: Plan) -> Person | None:
    """The record of who accompanies: that of the referent, else the first of those who accompany the path."""
    parcours = plan.parcours
    known = Person.objects.filter(organisme_id=parcours.person.organisme_id)
    if parcours.referent_id is not None:
        mine = known.filter(user_id=parcours.referent_id).first()
        if mine is not None:
            return mine
    return parcours.trainers.order_by("pk").first()


def _clauses(plan: Plan) -> dict[str, str]:
    """The legal contents of the deeds of a plan, in its own figures (C4, C7)."""
    titre = get_titre(plan.parcours.titre_ref)
    meetings = _meetings(plan)
    first, last = _span(plan)
    limits = parameters_of(plan.parcours.person.organisme_id)
    days = limits["prestation_scheduling_days"]
    shortest, longest = minutes(limits["vae_meeting_minutes_min"]), minutes(limits["vae_meeting_minutes_max"])
    calendar = (
        f"{minutes(plan.minutes)} en {len(meetings)} rendez-vous, du {day_label(first)} au {day_label(last)}, "
        "selon le calendrier du plan d’accompagnement."
        if meetings
        else f"{minutes(plan.minutes)} en rendez-vous de {shortest} à {longest}, dont le calendrier est fixé en accord "
        f"avec la personne dans les {days} jours qui suivent l’accord sur le devis."
    )
    total = price_cents(plan.minutes, plan.hourly_cents)
    return {
        "nature": f"Accompagnement à la validation des acquis de l’expérience (L6313-1, 3°), {titre.title}.",
        "object": f"{target_label(titre, plan.parcours.ccp_refs)}. {plan.aims}",
        "duration": calendar,
        "numbers": "Une personne.",
        "course": (
            f"Entretiens individuels, {plan.get_modality_display().lower()}. Une feuille de présence est signée après "
            "chaque rendez-vous ; le livret de suivi garde les objectifs, les difficultés et ce qui est atteint."
        ),
        "sanction": "Certificat de réalisation, selon la participation effective.",
        "price": f"{euros(plan.hourly_cents)} l’heure, soit {euros(total)} toutes taxes comprises.",
        "remote": (
            "Visioconférence. Travaux d’écriture entre les rendez-vous, suivis dans Jalon avec leur échéance ; "
            "l’accompagnateur répond et relit les travaux rendus."
        ),
    }  # fmt: skip
