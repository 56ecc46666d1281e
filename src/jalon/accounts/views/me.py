"""Mon compte: one's name, organismes, password, second factor and open sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from jalon.accounts.forms import NameForm
from jalon.accounts.middleware import ORGANISME_SESSION_KEY
from jalon.accounts.operations import close_sessions, rename_user
from jalon.accounts.permissions import own_account
from jalon.accounts.queries import holds_second_factor, organismes_of, owes_second_factor
from jalon.common.http import ActorRequest, for_roles


@for_roles()
@require_http_methods(["GET", "POST"])
def me(request: ActorRequest) -> HttpResponse:
    """One's own account."""
    user = own_account(request.actor)
    form = NameForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            rename_user(actor=request.actor, user=user, **form.cleaned_data, now=timezone.now())
        messages.success(request, "Votre nom est enregistré.")
        return redirect("accounts:me")
    context = {
        "form": form,
        "account": user,
        "organismes": organismes_of(user),
        "second_factor": holds_second_factor(user.pk),
        "second_factor_owed": owes_second_factor(request.actor)[0],
    }
    return render(request, "accounts/me.html", context)


@for_roles()
@require_POST
def switch_organisme(request: ActorRequest) -> HttpResponse:
    """Choose the organisme that one acts for; one where no role is held does not exist."""
    user = own_account(request.actor)
    held = {str(organisme.pk): organisme for organisme, _ in organismes_of(user)}
    organisme = held.get(request.POST.get("organisme", ""))
    if organisme is None:
        raise Http404("organisme inconnu")
    request.session[ORGANISME_SESSION_KEY] = organisme.pk
    messages.success(request, f"Vous agissez maintenant pour {organisme}.")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    return redirect(target)


@for_roles()
@require_POST
def close_my_sessions(request: ActorRequest) -> HttpResponse:
    """Sign out of every other device."""
    user = own_account(request.actor)
    with transaction.atomic():
        close_sessions(actor=request.actor, user=user, now=timezone.now())
    update_session_auth_hash(request, user)
    messages.success(request, "Vous êtes déconnecté de tous vos autres appareils.")
    return redirect("accounts:me")
