"""Members of the organisme and invitations, for its administrateurs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.enums import Role
from jalon.accounts.forms import InvitationForm, RoleForm
from jalon.accounts.operations import (
    add_role,
    close_sessions,
    invite_member,
    remove_role,
    resend_invitation,
    revoke_invitation,
)
from jalon.accounts.permissions import (
    ADMINISTRATION,
    current_organisme,
    get_invitation,
    get_member,
    roles_offered,
)
from jalon.accounts.queries import holds_second_factor, members_of, pending_invitations
from jalon.accounts.views.signin import base_url
from jalon.common.http import ActorRequest, for_roles
from jalon.common.listing import Column, build_listing, search_fields

COLUMNS = (
    Column("nom", "Nom", ("last_name", "first_name")),
    Column("adresse", "Adresse électronique", ("email",)),
    Column("roles", "Rôles"),
    Column("facteur", "Second facteur", ("has_second_factor",)),
    Column("connexion", "Dernière connexion", ("last_login",)),
)


@for_roles(*ADMINISTRATION)
@require_safe
def members(request: ActorRequest) -> HttpResponse:
    """Members and their roles, then the invitations that wait for an answer."""
    organisme = current_organisme(request.actor)
    listing = build_listing(
        members_of(organisme),
        request.GET,
        columns=COLUMNS,
        default="nom",
        search=search_fields("last_name__icontains", "first_name__icontains", "email__icontains"),
        noun="membre",
    )
    context = {"listing": listing, "invitations": pending_invitations(organisme), "now": timezone.now()}
    return render(request, "accounts/members.html", context)


@for_roles(*ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def invite(request: ActorRequest) -> HttpResponse:
    """Invite somebody by mail."""
    organisme = current_organisme(request.actor)
    form = InvitationForm(request.POST or None, organisme=organisme)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                invite_member(
                    actor=request.actor,
                    organisme=organisme,
                    **form.cleaned_data,
                    base_url=base_url(request),
                    now=timezone.now(),
                )
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, f"Invitation envoyée à {form.cleaned_data['email']}.")
            return redirect("accounts:members")
    return render(request, "accounts/invite.html", {"form": form})


@for_roles(*ADMINISTRATION)
@require_safe
def member(request: ActorRequest, pk: int) -> HttpResponse:
    """One member: roles to give and to take back."""
    organisme = current_organisme(request.actor)
    user = get_member(request.actor, pk)
    held = [
        Role(role) for role in user.memberships.filter(organisme=organisme).values_list("role", flat=True)
    ]
    free = [role for role in roles_offered(organisme) if role not in held]
    context = {
        "member": user,
        "held": held,
        "form": RoleForm(roles=free) if free else None,
        "second_factor": holds_second_factor(user.pk),
        "organisme": organisme,
    }
    return render(request, "accounts/member.html", context)


@for_roles(*ADMINISTRATION)
@require_POST
def member_role(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a role, or take it back when `remove` is posted."""
    organisme = current_organisme(request.actor)
    user = get_member(request.actor, pk)
    form = RoleForm(request.POST, roles=roles_offered(organisme))
    if not form.is_valid():
        messages.error(request, "Choisissez un rôle de la liste.")
        return redirect("accounts:member", pk=pk)
    act = remove_role if "remove" in request.POST else add_role
    try:
        with transaction.atomic():
            act(
                actor=request.actor,
                organisme=organisme,
                user=user,
                role=form.cleaned_data["role"],
                now=timezone.now(),
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Les rôles de {user} sont à jour.")
    if not user.memberships.filter(organisme=organisme).exists():
        return redirect("accounts:members")
    return redirect("accounts:member", pk=pk)


@for_roles(*ADMINISTRATION)
@require_POST
def member_sessions(request: ActorRequest, pk: int) -> HttpResponse:
    """Sign a member out of every device, after a lost phone for example."""
    user = get_member(request.actor, pk)
    with transaction.atomic():
        close_sessions(actor=request.actor, user=user, now=timezone.now())
    messages.success(request, f"{user} est déconnecté de tous ses appareils.")
    return redirect("accounts:member", pk=pk)


@for_roles(*ADMINISTRATION)
@require_POST
def invitation_resend(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the invitation again, with a new link."""
    invitation = get_invitation(request.actor, pk)
    try:
        with transaction.atomic():
            resend_invitation(
                actor=request.actor, invitation=invitation, base_url=base_url(request), now=timezone.now()
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Invitation renvoyée à {invitation.email} ; l’ancien lien ne vaut plus.")
    return redirect("accounts:members")


@for_roles(*ADMINISTRATION)
@require_POST
def invitation_revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = get_invitation(request.actor, pk)
    try:
        with transaction.atomic():
            revoke_invitation(actor=request.actor, invitation=invitation, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"L’invitation de {invitation.email} est annulée.")
    return redirect("accounts:members")
