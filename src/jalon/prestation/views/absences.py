"""Papers for absences: handed over by the person or the centre, read with a trace, answered."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.common.uploads import kind_of
from jalon.parcours.permissions import TEAM
from jalon.prestation.forms.absences import JustificationAnswerForm, JustificationForm
from jalon.prestation.models import Justification, Participation
from jalon.prestation.operations.absences import answer_justification, justify_absence
from jalon.prestation.permissions import (
    EVERYONE,
    get_participation,
    is_participant,
    manages,
    participations_visible_to,
)
from jalon.prestation.views.acts import act_page
from jalon.prestation.views.prestations import crumbs_of


def _crumbs(place: Participation) -> tuple[tuple[str, str], ...]:
    here = (place.parcours.person.full_name, reverse("prestation:participation", args=[place.pk]))
    return (*crumbs_of(place.prestation), here)


def _justification(request: ActorRequest, pk: int) -> Justification:
    """The paper, for whom it concerns and for the team that follows them; else Http404."""
    found = get_object_or_404(Justification, pk=pk)
    found.participation = get_participation(request.actor, found.participation_id)
    place = found.participation
    if not is_participant(request.actor, place) and not manages(request.actor, place):
        raise Http404("justificatif inconnu")
    return found


@for_roles(*TEAM)
@never_cache
@require_safe
def waiting(request: ActorRequest) -> HttpResponse:
    """Papers that wait for an answer, the oldest first."""
    rows = (
        Justification.objects.filter(
            status="waiting", participation__in=participations_visible_to(request.actor).values("pk")
        )
        .select_related("participation__prestation", "participation__parcours__person")
        .order_by("sent_at", "pk")
    )
    return render(request, "prestation/absences.html", {"rows": list(rows[:500]), "crumbs": crumbs_of()})


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def justify(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand over a paper for days of absence."""
    place = get_participation(request.actor, pk)
    if not is_participant(request.actor, place) and not manages(request.actor, place):
        raise PermissionDenied("Ce justificatif revient à la personne ou à l’équipe qui la suit.")
    form = JustificationForm(
        request.POST or None, request.FILES or None, initial={"first_on": request.GET.get("jour")}
    )

    def do(form: JustificationForm) -> str:
        justify_absence(actor=request.actor, participation=place, now=timezone.now(), **form.given())
        return f"{reverse('prestation:participation', args=[pk])}#absences"

    return act_page(
        request, form, do, heading="Justifier une absence", button="Remettre le justificatif",
        back=reverse("prestation:participation", args=[pk]), done="Le justificatif est remis : le centre y répond.",
        crumbs=_crumbs(place), multipart=True, lead="Une absence passée, ou à venir et déjà connue.",
    )  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Accept or refuse a paper."""
    paper = _justification(request, pk)
    place = paper.participation
    if not manages(request.actor, place) or is_participant(request.actor, place):
        raise PermissionDenied("La réponse revient à l’équipe du centre.")

    def do(form: JustificationAnswerForm) -> str:
        answer_justification(
            actor=request.actor, justification=paper, now=timezone.now(), **form.cleaned_data
        )
        return f"{reverse('prestation:participation', args=[place.pk])}#absences"

    return act_page(
        request, JustificationAnswerForm(request.POST or None), do, heading=f"Répondre : {paper}", button="Répondre",
        back=reverse("prestation:participation", args=[place.pk]), done="La réponse est enregistrée.",
        crumbs=_crumbs(place),
    )  # fmt: skip


@for_roles(*EVERYONE)
@never_cache
@require_safe
def justification_file(request: ActorRequest, pk: int) -> HttpResponse:
    """Read a paper; someone else’s is journaled."""
    paper = _justification(request, pk)
    if not paper.file:
        raise Http404("aucun fichier")
    if not is_participant(request.actor, paper.participation):
        record_access(
            actor=request.actor, verb="prestation.justify.read", target=paper, now=timezone.now(),
            sentence=f"A ouvert un justificatif d’absence de {paper.participation.parcours.person}.",
        )  # fmt: skip
    with paper.file.open("rb") as file:
        name = paper.name.rpartition(".")[0] or "justificatif"
        return attachment(file.read(), name, kind_of(paper.name).extension)
