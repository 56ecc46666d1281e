"""What a candidate takes away: the template to fill in, their own file with comments, the copy put right."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.dossier.apart import ANNOTATE, MEND, Copy, Failed, ask_once
from jalon.dossier.documents import CONFORMITE
from jalon.dossier.letters import conformite
from jalon.dossier.permissions import WORKSHOP, get_dossier
from jalon.dossier.queries import production_of
from jalon.dossier.views.versions import content_of, get_version, journal_opening
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.queries import get_titre


@for_roles(*WORKSHOP)
@require_safe
def template(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The document to fill in, in DOCX or ODT, as the RE asks for it."""
    from jalon.dossier.conformity.template import template as write_template

    dossier = get_dossier(request.actor, pk)
    titre = get_titre(dossier.parcours.titre_ref)
    production = production_of(dossier, titre)
    if production is None:
        raise Http404("le DP a le modèle du ministère")
    content = write_template(titre, dossier.scope, production, "odt" if kind == "odt" else "docx")
    return attachment(content, f"{titre.sigle} {dossier.scope} {production.name}", kind)


@for_roles(*WORKSHOP)
@never_cache
@require_safe
def annotated(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """The candidate's own DOCX, or that of their ODT, with a comment at each finding."""
    dossier, version = get_version(request, pk, number)
    journal_opening(request, version, "A téléchargé le fichier annoté")
    if version.report is None:
        raise Http404("pas encore de rapport")
    try:
        copy: Copy = ask_once(
            ANNOTATE, content_of(version), version.name, version.report["findings"],
            get_titre(dossier.parcours.titre_ref), dossier.scope, dossier.production,
        )  # fmt: skip
    except (Unreadable, Failed) as refusal:
        return _refused(request, pk, number, refusal)
    return attachment(copy.data, f"{version.dossier.parcours.person.sort_name} v{number} annoté", "docx")


@for_roles(*WORKSHOP)
@never_cache
@require_safe
def mended(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """A copy whose font, size, spacing, margins and contents follow the RE, without the advice of the template."""
    dossier, version = get_version(request, pk, number)
    journal_opening(request, version, "A téléchargé la copie corrigée")
    titre = get_titre(dossier.parcours.titre_ref)
    production = production_of(dossier, titre)
    if production is None:
        raise Http404("le DP a le modèle du ministère")
    try:
        copy: Copy = ask_once(
            MEND, content_of(version), version.name, titre, dossier.scope, dossier.production
        )
    except (Unreadable, Failed) as refusal:
        return _refused(request, pk, number, refusal)
    return attachment(copy.data, f"{dossier.parcours.person.sort_name} v{number} corrigé", "docx")


@for_roles(*WORKSHOP)
@never_cache
@require_safe
def report(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """The report of the checker, to print or to send."""
    dossier, version = get_version(request, pk, number)
    journal_opening(request, version, "A téléchargé le rapport")
    if version.report is None:
        raise Http404("pas encore de rapport")
    titre = get_titre(dossier.parcours.titre_ref)
    content = CONFORMITE.render(conformite(version, titre)).pdf
    return attachment(content, f"{dossier.parcours.person.sort_name} v{number} rapport", "pdf")


def _refused(request: ActorRequest, pk: int, number: int, refusal: Exception) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("dossier:version", pk=pk, number=number)
