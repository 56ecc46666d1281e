"""Prestations told in few words, with the operations of the product."""

from datetime import UTC, date, datetime, time

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.parcours.operations import create_parcours
from jalon.people.models import Person
from jalon.prestation.enums import DeliveryMode, EngagementKind, HalfDay, PrestationKind
from jalon.prestation.models import Engagement, Participation, Prestation, Seance
from jalon.prestation.operations import (
    add_participation,
    advance_prestation,
    open_prestation,
    plan_seance,
    prepare_engagement,
)
from jalon.prestation.rules.engagements import Payment
from jalon.prestation.rules.hours import PARIS
from tests import cast

CIP = "TP-00403.08"
DAY = date(2026, 11, 16)
OPENED = datetime(2026, 9, 1, 8, tzinfo=UTC)
STROKES = [[[100, 200], [300, 80], [500, 220]]]
CLAUSES = {
    "nature": "Action de formation.", "object": "Préparer le titre.", "duration": "735 h.", "numbers": "Douze.",
    "prerequisites": "Aucun.", "course": "En présence, émargement par demi-journée.", "means": "Salle équipée.",
    "sanction": "Session d’examen.", "trainers": "Formateurs diplômés.", "price": "3 000 €.",
    "payment": "En trois fois ; au prorata en cas d’abandon.", "retraction": "Dix jours.",
}  # fmt: skip


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """A moment of Paris."""
    return datetime.combine(day, time(hour, minute), PARIS)


def trainer_person() -> Person:
    return cast.person("Roumégas", "Bastien", date(1979, 2, 2), user=cast.user(Role.FORMATEUR))


def prestation(actor: Actor, **told) -> Prestation:
    given = {
        "kind": PrestationKind.FORMATION, "titre_ref": CIP, "heading": "Groupe CIP d’automne",
        "starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 20), "minutes_planned": 60 * 60,
        "price_cents": 300_000, "trainer": trainer_person(), "site": cast.site(),
    } | told  # fmt: skip
    return open_prestation(actor=actor, organisme=cast.centre(), now=OPENED, **given)


def path_of(actor: Actor, person: Person, route: str = "formation"):
    return create_parcours(actor=actor, person=person, titre_ref=CIP, route=route, now=OPENED)


def group(actor: Actor) -> Prestation:
    """Inès Mazarguil and Paul Sénac, in a prestation that has begun."""
    made = prestation(actor)
    for person in (cast.candidate_person(), cast.person("Sénac", "Paul", date(1985, 5, 5))):
        add_participation(
            actor=actor,
            prestation=made,
            parcours=path_of(actor, person),
            now=OPENED,
            entered_on=date(2026, 11, 2),
        )
    return advance_prestation(actor=actor, prestation=made, act="start", now=at(8, day=date(2026, 11, 2)))


def seance(actor: Actor, of: Prestation, day: date = DAY, **told) -> Seance:
    """Nine to five, lunch from noon to one."""
    given = {
        "starts_at": at(9, day=day), "ends_at": at(17, day=day), "pause_from": time(12), "pause_until": time(13),
        "heading": "Analyser la demande", "room": "Salle Tarn",
    } | told  # fmt: skip
    return plan_seance(actor=actor, prestation=of, now=OPENED, **given)


def contract(actor: Actor, place: Participation, **told) -> Engagement:
    """A contract that lacks nothing, ready to be sent."""
    given = {
        "kind": EngagementKind.CONTRACT, "clauses": CLAUSES,
        "payments": (
            Payment("Premier versement", date(2026, 10, 20), 90_000),
            Payment("Solde", date(2026, 11, 20), 210_000),
        ),
    } | told  # fmt: skip
    return prepare_engagement(actor=actor, participation=place, now=OPENED, **given)


HALVES = (HalfDay.MORNING, HalfDay.AFTERNOON)
REMOTE = DeliveryMode.REMOTE
