"""What the dossiers of a centre share, side by side."""

from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.dossier.models import Dossier
from jalon.dossier.operations.comparisons import ask_comparison
from jalon.dossier.permissions import LEADERS, comparison_visible_to


@for_roles(*LEADERS)
@never_cache
@require_safe
def likeness_list(request: ActorRequest) -> HttpResponse:
    """Pairs of dossiers that share passages, most alike first."""
    comparison = comparison_visible_to(request.actor)
    pairs = []
    if comparison is not None:
        names = _names(pk for one in comparison.found for pk in (one["one"], one["other"]))
        pairs = [
            (rank, one, names.get(one["one"], "Dossier retiré"), names.get(one["other"], "Dossier retiré"))
            for rank, one in enumerate(comparison.found)
        ]
    return render(request, "dossier/likeness_list.html", {"comparison": comparison, "pairs": pairs})


@for_roles(*LEADERS)
@never_cache
@require_safe
def likeness_detail(request: ActorRequest, rank: int) -> HttpResponse:
    """The passages that two dossiers share, side by side; opening it is journaled."""
    comparison = comparison_visible_to(request.actor)
    if comparison is None or rank >= len(comparison.found):
        raise Http404("ressemblance inconnue")
    pair = comparison.found[rank]
    names = _names((pair["one"], pair["other"]))
    one, other = (names.get(pair[key], "Dossier retiré") for key in ("one", "other"))
    record_access(
        actor=request.actor,
        verb="dossier.likeness",
        target=comparison,
        sentence=f"A comparé les dossiers de {one} et de {other}.",
        now=timezone.now(),
    )
    context = {"comparison": comparison, "pair": pair, "one": one, "other": other}
    return render(request, "dossier/likeness_detail.html", context)


@for_roles(*LEADERS)
@require_POST
def likeness_ask(request: ActorRequest) -> HttpResponse:
    """Compare the dossiers of the centre now."""
    organisme = current_organisme(request.actor)
    with transaction.atomic():
        job = ask_comparison(actor=request.actor, organisme=organisme, now=timezone.now())
    if job.owner_ref != request.actor.ref:
        messages.info(request, "Une comparaison est déjà en cours : revenez dans quelques instants.")
        return redirect("dossier:likeness")
    return redirect("common:job", uuid=job.uuid)


def _names(pks: Iterable[int]) -> dict[int, str]:
    dossiers = Dossier.objects.filter(pk__in=set(pks)).select_related("parcours__person")
    return {one.pk: str(one.parcours.person) for one in dossiers}
