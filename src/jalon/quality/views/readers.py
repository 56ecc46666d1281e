"""Who reads the evidence: those who lead the organisme, and an auditor for as long as their access lasts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.accounts.permissions import current_organisme
from jalon.common.actor import Actor
from jalon.common.http import ActorRequest
from jalon.quality.models import AuditAccess
from jalon.quality.operations.audits import actor_of
from jalon.quality.permissions import LEADERS

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
ACCESS_SESSION_KEY = "quality_audit"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads the evidence of one organisme; `access` for an auditor, who writes nothing."""

    actor: Actor
    organisme: Organisme
    access: AuditAccess | None = None


class ReaderRequest(ActorRequest):
    """A request whose reader is known."""

    reader: Reader


def open_access_of(request: HttpRequest) -> AuditAccess | None:
    """The auditor's access that this browser holds, when it is still open."""
    known = request.session.get(ACCESS_SESSION_KEY)
    if not known:
        return None
    rows = AuditAccess.objects.filter(pk=known, revoked_at=None, expires_at__gt=timezone.now())
    return rows.select_related("organisme").first()


def reading(view: View) -> View:
    """Let leaders and auditors in; a visitor is led to sign in, an auditor whose time is over is told so."""

    @login_not_required
    @wraps(view)
    def guarded(request: ReaderRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            if not request.actor.has(*LEADERS):
                raise PermissionDenied("Votre rôle n’ouvre pas cette page.")
            request.reader = Reader(request.actor, current_organisme(request.actor))
        elif access := open_access_of(request):
            request.reader = Reader(actor_of(access), access.organisme, access)
        elif request.session.get(ACCESS_SESSION_KEY):
            return render(request, "quality/audit_gone.html", status=410)
        else:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return cast(View, guarded)
