"""The slow work of the workshop: a version checked against the référentiel, a centre's dossiers compared."""

from datetime import timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.jobs import JobContext, JobRefused, job
from jalon.dossier.apart import EXAMINE, Failed, Kept, Reader
from jalon.dossier.conformity.report import Verdict
from jalon.dossier.enums import VersionState
from jalon.dossier.models import DossierVersion
from jalon.dossier.operations.comparisons import COMPARE, keep_comparison
from jalon.dossier.operations.dossiers import CHECK, keep_report
from jalon.dossier.operations.reminders import send_reminders
from jalon.dossier.queries import last_versions
from jalon.referentiel.queries import get_titre, list_titres


@job(kind=CHECK, label="Vérification d’un dossier", max_attempts=2)
def check_version(ctx: JobContext, *, version: int) -> dict[str, Any]:
    """Check a version in a process of its own; its page shows what was found, or why the file cannot be read.

    A version read before keeps its report where a new check cannot read it.
    """
    row = DossierVersion.objects.select_related("dossier__parcours").filter(pk=version).first()
    if row is None:
        raise JobRefused("Cette version n’existe plus : déposez le fichier à nouveau.")
    dossier = row.dossier
    try:
        kept: Kept = _reader().ask(
            EXAMINE,
            _content(row),
            row.name,
            get_titre(dossier.parcours.titre_ref),
            dossier.scope,
            dossier.production,
            step=ctx.progress,
        )
    except Failed as failed:
        kept = Kept(None, [], str(failed), Verdict.UNREADABLE.label)
    if kept.refusal and row.state == VersionState.CHECKED:
        raise JobRefused(f"{kept.refusal} Le rapport précédent est gardé.")
    with ctx.completing() as end:
        keep_report(version=row, report=kept.report, passages=kept.passages, reason=kept.refusal)
        end["url"] = reverse("dossier:version", args=[dossier.pk, row.number])
        end["link_label"] = "Voir le rapport"
        end["messages"] = [kept.verdict]
    return {}


def _content(version: DossierVersion) -> bytes:
    try:
        with version.file.open("rb") as stream:
            content: bytes = stream.read()
    except FileNotFoundError as missing:
        raise JobRefused("Le fichier de cette version est introuvable : déposez-le à nouveau.") from missing
    return content


@job(kind="dossier.remind", label="Rappels de remise des dossiers", every=timedelta(days=1))
def remind_deadlines(ctx: JobContext) -> dict[str, int]:
    """Recall the deadlines that come near, a transaction for each centre."""
    sent = 0
    for centre in Organisme.objects.filter(people__parcours__dossiers__isnull=False).distinct():
        with transaction.atomic():
            sent += len(send_reminders(actor=ctx.actor, organisme=centre, now=timezone.now()))
    return {"reminders": sent}


@job(kind=COMPARE, label="Comparaison de dossiers", max_attempts=2)
def compare_dossiers(ctx: JobContext, *, organisme: int) -> dict[str, Any]:
    """Compare the last version of every dossier of a centre."""
    from jalon.dossier.conformity.likeness import compare, print_of
    from jalon.dossier.conformity.nobodys import nobodys_words
    from jalon.dossier.conformity.record import paper_of_passages

    centre = Organisme.objects.get(pk=organisme)
    versions = {str(one.pk): one for one in last_versions(centre)}
    prints = {}
    for rank, (key, version) in enumerate(versions.items()):
        ctx.progress(rank, 2 * len(versions), f"Lecture de {rank + 1} dossier(s) sur {len(versions)}")
        prints[key] = print_of(paper_of_passages(version.name, version.passages))
    ctx.progress(len(versions), 2 * len(versions), "Recherche des passages communs")
    found = [
        {
            "one": versions[likeness.one].dossier_id,
            "other": versions[likeness.other].dossier_id,
            "one_version": versions[likeness.one].number,
            "other_version": versions[likeness.other].number,
            "shares": [round(100 * share) for share in likeness.shares],
            "passages": [
                {
                    "one": {"page": shared.one.pages[0], "text": shared.one.text},
                    "other": {"page": shared.other.pages[0], "text": shared.other.text},
                    "words": shared.words,
                }
                for shared in likeness.passages
            ],
        }
        for likeness in compare(prints, common=list(nobodys_words(list_titres())))
        if versions[likeness.one].dossier.parcours.person_id
        != versions[likeness.other].dossier.parcours.person_id
    ]
    with ctx.completing() as end:
        keep_comparison(
            actor=ctx.actor, organisme=centre, compared=len(versions), found=found, now=timezone.now()
        )
        end["url"], end["link_label"] = reverse("dossier:likeness"), "Voir les ressemblances"
        end["messages"] = [
            f"Dossiers comparés : {len(versions)}",
            f"Paires qui se ressemblent : {len(found)}",
        ]
    return {}


@cache
def _reader() -> Reader:
    """The process that reads dossiers, kept warm by each worker; it ends with it."""
    return Reader()
