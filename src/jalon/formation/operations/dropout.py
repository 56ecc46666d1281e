"""The rows that the board of signs sorts, brought up to date; and what is done of these signs (indicator 12)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jalon.common.actor import Actor, system_actor
from jalon.common.jobs import enqueue
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.formation.enums import Decision, Means
from jalon.formation.models import DropoutWatch, FollowUp
from jalon.formation.queries.dropout import signs_of
from jalon.formation.rules.dropout import follow_up_faults, since
from jalon.formation.rules.entry import day_faults
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.workflow import ENDED

SIGNS = "formation.signs"
CHUNK = 500
_READ = ("signs", "codes", "count", "since", "read_on", "stale")
_LAST = ("followed_on", "reached", "decision", "review_on")


def refresh_watches(paths: Iterable[Parcours], *, now: datetime) -> int:
    """Read the signs of paths again; how many have some. For the acts that move them, and a job every day."""
    known, told = [path for path in paths if path.route in Route.training()], 0
    for chunk in (known[i : i + CHUNK] for i in range(0, len(known), CHUNK)):
        rows = _read(chunk, now)
        told += sum(1 for row in rows if row.count)
        DropoutWatch.objects.bulk_create(
            rows, batch_size=200, update_conflicts=True, unique_fields=["parcours"], update_fields=list(_READ)
        )
    return told


def _read(chunk: Sequence[Parcours], now: datetime) -> list[DropoutWatch]:
    today, found = timezone.localdate(now), signs_of(chunk, now=now)
    pks = [path.pk for path in chunk]
    former = dict(DropoutWatch.objects.filter(pk__in=pks).values_list("pk", "since"))
    new = [pk for pk in pks if pk not in former]
    last = {row.parcours_id: row for row in FollowUp.objects.filter(parcours__in=new).order_by("on", "pk")}
    rows = []
    for path in chunk:
        own = found[path.pk]
        codes = list(dict.fromkeys(sign.code for sign in own))
        row = DropoutWatch(
            parcours_id=path.pk,
            signs=[{"code": sign.code, "label": sign.label, "why": sign.why} for sign in own],
            codes=f"|{'|'.join(codes)}|" if codes else "", count=len(own), read_on=today,
            since=since(today, len(own), former.get(path.pk)),
        )  # fmt: skip
        if path.pk in last:
            _repeat(row, last[path.pk])
        rows.append(row)
    return rows


def _repeat(row: DropoutWatch, done: FollowUp) -> None:
    row.followed_on, row.reached = done.on, done.reached
    row.decision, row.review_on = done.decision, done.review_on


def touch_watches(_actor: Actor, paths: Collection[int], now: datetime) -> None:
    """Attendance has changed on these paths: their rows wait for the job of this minute, asked once for all of them.

    The job runs when the minute is over, so that no act of that minute comes after it has read.
    """
    mine = Parcours.objects.filter(pk__in=paths, route__in=Route.training())
    rows = [
        DropoutWatch(parcours_id=pk, stale=True) for pk in mine.order_by("pk").values_list("pk", flat=True)
    ]
    if not rows:
        return
    DropoutWatch.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["parcours"], update_fields=["stale"]
    )
    over = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    enqueue(
        SIGNS, actor=system_actor("signaux"), now=now, unique_key=f"{SIGNS}@{over:%Y-%m-%dT%H:%M}", delay=over - now
    )  # fmt: skip


def refresh_stale(*, now: datetime) -> int:
    """Read again the rows that acts have touched, a transaction per chunk; how many were read."""
    done = 0
    while True:
        with transaction.atomic():
            rows = DropoutWatch.objects.select_for_update().filter(stale=True).order_by("pk")
            pks = list(rows.values_list("pk", flat=True)[:CHUNK])
            if not pks:
                return done
            refresh_watches(Parcours.objects.filter(pk__in=pks).select_related("person"), now=now)
            done += len(pks)


def refresh_every(*, now: datetime, organisme_id: int | None = None) -> int:
    """Read every path in training that goes on, and forget those that are over; how many have signs."""
    paths = Parcours.objects.filter(route__in=Route.training())
    if organisme_id is not None:
        paths = paths.filter(person__organisme=organisme_id)
    DropoutWatch.objects.filter(parcours__in=paths.filter(stage__in=ENDED).values("pk")).delete()
    pks = list(paths.exclude(stage__in=ENDED).order_by("pk").values_list("pk", flat=True))
    told = 0
    for chunk in (pks[i : i + CHUNK] for i in range(0, len(pks), CHUNK)):
        with transaction.atomic():
            list(
                DropoutWatch.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk")
            )
            told += refresh_watches(Parcours.objects.filter(pk__in=chunk).select_related("person"), now=now)
    return told


def record_follow_up(
    *,
    actor: Actor,
    parcours: Parcours,
    on: date,
    means: Means | str,
    reached: bool | None,
    action: str,
    signals: Sequence[str],
    now: datetime,
    decision: Decision | str = "",
    review_on: date | None = None,
) -> FollowUp:
    """Keep what was done about signs of dropping out; twice the same is once. Raises TransitionRefused."""
    Parcours.objects.select_for_update(of=("self",)).get(pk=parcours.pk)
    faults = day_faults(on, timezone.localdate(now), parcours.person.birth_date, "La relance")
    faults += follow_up_faults(on, action, decision, review_on, means, reached)
    if faults:
        raise TransitionRefused(dict.fromkeys(faults))
    given = {
        "on": on, "means": means, "reached": reached, "action": action.strip(), "decision": decision,
        "review_on": review_on,
    }  # fmt: skip
    if known := FollowUp.objects.filter(parcours=parcours, actor_label=actor.label, **given).first():
        return known
    made = FollowUp.objects.create(
        parcours=parcours, signals=list(signals), recorded_at=now, actor_label=actor.label, **given
    )
    record_act(
        actor=actor, verb="formation.follow_up", target=parcours, now=now, signals=list(signals),
        reached=reached, decision=str(decision),
        sentence=f"A relancé {parcours.person}" + ("." if reached else ", sans réponse."),
    )  # fmt: skip
    refresh_watches([parcours], now=now)
    last = FollowUp.objects.filter(parcours=parcours).order_by("-on", "-pk")[0]
    row = DropoutWatch.objects.get(pk=parcours.pk)
    _repeat(row, last)
    row.save(update_fields=list(_LAST))
    return made
