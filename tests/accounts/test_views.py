"""The account screens: ways in, one's account, administration."""

import csv
import io
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from jalon.accounts import operations
from jalon.accounts.enums import Role
from jalon.accounts.models import Invitation, Membership, Organisme, SignInLink, User
from jalon.common.journal import record_act
from jalon.common.models import Job, JournalEntry
from tests import cast
from tests.accounts.test_operations import admin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


def url(name, *args):
    return reverse(f"accounts:{name}", args=args)


def text(answer):
    return answer.content.decode()


def link_for(user, **fields):
    return operations.create_signin_link(
        actor=admin(), user=user, organisme=cast.centre(), now=timezone.now(), **fields
    )


# -- links


def test_opening_a_link_uses_nothing_up_and_pressing_the_button_signs_in():
    issued = link_for(cast.user(Role.JURE), next_path="/personnes/moi/")
    browser = cast.client(None)
    for _ in range(3):
        assert "Me connecter" in text(browser.get(issued.path))
    browser.head(issued.path)
    answer = browser.post(issued.path)
    assert answer["Location"] == "/personnes/moi/"
    assert browser.session["organisme_id"] == cast.centre().pk
    assert browser.get(url("me")).status_code == 200
    assert JournalEntry.objects.filter(verb="sign_in").count() == 1


def test_a_used_link_says_so_and_offers_another():
    issued = link_for(cast.user(Role.JURE))
    cast.client(None).post(issued.path)
    again = cast.client(None).post(issued.path)
    assert again.status_code == 410
    assert "a déjà servi" in text(again)
    assert url("request_link") in text(again)


def test_a_link_never_leads_to_another_site():
    issued = link_for(cast.user(Role.JURE), next_path="//voleur.example/")
    assert cast.client(None).post(issued.path)["Location"] == "/"


def test_a_link_opens_its_own_account_even_when_another_is_open():
    issued = link_for(cast.user(Role.JURE))
    browser = cast.client(Role.ADMINISTRATEUR)
    browser.post(issued.path)
    assert cast.user(Role.JURE).email in text(browser.get(url("me")))


def test_a_link_does_not_spare_the_second_factor():
    user = cast.user(Role.JURE)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    browser = cast.client(None)
    answer = browser.post(link_for(user).path)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert browser.get(url("me")).status_code == 302


def test_asking_for_a_link_says_the_same_to_all():
    known, unknown = cast.user(Role.JURE).email, "inconnu@exemple.fr"
    pages = [
        text(cast.client(None).post(url("request_link"), {"email": e})).replace(e, "…")
        for e in (known, unknown)
    ]
    strip = [page.split("<main")[1].split("</main>")[0] for page in pages]
    assert strip[0] == strip[1]
    assert SignInLink.objects.count() == 1


# -- invitations


def invite(email="awa@exemple.fr", role="formateur"):
    cast.client(Role.ADMINISTRATEUR).post(url("invite"), {"email": email, "role": role})
    mail = Job.objects.filter(kind="common.mail").order_by("created_at").last()
    return mail.payload["text"].split("http://testserver")[1].split()[0]


ACCEPT = {
    "first_name": "Awa",
    "last_name": "Kouassi",
    "password": "des bouleaux sous la neige",
    "again": "des bouleaux sous la neige",
}


def test_an_invitation_is_accepted_with_a_password_and_opens_the_session():
    path = invite()
    browser = cast.client(None)
    assert "Rejoindre Passerelles 31" in text(browser.get(path))
    assert browser.post(path, ACCEPT)["Location"] == "/"
    assert "Awa" in text(browser.get(url("me")))
    again = cast.client(None).post(path, ACCEPT)
    assert again.status_code == 410
    assert "déjà été acceptée" in text(again)


