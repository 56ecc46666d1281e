"""Ways in without password: links received by mail, invitations.

Opening a link changes nothing, so that mail scanners and previews cannot use it up; pressing the button does.
"""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jalon.accounts.enums import Role
from jalon.accounts.forms import AcceptForm, LinkRequestForm
from jalon.accounts.middleware import ORGANISME_SESSION_KEY
from jalon.accounts.models import Invitation, User
from jalon.accounts.operations import (
    LinkRefused,
    accept_invitation,
    consume_signin_link,
    request_signin_link,
)
from jalon.accounts.queries import find_invitation

PASSWORDLESS_ROLES = frozenset({Role.JURE, Role.CANDIDAT})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def request_link(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link by mail; the answer is the same whether the address is known or not."""
    form = LinkRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not ratelimit.consume(request, action="signin_link", key=email):
            refusal: HttpResponse = ratelimit.respond_429(request)
            return refusal
        with transaction.atomic():
            request_signin_link(email=email, base_url=base_url(request), now=timezone.now())
        return render(request, "accounts/link_sent.html", {"email": email})
    return render(request, "accounts/link_request.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def signin_link(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm, then sign in with a single-use link."""
    if request.method != "POST":
        return render(request, "accounts/link_confirm.html")
    try:
        with transaction.atomic():
            link = consume_signin_link(token=token, now=timezone.now())
    except LinkRefused as refusal:
        context = {"reason": str(refusal), "form": LinkRequestForm()}
        return render(request, "accounts/link_refused.html", context, status=410)
    return _enter(request, link.user, link.organisme_id, link.next_path, "signin_link")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: choose a password, or confirm with the account one already has."""
    try:
        invitation = find_invitation(token, now=timezone.now())
    except ValidationError as error:
        return _refuse(request, error)
    known = User.objects.filter(email=invitation.email).first()
    if known and known.has_usable_password():
        return _accept_as_member(request, invitation, known, token)
    form = AcceptForm(
        request.POST or None,
        email=invitation.email,
        password_required=invitation.role not in PASSWORDLESS_ROLES,
        initial={
            "first_name": known.first_name if known else invitation.first_name,
            "last_name": known.last_name if known else invitation.last_name,
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                user = accept_invitation(
                    token=token,
                    first_name=data["first_name"],
                    last_name=data["last_name"],
                    password=data["password"] or None,
                    now=timezone.now(),
                )
        except ValidationError as error:
            return _refuse(request, error)
        return _enter(request, user, invitation.organisme_id, "", "invitation")
    return render(request, "accounts/invitation_accept.html", {"invitation": invitation, "form": form})


def _accept_as_member(request: HttpRequest, invitation: Invitation, known: User, token: str) -> HttpResponse:
    """Who already has a password must be signed in with it: the mail alone does not open their account."""
    signed_in = request.user == known
    if request.method == "POST" and signed_in:
        try:
            with transaction.atomic():
                accept_invitation(token=token, now=timezone.now())
        except ValidationError as error:
            return _refuse(request, error)
        request.session[ORGANISME_SESSION_KEY] = invitation.organisme_id
        messages.success(request, f"Vous avez rejoint {invitation.organisme}.")
        return redirect("/")
    context = {"invitation": invitation, "signed_in": signed_in}
    return render(request, "accounts/invitation_confirm.html", context)


def _refuse(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return render(request, "accounts/invitation_refused.html", {"reasons": error.messages}, status=410)


def _enter(
    request: HttpRequest, user: User, organisme_id: int | None, next_path: str, method: str
) -> HttpResponse:
    """Open the session, through the second factor when the account has one."""
    if request.user.is_authenticated:
        logout(request)
    if organisme_id:
        request.session[ORGANISME_SESSION_KEY] = organisme_id
    if not url_has_allowed_host_and_scheme(next_path, allowed_hosts=None):
        next_path = "/"
    record_authentication(request, user, method=method)
    response: HttpResponse = perform_login(request, user, redirect_url=next_path)
    return response


def base_url(request: HttpRequest) -> str:
    """Scheme and host that the person is using, without trailing slash; the host is one of ALLOWED_HOSTS."""
    return request.build_absolute_uri("/")[:-1]
