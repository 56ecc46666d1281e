"""What anybody may do without an account: complain to a centre."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jalon.accounts.enums import OrganismeKind
from jalon.accounts.models import Organisme
from jalon.accounts.queries import parameters_of
from jalon.common.actor import system_actor
from jalon.quality.enums import ComplaintChannel
from jalon.quality.forms import PublicComplaintForm
from jalon.quality.operations.complaints import receive_complaint

NUMBER_SESSION_KEY = "quality_complaint_number"


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Where a complaint goes: the only centre, or that which is chosen; from one's account when signed in."""
    centres = list(Organisme.objects.filter(kind=OrganismeKind.CENTRE).order_by("name"))
    own = getattr(getattr(request, "actor", None), "organisme_id", None)
    if len(centres) == 1 and not own:
        return redirect("quality:complaint_public", pk=centres[0].pk)
    return render(request, "quality/complaint_choose.html", {"centres": centres, "own": own})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Complain to a centre without an account; limited by address, and a trap for robots (C14)."""
    organisme = get_object_or_404(Organisme, pk=pk, kind=OrganismeKind.CENTRE)
    form = PublicComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if told.pop("site"):  # a robot: it is thanked, and nothing is kept
            return redirect("quality:complaint_thanks", pk=pk)
        if not ratelimit.consume(
            request, action="complaint", key=f"{pk}|{told['author_email']}|{told['author']}"
        ):
            refusal: HttpResponse = ratelimit.respond_429(request)
            return refusal
        now = timezone.now()
        try:
            with transaction.atomic():
                complaint = receive_complaint(
                    actor=system_actor("formulaire public", organisme_id=organisme.pk), organisme=organisme,
                    channel=ComplaintChannel.PUBLIC, received_on=timezone.localdate(now), now=now, **told,
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            request.session[NUMBER_SESSION_KEY] = complaint.number
            return redirect("quality:complaint_thanks", pk=pk)
    days = parameters_of(organisme.pk)["complaint_answer_days"]
    return render(
        request, "quality/complaint_public.html", {"form": form, "organisme": organisme, "days": days}
    )


@login_not_required
@never_cache
@require_safe
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """The number of the complaint just made from this browser."""
    organisme = get_object_or_404(Organisme, pk=pk, kind=OrganismeKind.CENTRE)
    context = {
        "organisme": organisme, "number": request.session.get(NUMBER_SESSION_KEY, ""),
        "days": parameters_of(organisme.pk)["complaint_answer_days"],
    }  # fmt: skip
    return render(request, "quality/complaint_thanks.html", context)
