"""The events of one user's agenda, whatever the organisme they are signed in: their own paths, those they follow."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.models import User
from jalon.accounts.queries import actor_for
from jalon.common.actor import Actor
from jalon.parcours.agenda import Event, told_above
from jalon.parcours.ics import step_uid
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import CANDIDATE, parcours_visible_to
from jalon.parcours.steps import Step, steps_of
from jalon.parcours.workflow import ENDED
from jalon.people.models import Person
from jalon.referentiel.queries import get_titres

MOST = 500
"""Events of an agenda, the nearest first: no agenda reads more with pleasure."""


def events_of(user: User, now: datetime) -> list[Event]:
    """Every event, in the order of the days."""
    found: dict[str, Event] = {}
    for organisme in user.memberships.order_by("organisme").values_list("organisme", flat=True).distinct():
        actor = actor_for(user, organisme)
        above = told_above(actor, now)
        better = {event.replaces for event in above if event.replaces}
        own = [event for event in _path_events(actor) if event.uid not in better]
        found |= {event.uid: event for event in (*above, *own)}
    return sorted(found.values(), key=lambda event: (_moment(event), event.uid))[:MOST]


def _moment(event: Event) -> datetime:
    if isinstance(event.starts, datetime):
        return event.starts
    return timezone.make_aware(datetime.combine(event.starts, datetime.min.time()))


def _path_events(actor: Actor) -> Iterator[Event]:
    mine = (
        Q(person__user_id=actor.user_id) | Q(referent_id=actor.user_id) | Q(trainers__user_id=actor.user_id)
    )
    pks = parcours_visible_to(actor).exclude(stage__in=ENDED).filter(mine).values("pk")
    rows = Parcours.objects.filter(pk__in=pks).select_related("person").order_by("next_due_on", "pk")[:MOST]
    paths: Sequence[Parcours] = list(rows)
    steps, titres = steps_of(paths), get_titres(path.titre_ref for path in paths)
    for path in paths:
        own = path.person.user_id == actor.user_id
        titre = titres.get(path.titre_ref)
        named = titre.sigle if titre else path.titre_ref
        for step in steps[path.pk]:
            if step.done_on is None and step.due_on is not None and _concerns(step, own):
                yield _event(path, step, step.due_on, named if own else f"{named}, {initials(path.person)}")


def _concerns(step: Step, own: bool) -> bool:
    """A candidate is told of their own steps, the team of the others', as by mail."""
    if not step.roles:
        return True
    return CANDIDATE in step.roles if own else bool(step.roles - {CANDIDATE})


def _event(path: Parcours, step: Step, day: date, named: str) -> Event:
    who = f"Par : {step.who}."
    return Event(
        uid=step_uid(path, step),
        starts=day,
        ends=day + timedelta(days=1),
        summary=f"{named} : {step.label}",
        detail="\n".join(filter(None, [who, step.basis and f"Fondement : {step.basis}."])),
        url=settings.SITE_URL + reverse("parcours:path", args=[path.pk]),
    )


def initials(person: Person) -> str:
    """« Z. M. »: enough for who follows the person, little for who glances at an agenda."""
    return " ".join(f"{name[:1].upper()}." for name in (person.first_name, person.last_name) if name)
