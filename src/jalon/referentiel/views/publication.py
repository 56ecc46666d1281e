"""The last look at an imported référentiel, whole, and its publication."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.referentiel.forms import PublishForm
from jalon.referentiel.models import PublishedTitre
from jalon.referentiel.operations.imports import publish_import
from jalon.referentiel.permissions import IMPORTERS
from jalon.referentiel.pieces import address_of_id, label_of
from jalon.referentiel.presentation import findings_by_severity
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.views.review import reviewed_import
from jalon.referentiel.workflow import REVIEWED


@for_roles(*IMPORTERS)
@never_cache
@require_http_methods(["GET", "POST"])
def publication(request: ActorRequest, pk: int) -> HttpResponse:
    """The référentiel as it would be published, what stands against it, and the act."""
    imported, review = reviewed_import(request, pk)
    titre = review.titre
    revises = bool(titre) and PublishedTitre.objects.filter(ref=titre.ref if titre else "").exists()
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        findings=len(review.findings), digest=review.findings_digest, revises=revises,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                stored = publish_import(
                    actor=request.actor, imported=imported, now=timezone.now(),
                    findings_digest=form.accepted_digest, reason=form.cleaned_data.get("reason", ""),
                )  # fmt: skip
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{stored.ref} est publié, révision {stored.revision}.")
            return redirect("referentiel:titre", ref=stored.ref)
    context: dict[str, Any] = {
        "imported": imported,
        "review": review,
        "form": form,
        "revises": revises,
        "against": review.reasons_against_publication(),
        "reviewed": imported.status in REVIEWED,
        "titre": titre,
        "groups": [
            (
                severity,
                label,
                [
                    (one, label_of(review.document, address_of_id(review.document, one.where)))
                    for one in found
                ],
            )
            for severity, label, found in findings_by_severity(review.findings)
        ],
        **(_whole(titre) if titre else {}),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "referentiel/imports/publication.html", context, status=status)


def _whole(titre: TitreVersion) -> dict[str, Any]:
    """The counts and the schemes, side by side: what a person who knows the title sees at once."""
    return {
        "blocs": [
            {
                "title": bloc.title,
                "label": bloc.label,
                "competences": [
                    {
                        "number": c.number,
                        "title": c.title,
                        "section": f"competence-{c.number}",
                        "criteria": len(c.assessment_criteria),
                    }
                    for c in bloc.competences
                ],
            }
            for bloc in (*titre.ccps, *titre.ccss)
        ],
        "criteria": sum(len(item.assessment_criteria) for item in titre.competences),
        "skills": sum(
            len(c.technical_skills)
            + len(c.organisational_skills)
            + len(c.relational_skills)
            + len(c.knowledge)
            for c in titre.competences
        ),
        "schemes": [(titre.scope_label(scope), scheme) for scope, scheme in titre.schemes.items()],
    }
