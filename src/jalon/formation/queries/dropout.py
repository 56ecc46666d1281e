"""Signs of dropping out: read from the facts of many paths at once, and the rows that the board sorts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, DateField, F, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from jalon.accounts.models import User
from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.http import whole_number
from jalon.formation.enums import Placing
from jalon.formation.models import DropoutWatch, Ecf, Positioning
from jalon.formation.rules.dropout import LABELS, Followed, Sign, Thresholds, signs
from jalon.parcours.activity import last_activity_of
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import parcours_visible_to
from jalon.parcours.workflow import ENDED
from jalon.people.rules import fold
from jalon.prestation.enums import Presence
from jalon.prestation.models import Attendance, Participation, Prestation
from jalon.prestation.queries.presence import attendance_signals


def signs_of(paths: Iterable[Parcours], *, now: datetime) -> dict[int, list[Sign]]:
    """Signs of dropping out of many paths, by their ids, in a fixed number of queries (`person` is loaded)."""
    known = list(paths)
    pks = [path.pk for path in known]
    today = timezone.localdate(now)
    stays = list(
        Participation.objects.filter(parcours__in=pks, left_on=None, prestation__status="running")
        .exclude(prestation__kind="vae")
        .select_related("prestation")
    )
    absences: dict[int, list[str]] = {}
    told = attendance_signals(stays, now=now)
    for stay in stays:
        absences.setdefault(stay.parcours_id, []).extend(signal.label for signal in told.get(stay.pk, ()))
    present = _last_present(pks)
    placed = _placed(pks)
    failed: dict[int, list[str]] = {}
    for path_id, ref in Ecf.objects.filter(parcours__in=pks, superseded_by=None, acquired=False).values_list(
        "parcours_id", "competence_ref"
    ):
        failed.setdefault(path_id, []).append(ref)
    activity = last_activity_of(known)
    values = {key: parameters_of(key) for key in {path.person.organisme_id for path in known}}
    entered = {stay.parcours_id: stay.entered_on or stay.prestation.starts_on for stay in stays}
    found = {}
    for path in known:
        own = values[path.person.organisme_id]
        thresholds = Thresholds(
            own["dropout_absent_days"], own["dropout_silent_days"], own["positioning_days"]
        )
        facts = Followed(
            today=today,
            entered_on=None if path.ended else entered.get(path.pk, path.starts_on),
            ends_on=path.ends_on,
            absences=tuple(absences.get(path.pk, ())),
            last_present_on=present.get(path.pk),
            placed_by_self=(path.pk, Placing.SELF.value) in placed,
            placed_by_trainer=(path.pk, Placing.TRAINER.value) in placed,
            not_acquired=tuple(failed.get(path.pk, ())),
            last_activity_on=activity.get(path.pk),
        )
        found[path.pk] = signs(facts, thresholds)
    return found


def _last_present(pks: Sequence[int]) -> dict[int, date]:
    rows = (
        Attendance.objects.filter(
            participation__parcours__in=list(pks), superseded_by=None, presence__in=Presence.attending()
        )
        .values_list("participation__parcours_id")
        .annotate(last=Max("seance__starts_at"))
    )
    return {path_id: timezone.localdate(last) for path_id, last in rows}


def _placed(pks: Sequence[int]) -> set[tuple[int, str]]:
    return set(
        Positioning.objects.filter(parcours__in=list(pks)).values_list("parcours_id", "placing").distinct()
    )


FOLLOWED = {
    "": "Toutes",
    "sans": "Sans relance depuis les signaux",
    "non-joint": "Non jointes",
    "revoir": "À revoir aujourd’hui",
}
"""What was done of the signs, as the board may be narrowed to it."""
_STANDING = Q(followed_on=None) | Q(followed_on__lt=F("since"))


@dataclass(frozen=True, slots=True)
class Filters:
    """What the board is narrowed to; anything unknown in the address is as if it were not there."""

    sign: str = ""
    group: str = ""
    referent: str = ""
    titre: str = ""
    followed: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> "Filters":
        """From the query string."""
        told = {name: params.get(key, "")[:60] for name, key in _KEYS.items()}
        if told["sign"] not in LABELS:
            told["sign"] = ""
        if told["followed"] not in FOLLOWED:
            told["followed"] = ""
        if told["referent"] not in {"moi", "aucun"} and whole_number(told["referent"]) is None:
            told["referent"] = ""
        if whole_number(told["group"]) is None:
            told["group"] = ""
        return cls(**told)

    @property
    def any(self) -> bool:
        """Whether anything narrows the board, so that an empty one says so."""
        return bool(self.sign or self.group or self.referent or self.titre or self.followed)


_KEYS = {"sign": "signe", "group": "groupe", "referent": "referent", "titre": "titre", "followed": "suite"}


def trained_by(actor: Actor) -> QuerySet[Parcours]:
    """Paths in training that go on, in the actor's scope."""
    paths = parcours_visible_to(actor).filter(route__in=Route.training())
    return paths.exclude(stage__in=ENDED)


