"""What the candidate lived, written by them or with them (B2, B7)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.common.http import ActorRequest, for_roles
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre
from jalon.vae.forms.demarches import ExperienceForm, RemarkForm, TieForm
from jalon.vae.models import Experience
from jalon.vae.operations.experiences import (
    remark_experience,
    remove_experience,
    save_experience,
    tie_experience,
)
from jalon.vae.permissions import READERS, written
from jalon.vae.views.acts import form_page, posted, simple_act
from jalon.vae.views.feasibility import address


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def add(request: ActorRequest, pk: int) -> HttpResponse:
    """Write an experience."""
    parcours = written(request.actor, pk)
    form = ExperienceForm(posted(request)[0])
    return form_page(
        request, parcours, form,
        heading="Ajouter une expérience",
        back=address(pk),
        do=lambda _: save_experience(actor=request.actor, parcours=parcours, now=timezone.now(), **form.given()),
        done="L’expérience est ajoutée : dites ensuite ce qu’elle montre du référentiel.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int, experience: int) -> HttpResponse:
    """Correct an experience."""
    parcours = written(request.actor, pk)
    row = _row(parcours, experience)
    form = ExperienceForm(posted(request)[0], initial=ExperienceForm.told(row))
    return form_page(
        request, parcours, form,
        heading="Corriger l’expérience",
        back=address(pk),
        do=lambda _: save_experience(
            actor=request.actor, parcours=parcours, experience=row, now=timezone.now(), **form.given()
        ),
        done="L’expérience est corrigée.",
    )  # fmt: skip


@for_roles(*READERS)
@require_POST
def remove(request: ActorRequest, pk: int, experience: int) -> HttpResponse:
    """Remove an experience."""
    parcours = written(request.actor, pk)
    row = _row(parcours, experience)
    return simple_act(
        request,
        lambda: remove_experience(actor=request.actor, experience=row, now=timezone.now()),
        back=address(pk),
        done="L’expérience est retirée.",
    )


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def tie(request: ActorRequest, pk: int, experience: int) -> HttpResponse:
    """Say what an experience shows of the référentiel."""
    parcours = written(request.actor, pk)
    row, titre = _row(parcours, experience), get_titre(parcours.titre_ref)
    initial: dict[str, Any] = {}
    for link in row.links.all():
        number = link.competence_ref.rsplit("/C", 1)[1]
        initial |= {f"shows_{number}": True, f"example_{number}": link.example}
    form = TieForm(posted(request)[0], titre=titre, initial=initial)
    groups = [
        (ccp, [(form[f"shows_{one.number}"], form[f"example_{one.number}"]) for one in ccp.competences])
        for ccp in titre.ccps
    ]
    return form_page(
        request, parcours, form,
        heading=f"Ce que montre « {row.heading} »",
        back=address(pk),
        do=lambda _: tie_experience(actor=request.actor, experience=row, shown=form.shown(), now=timezone.now()),
        done="Le rattachement au référentiel est enregistré.",
        template="vae/tie.html",
        experience=row,
        groups=groups,
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def remark(request: ActorRequest, pk: int, experience: int) -> HttpResponse:
    """Ask or answer something about an experience."""
    parcours = written(request.actor, pk)
    row = _row(parcours, experience)
    form = RemarkForm(posted(request)[0])
    return form_page(
        request, parcours, form,
        heading=f"À propos de « {row.heading} »",
        back=address(pk),
        do=lambda told: remark_experience(
            actor=request.actor, experience=row, text=told["text"], now=timezone.now()
        ),
        done="La remarque est ajoutée.",
        remarks=row.remarks.all(),
    )  # fmt: skip


def _row(parcours: Parcours, pk: int) -> Experience:
    rows = Experience.objects.select_related("parcours__person").prefetch_related("links", "remarks")
    return get_object_or_404(rows, pk=pk, parcours=parcours)
