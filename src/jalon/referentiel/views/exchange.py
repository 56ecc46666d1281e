"""A published version as a file to take away, and the objects of its CASE package one by one."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.referentiel.compare.correspondences import former_among
from jalon.referentiel.exchange import EXPORTS, Publication, case_object, export, file_name
from jalon.referentiel.queries import list_titres
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.views.atlas import find_titre


@require_safe
@login_required
def export_file(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """The version in one of the formats of the menu « Exporter »."""
    titre = find_titre(ref)
    if kind not in EXPORTS:
        raise Http404(f"« {kind} » n’est pas un format d’export. Formats : {', '.join(EXPORTS)}.")
    response = HttpResponse(export(titre, kind, _publication(titre)), content_type=EXPORTS[kind].content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(titre, kind)}"'
    return response


@require_safe
@login_required
def case_piece(request: HttpRequest, ref: str, identifier: UUID) -> HttpResponse:
    """The object of a CASE package that an address of the export designates, as CASE would serve it."""
    titre = find_titre(ref)
    found = case_object(titre, identifier, _publication(titre))
    if found is None:
        raise Http404(f"{titre.ref} n’a pas d’objet CASE « {identifier} ».")
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})


def _publication(titre: TitreVersion) -> Publication:
    """Addresses of this site where it has declared one; a title past its validity is told."""
    site: str = settings.PUBLIC_URL
    return Publication(
        base=f"{site}{reverse('referentiel:list')}" if site else "",
        today=timezone.localdate(),
        former=former_among(titre, list_titres()),
    )
