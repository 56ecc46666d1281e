"""Reads about evaluations: the ECF in force, mock exams, signs of dropping out of many paths at once."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.formation.enums import Placing
from jalon.formation.models import Ecf, MockExam, Positioning
from jalon.formation.rules.dropout import Followed, Sign, Thresholds, signs
from jalon.parcours.activity import last_activity_of
from jalon.parcours.models import Parcours
from jalon.prestation.enums import Presence
from jalon.prestation.models import Attendance, Participation
from jalon.prestation.queries.presence import attendance_signals


def ecfs_of(parcours: Parcours) -> dict[str, Ecf]:
    """The ECF in force of each competence, with its criteria."""
    rows = Ecf.objects.filter(parcours=parcours, superseded_by=None).prefetch_related("criteria")
    return {row.competence_ref: row for row in rows}


def mock_exams_of(parcours: Parcours) -> list[MockExam]:
    """Mock exams, the last one first, with their lines."""
    return list(MockExam.objects.filter(parcours=parcours).prefetch_related("lines").order_by("-on", "-pk"))


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
