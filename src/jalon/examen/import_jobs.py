"""The slow work of an import: reading a file, writing its plan, forgetting what expired."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.common.jobs import JobContext, JobRefused, job
from jalon.examen.enums import ImportStatus
from jalon.examen.models import CandidateImport
from jalon.examen.operations.imports import (
    APPLY,
    READ,
    PlanChanged,
    apply_import,
    purge_expired,
    read_received,
    replan,
)


def _result(imported: CandidateImport, label: str) -> dict[str, Any]:
    url = reverse("examen:import_plan", kwargs={"pk": imported.session_id, "import_pk": imported.pk})
    return {"url": url, "link_label": label}


def _imported(pk: int) -> CandidateImport:
    try:
        return CandidateImport.objects.select_related("session").get(pk=pk)
    except CandidateImport.DoesNotExist:
        raise JobRefused("Ce fichier a été oublié : déposez-le à nouveau.") from None


@job(kind=READ, label="Lecture d’un fichier de candidats", max_attempts=2)
def read(ctx: JobContext, *, imported: int) -> dict[str, Any]:
    """Read the file and plan; the page of the plan shows what was found."""
    ctx.progress(1, 10, "Lecture du fichier…")
    row = _imported(imported)
    with ctx.completing() as result:
        if row.status == ImportStatus.READING:
            read_received(imported=row, now=timezone.now())
        result.update(_result(row, "Voir ce qui serait écrit"))
    return {}


@job(kind=APPLY, label="Import de candidats", max_attempts=2)
def apply(ctx: JobContext, *, imported: int, digest: str) -> dict[str, Any]:
    """Write the plan, all or nothing, with the end of the job."""
    row = _imported(imported)
    try:
        with ctx.completing() as result:
            outcome = apply_import(actor=ctx.actor, imported=row, digest=digest, now=timezone.now())
            result.update(_result(row, "Voir le résultat"))
            result["messages"] = [
                f"Ajoutés : {outcome.added}",
                f"Modifiés : {outcome.changed}",
                f"Inchangés : {outcome.same}",
            ]
    except PlanChanged:
        with transaction.atomic():
            replan(imported=row, now=timezone.now())
        raise JobRefused(
            "Les données ont changé depuis l’affichage du plan : revoyez le plan mis à jour."
        ) from None
    return {}


@job(kind="examen.purge_imports", label="Oubli des fichiers de candidats", every=timedelta(hours=6))
def purge(_ctx: JobContext) -> dict[str, Any]:
    """Forget the files that nobody applied within a day."""
    with transaction.atomic():
        return {"forgotten": purge_expired(now=timezone.now())}
