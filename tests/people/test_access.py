"""A person gets a way in: from their record, or the first of an organisme from the terminal."""

import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from jalon.accounts.enums import OrganismeKind, Role
from jalon.accounts.models import Membership, Organisme, SignInLink, User
from jalon.cli.main import main
from jalon.common.models import Job
from jalon.people import operations
from jalon.people.models import Person
from tests import cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def recorded(**fields):
    fields = {"birth_name": "Dastugue", "first_name": "Éliane", "email": "eliane@exemple.fr", **fields}
    return operations.create_person(
        actor=cast.actor(Role.RESPONSABLE_SESSION), organisme=cast.centre(), now=NOW, **fields
    )


def opened(person, role=Role.JURE):
    return operations.open_access(
        actor=cast.actor(Role.RESPONSABLE_SESSION),
        person=person,
        role=role,
        base_url="https://jalon.exemple.fr",
        now=NOW,
    )


def test_the_account_opened_for_a_person_is_theirs_and_a_link_leaves():
    person = opened(recorded())
    person.refresh_from_db()
    assert person.user is not None
    assert (person.user.email, person.user.has_usable_password()) == ("eliane@exemple.fr", False)
    assert Membership.objects.filter(user=person.user, organisme=cast.centre(), role=Role.JURE).exists()
    link = SignInLink.objects.get(user=person.user)
    assert link.expires_at > NOW
    assert Job.objects.filter(label__contains="Votre accès à Jalon").count() == 1


def test_a_second_time_sends_another_link_to_the_same_account():
    person = recorded()
    opened(person)
    opened(person, Role.CANDIDAT)
    assert User.objects.filter(email="eliane@exemple.fr").count() == 1
    assert SignInLink.objects.count() == 2
    assert set(Membership.objects.values_list("role", flat=True)) >= {Role.JURE, Role.CANDIDAT}


def test_without_an_address_nobody_can_be_let_in():
    with pytest.raises(ValidationError, match="pas d’adresse électronique"):
        opened(recorded(email=""))


def test_the_link_sent_from_the_record_leads_a_juror_to_their_juries(monkeypatch):
    person = recorded()
    browser = cast.client(Role.RESPONSABLE_SESSION)
    tokens = []
    known = operations.create_signin_link
    monkeypatch.setattr(
        operations, "create_signin_link", lambda **facts: tokens.append(known(**facts)) or tokens[-1]
    )
    page = browser.post(
        reverse("people:access_open", args=[person.pk]), {"role": Role.JURE.value}, follow=True
    )
    assert "Un lien de connexion part pour Éliane DASTUGUE." in page.content.decode()
    juror = Client()
    juror.post(tokens[0].path)
    assert juror.get(reverse("jury:my_juries")).status_code == 200


def test_a_responsable_opens_no_door_to_the_team():
    person = recorded()
    browser = cast.client(Role.RESPONSABLE_SESSION)
    for role in (Role.ADMINISTRATEUR, Role.FORMATEUR):
        browser.post(reverse("people:access_open", args=[person.pk]), {"role": role.value})
    assert Person.objects.get(pk=person.pk).user_id is None
    assert (
        cast.client(Role.FORMATEUR).post(reverse("people:access_open", args=[person.pk])).status_code == 403
    )


def test_the_first_door_of_a_centre_is_opened_from_the_terminal(capsys):
    words = ["organisme", "create", "Tremplin 09", "--departement", "09", "--administrateur", "a@exemple.fr"]
    assert main(words) == 0
    centre = Organisme.objects.get(name="Tremplin 09")
    assert (centre.kind, centre.departement) == (OrganismeKind.CENTRE, "09")
    link = re.search(r"http://127\.0\.0\.1:8000(/compte/lien/\S+)", capsys.readouterr().out)
    assert link is not None
    administrator = Client()
    administrator.post(link[1])
    assert administrator.get(reverse("accounts:organisme")).status_code == 200
    assert main(words) == 0
    assert Organisme.objects.filter(name="Tremplin 09").count() == 1
    assert "déjà enregistré" in capsys.readouterr().out


def test_a_ddets_is_opened_with_its_representative(capsys):
    words = ["organisme", "create", "DDETS de l’Ariège", "--ddets", "--departement", "09"]
    assert main([*words, "--administrateur", "b@exemple.fr"]) == 0
    roles = Membership.objects.filter(organisme__kind=OrganismeKind.DDETS).values_list("role", flat=True)
    assert set(roles) == {Role.ADMINISTRATEUR, Role.DDETS}
    assert main([*words, "--administrateur", "pas une adresse"]) == 2
    assert "jalon :" in capsys.readouterr().err