def watched(actor: Actor) -> QuerySet[DropoutWatch]:
    """The rows of the people on whom there are signs, in the actor's scope."""
    return DropoutWatch.objects.filter(count__gt=0, parcours__in=trained_by(actor).values("pk"))


def narrowed(
    rows: QuerySet[DropoutWatch], filters: Filters, *, actor: Actor, today: date
) -> QuerySet[DropoutWatch]:
    """The rows that the filters keep, with `followed`, which a column sorts by on any database."""
    rows = rows.annotate(
        followed=Coalesce("followed_on", Value(date.min, output_field=DateField())),
    )
    if filters.sign:
        rows = rows.filter(codes__contains=f"|{filters.sign}|")
    if filters.group:
        stays = Participation.objects.filter(prestation=int(filters.group), left_on=None)
        rows = rows.filter(parcours__in=stays.values("parcours"))
    if filters.titre:
        rows = rows.filter(parcours__titre_ref=filters.titre)
    if filters.referent == "moi":
        rows = rows.filter(parcours__referent_id=actor.user_id)
    elif filters.referent == "aucun":
        rows = rows.filter(parcours__referent=None)
    elif filters.referent:
        rows = rows.filter(parcours__referent_id=int(filters.referent))
    if filters.followed == "sans":
        rows = rows.filter(_STANDING)
    elif filters.followed == "non-joint":
        rows = rows.filter(reached=False)
    elif filters.followed == "revoir":
        rows = rows.filter(review_on__lte=today)
    return rows


def search_people(rows: QuerySet[DropoutWatch], text: str) -> QuerySet[DropoutWatch]:
    """Rows of the people of whom every word typed is in a name; accents do not matter."""
    for word in fold(text).split()[:8]:
        rows = rows.filter(parcours__person__search_text__contains=word)
    return rows


@dataclass(frozen=True, slots=True)
class Counts:
    """People in the actor's scope: with signs, with nothing done of them, to see again; and paths never read yet."""

    signs: int
    standing: int
    review: int
    unread: int


def counts_of(actor: Actor, today: date) -> Counts:
    """The figures at the head of the board; two queries."""
    found = watched(actor).aggregate(
        signs=Count("pk"),
        standing=Count("pk", filter=_STANDING),
        review=Count("pk", filter=Q(review_on__lte=today)),
    )
    return Counts(**found, unread=trained_by(actor).filter(watch=None).count())


def groups_offered(actor: Actor) -> list[Prestation]:
    """Prestations that go on, of the people in the actor's scope."""
    stays = Participation.objects.filter(left_on=None, parcours__in=trained_by(actor).values("pk"))
    rows = Prestation.objects.filter(pk__in=stays.values("prestation")).exclude(
        status__in=("done", "cancelled")
    )
    return list(rows.order_by("heading", "pk").only("heading", "titre_ref"))


def referents_offered(actor: Actor) -> list[User]:
    """Who follows someone in the actor's scope."""
    return list(
        User.objects.filter(pk__in=trained_by(actor).values("referent")).order_by("last_name", "first_name")
    )


def groups_of(rows: Iterable[DropoutWatch]) -> dict[int, list[str]]:
    """Path id -> the prestations that it is in; one query."""
    found: dict[int, list[str]] = {}
    stays = Participation.objects.filter(parcours__in=[row.pk for row in rows], left_on=None)
    for path, heading in stays.exclude(prestation__status__in=("done", "cancelled")).values_list(
        "parcours_id", "prestation__heading"
    ):
        found.setdefault(path, []).append(heading)
    return found
