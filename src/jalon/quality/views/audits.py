"""An auditor's visit: accesses and samples, all the evidence of one path, the archive to take away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.accounts.tokens import InvalidToken, digest
from jalon.accounts.views.signin import base_url
from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.parcours.models import Parcours
from jalon.quality.archive import zipped
from jalon.quality.forms import AccessForm, SampleForm
from jalon.quality.models import AuditAccess, AuditSample
from jalon.quality.operations.audits import PURPOSE, draw_sample, enter_audit, open_access, revoke_access
from jalon.quality.permissions import LEADERS, get_access, get_path
from jalon.quality.queries import proofs_of, survey_kind
from jalon.quality.queries.evidence import Proof, indicator_lines
from jalon.quality.queries.paths import proofs_of_path
from jalon.quality.rules.indicators import BY_NUMBER
from jalon.quality.rules.sampling import BY_PATH, gaps_of
from jalon.quality.views.readers import ACCESS_SESSION_KEY, ReaderRequest, reading
from jalon.quality.views.year import YearView, year_view


@reading
@require_safe
def audits(request: ReaderRequest) -> HttpResponse:
    """Samples drawn; for those who lead, the accesses of auditors too."""
    return _page(request, year_view(request))


def _page(request: ReaderRequest, view: YearView, status: int = 200, **more: object) -> HttpResponse:
    samples = list(AuditSample.objects.filter(organisme=view.organisme)[:20])
    wanted = {pk for sample in samples for pk in sample.paths}
    paths = Parcours.objects.filter(person__organisme=view.organisme, pk__in=wanted).select_related("person")
    by_pk = {path.pk: path for path in paths}
    longest = parameters_of(view.organisme.pk)["audit_access_days"]
    context = {
        "view": view,
        "samples": [(sample, [by_pk[pk] for pk in sample.paths if pk in by_pk]) for sample in samples],
        "accesses": [] if view.auditor else AuditAccess.objects.filter(organisme=view.organisme)[:20],
        "now": timezone.now(),
        "sample_form": SampleForm(initial={"size": 5}),
        "access_form": AccessForm(initial={"days": min(3, longest)}),
        **more,
    }
    return render(request, "quality/audits.html", context, status=status)


@reading
@require_POST
def sample_draw(request: ReaderRequest) -> HttpResponse:
    """Draw paths at random; the auditor may, it is their part."""
    view, form = year_view(request), SampleForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                draw_sample(
                    actor=request.reader.actor, organisme=view.organisme, year=view.year, now=timezone.now(),
                    **form.cleaned_data,
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "L’échantillon est tiré, et sa graine gardée.")
            return redirect(f"{reverse('quality:audits')}?annee={view.year}")
    return _page(request, view, 422, sample_form=form)


@for_roles(*LEADERS)
@require_POST
def access_open(request: ReaderRequest) -> HttpResponse:
    """Open the evidence to an auditor; the secret link is shown this once."""
    view, form = year_view(request), AccessForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                access, token = open_access(
                    actor=request.actor, organisme=view.organisme, now=timezone.now(), **form.cleaned_data
                )
        except ValidationError as error:
            form.refuse(error)
        else:
            link = base_url(request) + reverse("quality:audit_enter", args=[token])
            return _page(request, view, link=link, opened=access)
    return _page(request, view, 422, access_form=form)


@for_roles(*LEADERS)
@require_POST
def access_revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Close an auditor's access at once."""
    try:
        with transaction.atomic():
            access = revoke_access(
                actor=request.actor, access=get_access(request.actor, pk), now=timezone.now()
            )
    except ValidationError as error:
        for reason in error.messages:
            messages.error(request, reason)
    else:
        messages.success(request, f"L’accès de {access.auditor} est fermé.")
    return redirect("quality:audits")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The auditor's way in: the page names what opens, the button opens it in this browser."""
    try:
        known = digest(token, PURPOSE)
    except InvalidToken:
        known = ""
    access = (
        AuditAccess.objects.filter(token_sha256=known, revoked_at=None, expires_at__gt=timezone.now())
        .select_related("organisme")
        .first()
    )
    if access is None:
        return render(request, "quality/audit_gone.html", status=410)
    if request.method == "POST" and not request.user.is_authenticated:
        enter_audit(access=access, now=timezone.now())
        request.session.cycle_key()
        request.session[ACCESS_SESSION_KEY] = access.pk
        return redirect("quality:overview")
    return render(request, "quality/audit_enter.html", {"access": access})


