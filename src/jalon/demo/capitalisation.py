"""Two people who capitalise: one holds a CCP of the former CIP, the other comes to ETI with both CCPs of FPA."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.common.calendar import add_years
from jalon.demo.world import World, open_candidate_account
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.operations import create_parcours
from jalon.parcours.operations.held import record_held_ccp
from jalon.parcours.rules.capitalisation_worth import exchanges_of
from jalon.people.operations import create_person
from jalon.referentiel.queries import get_titre

CAPITALISER = "maylis.etcheverry@candidats.example"


def tell_capitalisation(world: World, *, now: datetime) -> None:
    """Their paths and what they hold; both still have sessions to choose, which is left to the visitor."""
    lead = world.actor(Role.RESPONSABLE_SESSION)
    today = timezone.localdate(now)
    began = now - timedelta(days=35)
    former = _path(
        lead, world, "TP-00403", began, birth_name="Etcheverry", first_name="Maylis", civility="madame",
        birth_date=date(1988, 2, 29), birth_place="Tarbes", email=CAPITALISER,
    )  # fmt: skip
    _hold(lead, former, 1, [add_years(today, -5)], "Livret de certification remis par la candidate", began)
    open_candidate_account(world, former.person, began)
    trainer = _path(
        lead, world, "TP-00448", began, birth_name="Wieczorek", first_name="Tomasz", civility="monsieur",
        birth_date=date(1979, 9, 3), birth_place="Decazeville", email="tomasz.wieczorek@candidats.example",
    )  # fmt: skip
    _hold(
        lead,
        trainer,
        3,
        [add_years(today, -3), add_years(today, -2)],
        "Livret de certification FPA et son second CCP",
        began,
    )


def _path(lead: Actor, world: World, code: str, now: datetime, **told: object) -> Parcours:
    person = create_person(actor=lead, organisme=world.centre, now=now, **told)  # type: ignore[arg-type]
    return create_parcours(
        actor=lead, person=person, titre_ref=get_titre(code).ref, route=Route.CAPITALISATION, now=now
    )


def _hold(
    lead: Actor, parcours: Parcours, number: int, days: list[date], reference: str, now: datetime
) -> None:
    exchanges = exchanges_of(get_titre(parcours.titre_ref))
    record_held_ccp(
        actor=lead,
        parcours=parcours,
        number=number,
        exchange=next(e for e in exchanges if e.number == number and len(e.asked) == len(days)),
        obtained_on=days,
        reference=reference,
        proof_received_on=timezone.localdate(now),
        now=now,
    )