@pytest.mark.parametrize(
    ("password", "again", "reason"),
    [
        ("court", "court", "trop court"),
        ("motdepasse123456", "autre chose 123456", "diffèrent"),
        ("", "", "obligatoire"),
        ("awa@exemple.fr", "awa@exemple.fr", "trop semblable"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(password, again, reason):
    path = invite()
    page = text(cast.client(None).post(path, {**ACCEPT, "password": password, "again": again}))
    assert reason in page
    assert not User.objects.filter(email="awa@exemple.fr").exists()


def test_a_juror_may_do_without_a_password():
    path = invite(role="jure")
    cast.client(None).post(path, {**ACCEPT, "password": "", "again": ""})
    assert not User.objects.get(email="awa@exemple.fr").has_usable_password()


def test_the_mail_alone_does_not_open_an_account_that_has_a_password():
    member = cast.user(Role.CONSEILLER)
    path = invite(email=member.email)
    page = text(cast.client(None).get(path))
    assert "a déjà un compte" in page
    assert "?next=/compte/invitation/" in page
    assert cast.client(None).post(path, ACCEPT).status_code == 200
    assert not Membership.objects.filter(user=member, role=Role.FORMATEUR).exists()
    cast.client(Role.CONSEILLER).post(path)
    assert Membership.objects.filter(user=member, role=Role.FORMATEUR).exists()


def test_invitations_are_sent_again_and_revoked_from_the_list():
    invite()
    browser, invitation = cast.client(Role.ADMINISTRATEUR), Invitation.objects.get()
    assert "awa@exemple.fr" in text(browser.get(url("members")))
    assert "renvoyée" in text(browser.post(url("invitation_resend", invitation.pk), follow=True))
    browser.post(url("invitation_revoke", invitation.pk))
    assert "awa@exemple.fr" not in text(browser.get(url("members"))).split("<main")[1].split("messages")[0]
    assert "a été annulée" in text(browser.post(url("invitation_resend", invitation.pk), follow=True))


# -- one's own account


def test_one_corrects_ones_name():
    browser = cast.client(Role.FORMATEUR)
    browser.post(url("me"), {"first_name": "Bastien", "last_name": "Roumégas-Puech"})
    assert "Roumégas-Puech" in text(browser.get(url("me")))
    assert "à corriger" in text(browser.post(url("me"), {"first_name": "", "last_name": "R"}))


def test_one_acts_for_the_organisme_one_chooses_and_for_no_other():
    user = cast.user(Role.FORMATEUR)
    Membership.objects.create(user=user, organisme=cast.other_centre(), role=Role.ADMINISTRATEUR)
    browser = cast.client(user)
    assert browser.get(url("members")).status_code == 403
    browser.post(url("switch_organisme"), {"organisme": cast.other_centre().pk})
    assert browser.get(url("members")).status_code == 200
    for wrong in (cast.ddets().pk, "", "abc", "9" * 30, "-1"):
        assert browser.post(url("switch_organisme"), {"organisme": wrong}).status_code == 404
    Membership.objects.filter(organisme=cast.other_centre()).delete()
    assert browser.get(url("members")).status_code == 403


def test_closing_the_other_sessions_keeps_this_one():
    here, elsewhere = cast.client(Role.JURE), cast.client(Role.JURE)
    assert elsewhere.get(url("me")).status_code == 200
    here.post(url("close_my_sessions"))
    assert here.get(url("me")).status_code == 200
    assert elsewhere.get(url("me")).status_code == 302


def test_changing_ones_password_closes_the_other_sessions_and_is_announced_by_mail():
    here, elsewhere = cast.client(Role.FORMATEUR), cast.client(Role.FORMATEUR)
    elsewhere.get(url("me"))
    answer = here.post(
        reverse("account_change_password"),
        {
            "oldpassword": cast.PASSWORD,
            "password1": "un sentier de douaniers",
            "password2": "un sentier de douaniers",
        },
    )
    assert answer["Location"] == url("me")
    assert here.get(url("me")).status_code == 200
    assert elsewhere.get(url("me")).status_code == 302
    assert JournalEntry.objects.filter(verb="change_password").exists()
    assert "Votre mot de passe Jalon a été changé" in Job.objects.get().payload["text"]


def test_a_forgotten_password_is_replaced_by_mail():
    user = cast.user(Role.FORMATEUR)
    cast.client(None).post(reverse("account_reset_password"), {"email": user.email})
    link = Job.objects.get().payload["text"].split("http://testserver")[1].split()[0]
    browser = cast.client(None)
    form = browser.get(link, follow=True)
    assert "Nouveau mot de passe" in text(form)
    browser.post(
        form.redirect_chain[-1][0],
        {"password1": "un sentier de douaniers", "password2": "un sentier de douaniers"},
    )
    user.refresh_from_db()
    assert user.check_password("un sentier de douaniers")
    assert "Ce lien ne vaut plus" in text(cast.client(None).get(link, follow=True))


def test_a_forgotten_password_of_nobody_sends_nothing():
    answer = cast.client(None).post(reverse("account_reset_password"), {"email": "inconnu@exemple.fr"})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert not Job.objects.exists()


# -- second factor


def test_the_second_factor_is_set_up_with_recovery_codes_then_asked_at_sign_in(
    django_capture_on_commit_callbacks,
):
    browser = cast.client(Role.FORMATEUR)
    browser.post(reverse("account_reauthenticate"), {"password": cast.PASSWORD})
    page = browser.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml;base64" in text(page)
    secret = browser.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert "Codes de secours" in text(answer)
    assert Authenticator.objects.filter(user=cast.user(Role.FORMATEUR)).count() == 2
    assert JournalEntry.objects.filter(verb="activate_second_factor").exists()
    entering = cast.client(None)
    entering.post("/compte/connexion/", {"login": cast.user(Role.FORMATEUR).email, "password": cast.PASSWORD})
    assert entering.get(url("me")).status_code == 302
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    entering.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert entering.get(url("me")).status_code == 302
    entering.post(reverse("mfa_authenticate"), {"code": recovery})
    assert entering.get(url("me")).status_code == 200


def test_every_page_of_the_second_factor_is_ours():
    browser = cast.client(Role.FORMATEUR)
    browser.post(reverse("account_reauthenticate"), {"password": cast.PASSWORD})
    totp.TOTP.activate(cast.user(Role.FORMATEUR), totp.generate_totp_secret())
    browser.post(reverse("mfa_generate_recovery_codes"))
    for name in ("index", "deactivate_totp", "view_recovery_codes", "generate_recovery_codes"):
        page = browser.get(reverse(f"mfa_{name}"))
        assert page.status_code == 200
        assert 'class="narrow-card"' in text(page), name
    assert "chacun sert une fois" in text(browser.get(reverse("mfa_download_recovery_codes")))
    browser.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()


def test_where_the_organisme_requires_it_nothing_opens_without_the_second_factor():
    operations.set_parameter(
        actor=admin(), organisme=cast.centre(), key="second_factor_required", value=1, now=timezone.now()
    )
    browser = cast.client(Role.ADMINISTRATEUR)
    assert browser.get(url("members"))["Location"] == reverse("mfa_index")
    assert browser.get(url("me")).status_code == 200
    assert cast.client(Role.FORMATEUR).get("/personnes/").status_code == 200
    totp.TOTP.activate(cast.user(Role.ADMINISTRATEUR), totp.generate_totp_secret())
    assert browser.get(url("members")).status_code == 200


# -- administration


def test_roles_are_given_and_taken_back_and_the_last_administrateur_stays():
    browser, member = cast.client(Role.ADMINISTRATEUR), cast.user(Role.CONSEILLER)
    browser.post(url("member_role", member.pk), {"role": "formateur"})
    browser.post(url("member_role", member.pk), {"role": "conseiller", "remove": "1"})
    assert [m.role for m in member.memberships.all()] == ["formateur"]
    last = cast.user(Role.ADMINISTRATEUR)
    page = browser.post(url("member_role", last.pk), {"role": "administrateur", "remove": "1"}, follow=True)
    assert "seule à administrer" in text(page)
    for role in ("roi", "", "ddets"):
        assert "de la liste" in text(browser.post(url("member_role", member.pk), {"role": role}, follow=True))


def test_a_member_is_signed_out_everywhere():
    member = cast.client(Role.JURE)
    member.get(url("me"))
    cast.client(Role.ADMINISTRATEUR).post(url("member_sessions", cast.user(Role.JURE).pk))
    assert member.get(url("me")).status_code == 302


def test_the_identity_of_the_organisme_is_checked_and_saved():
    browser = cast.client(Role.ADMINISTRATEUR)
    good = {"name": "Passerelles 31", "departement": "2a", "siret": "123 456 789 00012", "nda": ""}
    wrong = text(browser.post(url("organisme"), {**good, "siret": "12", "departement": "3é"}))
    assert "quatorze chiffres" in wrong
    assert "code du département" in wrong
    browser.post(url("organisme"), good)
    organisme = Organisme.objects.get(name="Passerelles 31")
    assert (organisme.siret, organisme.departement) == ("12345678900012", "2A")


def test_sites_are_added_corrected_and_removed():
    browser = cast.client(Role.ADMINISTRATEUR)
    form = {"name": "Annexe", "address": "2 rue Haute", "departement": "31", "access_notes": ""}
    browser.post(url("site_create"), form)
    site = cast.centre().sites.get(name="Annexe")
    assert "existe déjà" in text(browser.post(url("site_create"), form))
    browser.post(url("site_edit", site.pk), {**form, "name": "Annexe nord"})
    assert cast.centre().sites.get().name == "Annexe nord"
    browser.post(url("site_delete", site.pk))
    assert not cast.centre().sites.exists()


def test_a_figure_is_set_refused_and_given_back():
    browser = cast.client(Role.ADMINISTRATEUR)
    browser.post(url("parameters"), {"key": "convocation_days", "value": "21"})
    assert 'value="21"' in text(browser.get(url("parameters")))
    for wrong in ("-1", "3,5", "beaucoup", "", "9" * 40, "٣"):
        answer = browser.post(url("parameters"), {"key": "convocation_days", "value": wrong})
        assert answer.status_code == 400
        assert "nombre entier" in text(answer)
    assert browser.post(url("parameters"), {"key": "inconnu", "value": "3"}).status_code == 400
    browser.post(url("parameters"), {"key": "convocation_days", "reset": "1"})
    assert 'value="21"' not in text(browser.get(url("parameters")))


def journal_line(sentence, *, days=0, who=None):
    record_act(
        actor=who or admin(),
        verb="test",
        target=cast.centre(),
        sentence=sentence,
        now=timezone.now() - timedelta(days=days),
    )


def test_the_journal_is_narrowed_by_person_date_kind_and_text():
    journal_line("A rangé la salle Garonne.", days=10)
    journal_line("A fermé la salle Tarn.", who=cast.actor(Role.FORMATEUR))
    journal_line("Ailleurs.", who=cast.actor(Role.ADMINISTRATEUR, cast.other_centre()))
    browser = cast.client(Role.RESPONSABLE_SESSION)

    def shown(**params):
        page = text(browser.get(url("journal"), params))
        return "Garonne" in page, "Tarn" in page, "Ailleurs" in page

    assert shown() == (True, True, False)
    assert shown(q="garonne") == (True, False, False)
    assert shown(auteur=cast.actor(Role.FORMATEUR).ref) == (False, True, False)
    assert shown(du=(timezone.localdate() - timedelta(days=1)).isoformat()) == (False, True, False)
    assert shown(nature="access") == (False, False, False)
    assert shown(du="2026-02-30") == (False, False, False)
    assert "à corriger" in text(browser.get(url("journal"), {"du": "2026-12-02", "au": "2026-12-01"}))


def test_the_export_of_the_journal_disarms_formulas():
    journal_line('=HYPERLINK("http://voleur.example";"cliquez")')
    answer = cast.client(Role.ADMINISTRATEUR).get(url("journal_csv"))
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body), delimiter=";"))
    assert rows[0][0] == "Date et heure"
    assert rows[1][5].startswith("'=HYPERLINK")


@pytest.mark.parametrize("count", [1, 30])
def test_the_members_cost_the_same_queries_whatever_their_number(count, django_assert_num_queries):
    for number in range(1, count + 1):
        cast.user(Role.FORMATEUR, number=number)
    browser = cast.client(Role.ADMINISTRATEUR)
    browser.get(url("members"))
    with django_assert_num_queries(10):
        browser.get(url("members"))
