"""Places of a draft locked and unlocked: a candidate, a jury on one day, or everything."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import LockKind
from jalon.examen.models import ExamSession, Inscription, Timetable
from jalon.examen.operations import locks as operations
from jalon.examen.permissions import CENTRE, get_timetable
from jalon.examen.queries.planning import placed_in
from jalon.examen.views.timetable import address_of, managed, revision_of

ALL = "tout"


@for_roles(*CENTRE)
@require_POST
def timetable_locks(request: ActorRequest, pk: int, version: int) -> HttpResponse:
    """`verrouiller` or `deverrouiller` says whose place: « tout », « candidat-12 », « jury-3-2026-12-14 »."""
    number = revision_of(request)
    locking = "verrouiller" in request.POST
    target = request.POST.get("verrouiller" if locking else "deverrouiller", "")
    kind = LockKind.SEAT if request.POST.get("kind") == LockKind.SEAT else LockKind.HOURS
    with transaction.atomic():
        session = managed(request, pk, for_update=True)
        shown = get_timetable(request.actor, session, version)
        whom = _asked(session, shown, target)
        if whom is None:
            messages.error(request, "Ce verrou n’existe pas : rechargez le planning, puis recommencez.")
            return redirect(address_of(shown, request))
        try:
            with transaction.atomic():
                if locking:
                    done = operations.lock_places(
                        actor=request.actor, timetable=shown, revision=number, inscriptions=whom, kind=kind,
                        now=timezone.now(),
                    )  # fmt: skip
                else:
                    done = operations.unlock_places(
                        actor=request.actor, timetable=shown, revision=number, inscriptions=whom,
                        now=timezone.now(),
                    )  # fmt: skip
        except TransitionRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, _told(done, kind, locking=locking))
    return redirect(address_of(shown, request))


def _asked(session: ExamSession, shown: Timetable, target: str) -> list[Inscription] | None:
    """The candidates meant; None when nothing of this session is."""
    sort, _, rest = target.partition("-")
    if target == ALL:
        return placed_in(shown)
    key, _, day = rest.partition("-")
    number = whole_number(key) or 0
    if sort == "candidat" and not day:
        return list(session.inscriptions.select_related("person").filter(pk=number)) or None
    jury = session.juries.filter(pk=number).first() if sort == "jury" else None
    try:
        return placed_in(shown, jury=jury, day=date.fromisoformat(day)) if jury else None
    except ValueError:
        return None


def _told(whom: list[Inscription], kind: LockKind, *, locking: bool) -> str:
    many = len(whom) > 1
    who = f"{len(whom)} candidats sont" if many else f"{whom[0].person} est"
    done = f"{'' if locking else 'dé'}verrouillé{'s' if many else ''}"
    if not locking:
        return f"{who} {done}."
    kept = "leur jury et leur jour" if many else "son jury et son jour"
    if kind == LockKind.HOURS:
        kept = "leur jury, leur jour et leurs heures" if many else "son jury, son jour et ses heures"
    return f"{who} {done} : le prochain calcul garde {kept}."