def _readable_path(request: ReaderRequest, pk: int) -> Parcours:
    """A path of the organisme; for an auditor, one of those drawn. Else Http404."""
    access = request.reader.access
    if access is None:
        return get_path(request.actor, pk)
    samples = AuditSample.objects.filter(organisme=access.organisme_id).values_list("paths", flat=True)
    if not any(pk in drawn for drawn in samples):
        raise Http404("parcours hors échantillon")
    return get_object_or_404(
        Parcours.objects.select_related("person"), pk=pk, person__organisme_id=access.organisme_id
    )


@reading
@require_safe
def path(request: ReaderRequest, pk: int) -> HttpResponse:
    """All the evidence of one path, indicator by indicator, with what is missing."""
    view, chosen = year_view(request), _readable_path(request, pk)
    found = proofs_of_path(view.organisme, chosen)
    gaps = gaps_of(found, survey_kind(chosen))
    record_access(
        actor=request.reader.actor, verb="quality.read_path", target=chosen, now=timezone.now(),
        sentence=f"A ouvert les preuves du parcours de {chosen.person}.",
    )  # fmt: skip
    context = {
        "view": view,
        "path": chosen,
        "found": [(BY_NUMBER[number], proofs) for number, proofs in found.items()],
        "gaps": [BY_NUMBER[number] for number in gaps],
        "expected": len(BY_PATH),
    }
    return render(request, "quality/audit_path.html", context)


@reading
@require_safe
def path_zip(request: ReaderRequest, pk: int) -> FileResponse:
    """The evidence of one path, index and files."""
    view, chosen = year_view(request), _readable_path(request, pk)
    found = proofs_of_path(view.organisme, chosen)
    pairs = [(number, proof) for number, proofs in found.items() for proof in proofs]
    return _zip(request, view, pairs, f"preuves parcours {chosen.pk}", f"du parcours de {chosen.person}")


@reading
@require_safe
def indicator_zip(request: ReaderRequest, number: int) -> FileResponse:
    """The evidence of one indicator over a year, index and files."""
    if number not in BY_NUMBER:
        raise Http404("indicateur inconnu")
    view = year_view(request)
    pairs = [(number, proof) for proof in proofs_of(view.organisme, number, view.year)]
    name = f"preuves indicateur {number} {view.year}"
    return _zip(request, view, pairs, name, f"de l’indicateur {number} pour {view.year}")


@reading
@require_safe
def year_zip(request: ReaderRequest) -> FileResponse:
    """The evidence of every indicator over a year, index and files."""
    view = year_view(request)
    lines = [
        line for lines in indicator_lines(view.organisme, view.year).values() for line in lines if line.count
    ]
    pairs = [
        (line.indicator.number, proof)
        for line in lines
        for proof in proofs_of(view.organisme, line.indicator.number, view.year)
    ]
    return _zip(request, view, pairs, f"preuves qualite {view.year}", f"de l’année {view.year}")


def _zip(
    request: ReaderRequest, view: YearView, pairs: list[tuple[int, Proof]], name: str, of: str
) -> FileResponse:
    record_access(
        actor=request.reader.actor, verb="quality.export", target=view.organisme, now=timezone.now(),
        sentence=f"A exporté les preuves {of}.",
    )  # fmt: skip
    response = FileResponse(zipped(pairs), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
