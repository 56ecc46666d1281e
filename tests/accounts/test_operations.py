"""Acts on accounts: what they write, refuse and journal."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from jalon.accounts import operations
from jalon.accounts.enums import OrganismeKind, Role
from jalon.accounts.models import Invitation, Membership, OrganismeParameter, SignInLink, User
from jalon.accounts.queries import actor_for, owes_second_factor, parameters_of
from jalon.common.models import Job, JournalEntry
from jalon.examen.models import Agrement
from tests import cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def admin():
    return cast.actor(Role.ADMINISTRATEUR)


def mails():
    return list(Job.objects.filter(kind="common.mail").order_by("created_at"))


def invite(email="Awa@Exemple.fr", role=Role.FORMATEUR, now=NOW):
    invitation = operations.invite_member(
        actor=admin(),
        organisme=cast.centre(),
        email=email,
        role=role,
        first_name="Awa",
        base_url="https://jalon.example",
        now=now,
    )
    text = mails()[-1].payload["text"]
    return invitation, text.split("/compte/invitation/")[1].split("/")[0]


# -- invitations


def test_an_invitation_travels_by_mail_and_only_its_digest_is_kept():
    invitation, token = invite()
    [mail] = mails()
    assert mail.payload["to"] == "awa@exemple.fr"
    assert "Passerelles 31 vous invite" in mail.payload["text"]
    assert f"https://jalon.example/compte/invitation/{token}/" in mail.payload["text"]
    assert token not in str(Invitation.objects.values().get())
    assert invitation.expires_at == NOW + timedelta(days=14)


def test_accepting_opens_an_account_with_the_role():
    _, token = invite()
    user = operations.accept_invitation(
        token=token, first_name="Awa", last_name="Kouassi", password="une phrase bien longue", now=NOW
    )
    assert user.check_password("une phrase bien longue")
    assert actor_for(user).roles == {Role.FORMATEUR}
    entry = JournalEntry.objects.get(verb="accept_invitation")
    assert (entry.actor_label, entry.organisme_id) == ("Awa Kouassi", cast.centre().pk)


def test_an_invitation_serves_once():
    _, token = invite()
    operations.accept_invitation(token=token, first_name="Awa", last_name="Kouassi", now=NOW)
    with pytest.raises(ValidationError, match="déjà été acceptée"):
        operations.accept_invitation(token=token, first_name="Eve", last_name="Intruse", now=NOW)
    assert User.objects.get(email="awa@exemple.fr").first_name == "Awa"


def test_an_invitation_dies_with_time_revocation_or_a_new_one():
    first, token = invite()
    with pytest.raises(ValidationError, match="expiré"):
        operations.accept_invitation(token=token, now=NOW + timedelta(days=14))
    second, newer = invite()
    with pytest.raises(ValidationError, match="annulée"):
        operations.accept_invitation(token=token, now=NOW)
    operations.revoke_invitation(actor=admin(), invitation=second, now=NOW)
    operations.revoke_invitation(actor=admin(), invitation=second, now=NOW)
    with pytest.raises(ValidationError, match="annulée"):
        operations.accept_invitation(token=newer, now=NOW)
    with pytest.raises(ValidationError, match="annulée"):
        operations.resend_invitation(
            actor=admin(), invitation=first, base_url="https://jalon.example", now=NOW
        )


def test_sending_again_gives_a_new_link_and_a_new_delay():
    invitation, old = invite()
    later = NOW + timedelta(days=20)
    operations.resend_invitation(
        actor=admin(), invitation=invitation, base_url="https://jalon.example", now=later
    )
    new = mails()[-1].payload["text"].split("/compte/invitation/")[1].split("/")[0]
    with pytest.raises(ValidationError, match="pas valable"):
        operations.accept_invitation(token=old, now=later)
    assert operations.accept_invitation(token=new, first_name="Awa", last_name="K", now=later).pk


@pytest.mark.parametrize("token", ["", "x", "abc:def", "é" * 40, "0" * 5000])
def test_a_forged_invitation_opens_nothing(token):
    with pytest.raises(ValidationError, match="pas valable"):
        operations.accept_invitation(token=token, now=NOW)


def test_a_password_never_replaces_the_one_that_an_account_has():
    member = cast.user(Role.CONSEILLER)
    _, token = invite(email=member.email)
    operations.accept_invitation(token=token, password="celui d’un intrus", now=NOW)
    member.refresh_from_db()
    assert member.check_password(cast.PASSWORD)
    assert actor_for(member).roles == {Role.CONSEILLER, Role.FORMATEUR}


def test_a_closed_account_accepts_nothing():
    member = cast.user(Role.CONSEILLER)
    User.objects.filter(pk=member.pk).update(is_active=False)
    _, token = invite(email=member.email)
    with pytest.raises(ValidationError, match="fermé"):
        operations.accept_invitation(token=token, now=NOW)


def test_one_is_not_invited_to_a_role_one_holds_nor_to_one_that_does_not_exist_there():
    with pytest.raises(ValidationError, match="tient déjà"):
        invite(email=cast.user(Role.FORMATEUR).email)
    with pytest.raises(ValidationError, match="n’existe pas"):
        invite(role=Role.DDETS)


# -- sign-in links


def signin(**fields):
    user = cast.user(Role.JURE)
    return operations.create_signin_link(actor=admin(), user=user, organisme=cast.centre(), now=NOW, **fields)


def test_a_link_serves_once_and_only_its_digest_is_kept():
    issued = signin(next_path="/sessions/")
    assert issued.token not in str(SignInLink.objects.values().get())
    link = operations.consume_signin_link(token=issued.token, now=NOW)
    assert (link.user, link.next_path) == (cast.user(Role.JURE), "/sessions/")
    with pytest.raises(operations.LinkRefused, match="déjà servi"):
        operations.consume_signin_link(token=issued.token, now=NOW)


def test_a_link_lives_as_long_as_the_organisme_says():
    operations.set_parameter(
        actor=admin(), organisme=cast.centre(), key="signin_link_hours", value=2, now=NOW
    )
    issued = signin()
    with pytest.raises(operations.LinkRefused, match="expiré"):
        operations.consume_signin_link(token=issued.token, now=NOW + timedelta(hours=2))
    assert operations.consume_signin_link(token=issued.token, now=NOW + timedelta(minutes=119)).pk


@pytest.mark.parametrize("token", ["", "x", "abc:def", "\x00", "é" * 40])
def test_a_forged_link_opens_nothing(token):
    with pytest.raises(operations.LinkRefused, match="pas valable"):
        operations.consume_signin_link(token=token, now=NOW)


def test_an_invitation_is_not_a_sign_in_link():
    _, token = invite()
    with pytest.raises(operations.LinkRefused):
        operations.consume_signin_link(token=token, now=NOW)


def test_the_link_of_a_closed_account_opens_nothing():
    issued = signin()
    User.objects.update(is_active=False)
    with pytest.raises(operations.LinkRefused, match="pas valable"):
        operations.consume_signin_link(token=issued.token, now=NOW)


def test_asking_for_a_link_writes_only_to_those_who_have_an_account():
    for email in (f" {cast.user(Role.JURE).email.upper()} ", "inconnu@exemple.fr"):
        operations.request_signin_link(email=email, base_url="https://jalon.example", now=NOW)
    [mail] = mails()
    assert mail.payload["to"] == cast.user(Role.JURE).email
    assert "https://jalon.example/compte/lien/" in mail.payload["text"]


# -- members


def test_an_organisme_always_keeps_an_administrateur():
    first, second = cast.user(Role.ADMINISTRATEUR), cast.user(Role.ADMINISTRATEUR, number=2)
    remove = {"actor": admin(), "organisme": cast.centre(), "role": Role.ADMINISTRATEUR, "now": NOW}
    operations.remove_role(user=first, **remove)
    with pytest.raises(ValidationError, match="seule à administrer"):
        operations.remove_role(user=second, **remove)
    assert Membership.objects.filter(role=Role.ADMINISTRATEUR).count() == 1


def test_a_closed_account_does_not_count_as_administrateur():
    first, second = cast.user(Role.ADMINISTRATEUR), cast.user(Role.ADMINISTRATEUR, number=2)
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="seule à administrer"):
        operations.remove_role(
            actor=admin(), organisme=cast.centre(), user=first, role=Role.ADMINISTRATEUR, now=NOW
        )


def test_opening_an_account_twice_opens_one():
    for _ in range(2):
        user = operations.open_account(
            actor=admin(),
            organisme=cast.centre(),
            email="Awa@exemple.fr",
            first_name="Awa",
            last_name="Kouassi",
            role=Role.CANDIDAT,
            now=NOW,
        )
    assert not user.has_usable_password()
    assert JournalEntry.objects.filter(verb__in=["open_account", "add_role"]).count() == 2


def test_closing_sessions_changes_what_sessions_are_bound_to():
    user = cast.user(Role.JURE)
    before = user.get_session_auth_hash()
    operations.close_sessions(actor=admin(), user=user, now=NOW)
    assert user.get_session_auth_hash() != before


# -- organismes, sites, figures


def test_an_organisme_and_its_first_administrateur_come_to_life():
    actor = admin()
    organisme = operations.create_organisme(
        actor=actor, name="DDETS du Tarn", kind=OrganismeKind.DDETS, departement="81", now=NOW
    )
    operations.add_role(actor=actor, organisme=organisme, user=cast.user(Role.JURE), role=Role.DDETS, now=NOW)
    with pytest.raises(ValidationError, match="n’existe pas"):
        operations.add_role(
            actor=actor, organisme=organisme, user=cast.user(Role.JURE), role=Role.FORMATEUR, now=NOW
        )


def test_a_site_named_by_an_agrement_stays():
    site = cast.site()
    Agrement.objects.create(
        organisme=cast.centre(),
        site=site,
        titre_code="TP-00403",
        number="A1",
        valid_from="2026-01-01",
        valid_until="2027-01-01",
    )
    with pytest.raises(ValidationError, match="un agrément ou une session"):
        operations.delete_site(actor=admin(), site=site, now=NOW)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("inconnu", 3, "inconnu"),
        ("jurors_min", 1, "entre 2 et"),
        ("second_factor_required", 2, "entre 0 et 1"),
    ],
)
def test_a_figure_out_of_bounds_is_refused(key, value, reason):
    with pytest.raises(ValidationError, match=reason):
        operations.set_parameter(actor=admin(), organisme=cast.centre(), key=key, value=value, now=NOW)
    assert not OrganismeParameter.objects.exists()


def test_a_figure_goes_back_to_its_default():
    organisme = cast.centre()
    operations.set_parameter(actor=admin(), organisme=organisme, key="convocation_days", value=21, now=NOW)
    assert parameters_of(organisme.pk)["convocation_days"] == 21
    assert parameters_of(cast.other_centre().pk)["convocation_days"] == 15
    operations.reset_parameter(actor=admin(), organisme=organisme, key="convocation_days", now=NOW)
    assert parameters_of(organisme.pk)["convocation_days"] == 15


def test_a_second_factor_is_owed_only_where_the_organisme_requires_it():
    assert owes_second_factor(admin()) == (False, False)
    operations.set_parameter(
        actor=admin(), organisme=cast.centre(), key="second_factor_required", value=1, now=NOW
    )
    assert owes_second_factor(admin()) == (True, False)
    assert owes_second_factor(cast.actor(Role.FORMATEUR)) == (False, False)
    assert owes_second_factor(cast.actor(Role.ADMINISTRATEUR, cast.other_centre())) == (False, False)
