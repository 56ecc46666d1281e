"""Follow a job on screen, stop it, find one's recent ones."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalon.common.actor import Actor
from jalon.common.jobs.operations import request_stop
from jalon.common.listing import Column, build_listing
from jalon.common.models import Job
from jalon.common.queries import jobs_of

MAIL = "common.mail"
COLUMNS = (
    Column("tache", "Tâche", ("label",)),
    Column("date", "Demandée", ("created_at",)),
    Column("etat", "État", ("state",)),
)


def _actor(request: HttpRequest) -> Actor | None:
    return getattr(request, "actor", None)


def _get_job(actor: Actor, uuid: UUID) -> Job:
    job = jobs_of(actor).filter(pk=uuid).first()
    if job is None:
        raise Http404("Cette tâche n’existe pas.")
    return job


@never_cache
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """The actor's recent jobs; mails that left without a hitch are only counted, unless asked for."""
    if (actor := _actor(request)) is None:
        return redirect_to_login(request.get_full_path())
    jobs = jobs_of(actor)
    delivered = jobs.filter(kind=MAIL, state=Job.State.DONE)
    with_mails = request.GET.get("courriels") == "1"
    shown = jobs if with_mails else jobs.exclude(kind=MAIL, state=Job.State.DONE)
    context = {
        "listing": build_listing(shown, request.GET, columns=COLUMNS, default="-date", noun="tâche"),
        "delivered": delivered.count(),
        "with_mails": with_mails,
    }
    return render(request, "common/jobs/list.html", context)


@never_cache
@require_safe
def job_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A job and its progress; the page renews itself, by htmx or by a plain refresh, until the job is over."""
    if (actor := _actor(request)) is None:
        return redirect_to_login(request.get_full_path())
    job = _get_job(actor, uuid)
    result = job.result if isinstance(job.result, dict) else {}
    url = str(result.get("url", ""))
    context = {
        "job": job,
        "link": url if url.startswith("/") and not url.startswith("//") else "",
        "link_label": result.get("link_label", "Voir le résultat"),
        "lines": result.get("messages", []),
    }
    fragment = request.headers.get("HX-Target") == "tache"
    return render(request, "common/jobs/progress.html" if fragment else "common/jobs/detail.html", context)


@require_POST
def job_stop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask a job to stop."""
    if (actor := _actor(request)) is None:
        return redirect_to_login(request.get_full_path())
    job = request_stop(job=_get_job(actor, uuid), now=timezone.now())
    return HttpResponseRedirect(job.get_absolute_url())
