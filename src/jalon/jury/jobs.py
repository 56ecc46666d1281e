"""The slow work of a jury: telling each candidate, constituting the session's file."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.common.jobs import JobContext, job
from jalon.jury.models import PV
from jalon.jury.operations.archive import build_session_file, notify_result
from jalon.jury.operations.pv import NOTIFY
from jalon.jury.permissions import get_session_file_session
from jalon.jury.queries.results import results_of

EXPORT = "jury.session_file"


@job(kind=NOTIFY, label="Notification des résultats", max_attempts=5)
def notify(ctx: JobContext, *, pv: int) -> dict[str, Any]:
    """Tell candidates one by one; begun again after a crash, it goes on where it was."""
    row = PV.objects.select_related("session__organisme", "session__site", "session__responsable").get(pk=pv)
    results = results_of(row.session)
    silent = []
    for done, result in enumerate(results):
        ctx.progress(done, len(results), f"{done} sur {len(results)} : {result.inscription.person}")
        with transaction.atomic():
            if not notify_result(actor=ctx.actor, pv=row, result=result, now=timezone.now()):
                silent.append(result.inscription.person.full_name)
    return {
        "messages": [f"Sans adresse électronique, à remettre en main propre : {name}." for name in silent],
        "url": reverse("jury:results", args=[row.session_id]),
        "link_label": "Voir les résultats",
    }


@job(kind=EXPORT, label="Dossier de session", max_attempts=2)
def export(ctx: JobContext, *, session: int) -> dict[str, Any]:
    """Write the archive, then record it together with the end of the job."""
    exam = get_session_file_session(ctx.actor, session)

    @contextmanager
    def recording() -> Iterator[None]:
        with ctx.completing() as result:
            yield
            result["url"] = reverse("jury:session_file", args=[session])
            result["link_label"] = "Télécharger le dossier"

    build_session_file(
        actor=ctx.actor, session=exam, now=timezone.now(), progress=ctx.progress, recording=recording()
    )
    return {}
