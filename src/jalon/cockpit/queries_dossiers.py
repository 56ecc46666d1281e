"""The dossiers of the home page: a candidate's own, and those that wait for whoever accompanies them."""

from dataclasses import dataclass
from datetime import date

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.dossier.enums import VersionState
from jalon.dossier.models import Dossier
from jalon.dossier.permissions import TRAINERS
from jalon.dossier.queries import DossierRow, rows_of, unread_by
from jalon.dossier.rules.waiting import Standing, reasons_to_look
from jalon.parcours.models import Parcours

SHOWN = 12
LOOKED_AT = 200  # the latest dossiers of a trainer: those before have had their jury


@dataclass(frozen=True, slots=True)
class OwnDossiers:
    """A candidate's dossiers still to be read by a jury; `to_begin` when there is a path and none was begun."""

    rows: tuple[DossierRow, ...]
    to_begin: bool

    def __bool__(self) -> bool:
        return bool(self.rows) or self.to_begin


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier that waits for the actor, and every reason why."""

    row: DossierRow
    reasons: tuple[str, ...]


def own_dossiers(actor: Actor, *, today: date) -> OwnDossiers:
    """What a candidate writes for a jury to come, the nearest deadline first."""
    if not actor.has(Role.CANDIDAT) or actor.user_id is None:
        return OwnDossiers((), to_begin=False)
    own = Dossier.objects.filter(parcours__person__user_id=actor.user_id)
    rows = rows_of(own.order_by("pk"), today)
    begun = bool(rows) or not Parcours.objects.filter(person__user_id=actor.user_id).exists()
    left = sorted((row for row in rows if not row.over), key=lambda row: row.due or date.max)
    return OwnDossiers(tuple(left[:SHOWN]), to_begin=not begun)


def waiting_dossiers(actor: Actor, *, today: date) -> list[Waiting]:
    """Dossiers with something new for the actor who accompanies their author; the most urgent first."""
    if not actor.has(*TRAINERS) or actor.user_id is None:
        return []
    mine = Parcours.objects.filter(
        trainers__user_id=actor.user_id, person__organisme_id=actor.organisme_id or 0
    )
    latest = Dossier.objects.filter(parcours__in=mine.values("pk")).order_by("-pk")[:LOOKED_AT]
    rows = [row for row in rows_of(latest, today) if not row.over]
    unread = unread_by(actor, rows)
    found = [Waiting(row, reasons_to_look(_standing(row, unread))) for row in rows]
    waiting = sorted((one for one in found if one.reasons), key=lambda one: one.row.due or date.max)
    return waiting[:SHOWN]


def _standing(row: DossierRow, unread: set[int]) -> Standing:
    last = row.last
    is_new = last is not None and last.state == VersionState.CHECKED and row.dossier.pk in unread
    return Standing(
        handed_over=row.handed is not None,
        unread=last.number if last is not None and is_new else None,
        answered=row.answered,
        late=row.countdown if row.late else "",
    )
