"""Work between two meetings and shared resources: set, ticked off, handed back, read (B14)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.common.http import ActorRequest, for_roles
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import is_walker
from jalon.vae.enums import PaperKind
from jalon.vae.forms.demarches import FeedbackForm, HandBackForm, ResourceForm, WorkForm
from jalon.vae.models import Paper, Plan, Work
from jalon.vae.operations.papers import add_paper, mark_read
from jalon.vae.operations.works import (
    give_feedback,
    hand_back_work,
    set_work,
    tick_work,
    withdraw_work,
)
from jalon.vae.permissions import READERS, get_vae, guided, written
from jalon.vae.views.accompaniment import address
from jalon.vae.views.acts import form_page, posted, simple_act


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def work_add(request: ActorRequest, pk: int, plan: int) -> HttpResponse:
    """Ask the candidate for some work."""
    parcours = guided(request.actor, pk)
    row = get_object_or_404(Plan.objects.select_related("parcours__person"), pk=plan, parcours=parcours)
    form = WorkForm(posted(request)[0], meetings=row.meetings.filter(cancelled_at=None))
    return form_page(
        request, parcours, form,
        heading="Demander un travail",
        back=_back(pk),
        do=lambda _: set_work(actor=request.actor, plan=row, now=timezone.now(), **form.given()),
        done="Le travail est demandé : la personne le voit.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def work_edit(request: ActorRequest, pk: int, work: int) -> HttpResponse:
    """Change a work that was not handed back."""
    parcours = guided(request.actor, pk)
    row = _work(parcours, work)
    form = WorkForm(
        posted(request)[0], meetings=row.plan.meetings.filter(cancelled_at=None),
        initial={"what": row.what, "due_on": row.due_on, "meeting": row.meeting_id or ""},
    )  # fmt: skip
    return form_page(
        request, parcours, form,
        heading="Changer le travail demandé",
        back=_back(pk),
        do=lambda _: set_work(actor=request.actor, plan=row.plan, work=row, now=timezone.now(), **form.given()),
        done="Le travail est changé.",
    )  # fmt: skip


@for_roles(*READERS)
@require_POST
def work_withdraw(request: ActorRequest, pk: int, work: int) -> HttpResponse:
    """Take back a work asked by mistake."""
    row = _work(guided(request.actor, pk), work)
    return simple_act(
        request,
        lambda: withdraw_work(actor=request.actor, work=row, now=timezone.now()),
        back=_back(pk),
        done="Le travail est retiré.",
    )


@for_roles(*READERS)
@require_POST
def work_tick(request: ActorRequest, pk: int, work: int) -> HttpResponse:
    """Tick a work off, or untick it: the candidate alone does."""
    row = _own_work(request, pk, work)
    return simple_act(
        request,
        lambda: tick_work(actor=request.actor, work=row, now=timezone.now()),
        back=_back(pk),
        done="C’est noté.",
    )


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def work_return(request: ActorRequest, pk: int, work: int) -> HttpResponse:
    """Hand back a work: the candidate alone does."""
    row = _own_work(request, pk, work)
    form = HandBackForm(*posted(request), initial={"answer": row.answer})
    return form_page(
        request, row.plan.parcours, form,
        heading="Rendre votre travail",
        back=_back(pk),
        do=lambda told: hand_back_work(actor=request.actor, work=row, now=timezone.now(), **told),
        done="Votre travail est rendu.",
        multipart=True,
        work=row,
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def work_feedback(request: ActorRequest, pk: int, work: int) -> HttpResponse:
    """Say what one thinks of a work handed back."""
    parcours = guided(request.actor, pk)
    row = _work(parcours, work)
    return form_page(
        request, parcours, FeedbackForm(posted(request)[0], initial={"feedback": row.feedback}),
        heading="Retour sur le travail",
        back=_back(pk),
        do=lambda told: give_feedback(
            actor=request.actor, work=row, text=told["feedback"], again_on=told["again_on"], now=timezone.now()
        ),
        done="Le retour est enregistré.",
        work=row,
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def resource(request: ActorRequest, pk: int) -> HttpResponse:
    """Share a file or a link."""
    parcours = written(request.actor, pk)
    return form_page(
        request, parcours, ResourceForm(*posted(request)),
        heading="Partager une ressource",
        back=f"{address(pk)}#ressources",
        do=lambda told: add_paper(
            actor=request.actor, parcours=parcours, kind=PaperKind.RESOURCE, now=timezone.now(), **told
        ),
        done="La ressource est partagée.",
        multipart=True,
    )  # fmt: skip


@for_roles(*READERS)
@require_POST
def resource_read(request: ActorRequest, pk: int, paper: int) -> HttpResponse:
    """Tick a resource off as read, or untick it: the candidate alone does."""
    parcours = get_vae(request.actor, pk)
    if not is_walker(request.actor, parcours):
        raise PermissionDenied("La personne accompagnée coche elle-même ses lectures.")
    rows = Paper.objects.filter(kind=PaperKind.RESOURCE, withdrawn_at=None).select_related("parcours")
    row = get_object_or_404(rows, pk=paper, parcours=parcours)
    return simple_act(
        request,
        lambda: mark_read(actor=request.actor, paper=row, now=timezone.now()),
        back=f"{address(pk)}#ressources",
        done="C’est noté.",
    )


def _work(parcours: Parcours, pk: int) -> Work:
    rows = Work.objects.filter(withdrawn_at=None).select_related("plan__parcours__person")
    return get_object_or_404(rows, pk=pk, plan__parcours=parcours)


def _own_work(request: ActorRequest, pk: int, work: int) -> Work:
    parcours = get_vae(request.actor, pk)
    if not is_walker(request.actor, parcours):
        raise PermissionDenied("La personne accompagnée rend elle-même son travail.")
    return _work(parcours, work)


def _back(pk: int) -> str:
    return f"{address(pk)}#travaux"
