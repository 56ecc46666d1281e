"""The slow work of the workshop: a version checked against the référentiel, a centre's dossiers compared."""

from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.jobs import JobContext, JobRefused, job
from jalon.dossier.models import DossierVersion
from jalon.dossier.operations.comparisons import COMPARE, keep_comparison
from jalon.dossier.operations.dossiers import CHECK, keep_report
from jalon.dossier.queries import last_versions
from jalon.referentiel.queries import get_titre, list_titres

if TYPE_CHECKING:
    from jalon.dossier.conformity.office import Office


@job(kind=CHECK, label="Vérification d’un dossier", max_attempts=2)
def check_version(ctx: JobContext, *, version: int) -> dict[str, Any]:
    """Check a version; its page shows what was found, or why the file cannot be read."""
    row = DossierVersion.objects.select_related("dossier__parcours").filter(pk=version).first()
    if row is None:
        raise JobRefused("Cette version n’existe plus : déposez le fichier à nouveau.")
    # the checker and its libraries are loaded where a dossier comes, not by every process that starts
    from jalon.dossier.conformity.engine import examine
    from jalon.dossier.conformity.record import passages_of_parts, record_of, refusal_of

    dossier = row.dossier
    with row.file.open("rb") as stream:
        content = stream.read()
    examined = examine(
        content,
        titre=get_titre(dossier.parcours.titre_ref),
        scope=dossier.scope,
        production=dossier.production,
        office=_office(),
        name=row.name,
        step=ctx.progress,
    )
    report, passages = record_of(examined), passages_of_parts(examined)
    with ctx.completing() as end:
        keep_report(version=row, report=report, passages=passages, reason=refusal_of(examined))
        end["url"] = reverse("dossier:version", args=[dossier.pk, row.number])
        end["link_label"] = "Voir le rapport"
        end["messages"] = [examined.report.verdict.label]
    return {}


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
def _office() -> "Office":
    """LibreOffice, kept warm from one dossier to the next by each worker; it ends with it."""
    from jalon.dossier.conformity.office import Office

    return Office()
