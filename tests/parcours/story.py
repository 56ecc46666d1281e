"""Paths told in few words, with the operations of the product."""

from datetime import UTC, date, datetime, time

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.parcours.operations import advance_parcours, create_parcours
from jalon.people.models import Person
from tests import cast

CIP = "TP-00403.08"
DAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)


def leader() -> Actor:
    return cast.actor(Role.RESPONSABLE_SESSION)


def moment(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UTC)


def opened(route: str = "vae", on: date = date(2026, 1, 5), person: Person | None = None, **told) -> Parcours:
    return create_parcours(
        actor=leader(), person=person or cast.candidate_person(), titre_ref=CIP, route=route, contacted_on=on,
        now=moment(on), **told,
    )  # fmt: skip


def done(path: Parcours, act: str, on: date, **told) -> ParcoursAct:
    return advance_parcours(actor=leader(), parcours=path, act=act, on=on, now=moment(on), **told)


def walked(path: Parcours, *acts: tuple[str, date]) -> Parcours:
    for act, on in acts:
        done(path, act, on)
    return path


SENT = ("study", date(2026, 1, 12)), ("send_feasibility", date(2026, 1, 31))
