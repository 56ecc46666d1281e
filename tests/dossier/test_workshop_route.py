"""The rules of a candidate's own route, with the figures of the référentiel and what their path records."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.dossier.rules.route import RouteFacts, route_rules
from jalon.parcours.models import CompanyPeriod
from jalon.parcours.rules import Period
from jalon.referentiel.shipped import shipped_titres
from tests import cast

CIP, ETI = (shipped_titres()[ref] for ref in ("TP-00403.08", "TP-00448.06"))
TODAY = date(2026, 11, 16)


def rules(route, titre=CIP, scope="title", **known):
    facts = RouteFacts(
        route=route, titre=titre, scope=scope, today=TODAY, retake_years=1, retake_sessions_max=3, **known
    )
    return {rule.code: rule for rule in route_rules(facts)}


def test_training_shows_the_hours_of_each_ccp_and_of_the_title_as_the_re_asks_them():
    found = rules("formation")
    for ccp in CIP.ccps:
        assert f"{ccp.scheme.company_hours}\u00a0h" in found[f"hours_ccp{ccp.number}"].text
    assert f"{CIP.scheme('title').company_hours}\u00a0h" in found["hours_total"].text
    assert {rule.state for code, rule in found.items() if code.startswith("hours")} == {"missing"}


def test_hours_without_proof_are_not_enough_and_both_lacks_are_told():
    asked = CIP.ccps[0].scheme.company_hours
    rule = rules("formation", scope="ccp1", periods=(Period(1, asked - 10, False),))["hours_ccp1"]
    assert rule.state == "missing"
    assert rule.standing.endswith(f"il manque 10\u00a0h, la preuve manque pour {asked - 10}\u00a0h.")
    proven = rules("formation", scope="ccp1", periods=(Period(1, asked, True),))["hours_ccp1"]
    assert (proven.state, proven.standing) == ("met", f"{asked}\u00a0h enregistrées, prouvées.")


def test_a_ccp_alone_asks_its_own_hours_and_one_already_held_asks_none():
    assert [code for code in rules("formation", scope="ccp2") if code.startswith("hours")] == ["hours_ccp2"]
    held = rules("formation", acquired=frozenset({"ccp1"}))
    assert [code for code in held if code.startswith("hours")] == ["hours_ccp2", "hours_ccp3"]


def test_the_ecf_are_those_of_the_competences_of_the_scope():
    numbers = {one.number for one in CIP.competences_of_scope("ccp2")}
    some = rules("apprentissage", scope="ccp2", evaluated=frozenset({min(numbers), 1}))["ecf"]
    known = len({min(numbers), 1} & numbers)
    assert (some.state, f"{known} compétence" in some.standing, f"sur {len(numbers)}" in some.standing) == (
        "missing", True, True,
    )  # fmt: skip
    assert rules("formation", scope="ccp2", evaluated=frozenset(numbers))["ecf"].state == "met"


def test_vae_asks_neither_hours_nor_ecf_and_writes_from_ones_own_activity():
    found = rules("vae", recevabilite_until=TODAY + timedelta(days=300))
    assert {"no_hours", "no_ecf", "own_activity", "recevabilite"} <= set(found)
    assert not [code for code in found if code.startswith("hours_") or code == "ecf"]
    assert CIP.scheme("title").productions[0].name in found["own_activity"].text


@pytest.mark.parametrize(
    ("until", "exam", "state"),
    [
        (None, None, "missing"),
        (TODAY - timedelta(days=1), None, "missing"),
        (TODAY, None, "met"),
        (TODAY + timedelta(days=9), TODAY + timedelta(days=10), "missing"),
        (TODAY + timedelta(days=10), TODAY + timedelta(days=10), "met"),
    ],
)
def test_a_recevabilite_lives_until_the_session(until, exam, state):
    assert rules("vae", recevabilite_until=until, exam=exam)["recevabilite"].state == state


def test_a_vae_candidate_agrees_on_a_situation_that_is_prepared_in_writing():
    assert "agree" in rules("vae", titre=ETI)
    assert "agree" not in rules("vae", titre=ETI, scope="ccp1")
    assert "agree" not in rules("vae", titre=CIP)


def test_capitalisation_counts_the_ccps_held_and_a_new_presentation_tells_its_window():
    assert (
        rules("capitalisation", acquired=frozenset({"ccp1"}))["capitalisation"].standing
        == "1 CCP acquis sur 3."
    )
    assert "dans l’année qui suit" in rules("retake")["retake"].text


@pytest.mark.parametrize("route", ["formation", "apprentissage", "vae", "capitalisation", "retake"])
def test_every_route_names_its_tests_and_cites_a_text_for_each_rule(route):
    found = rules(route)
    assert all(rule.basis for rule in found.values())
    assert all(test.kind.label.lower() in found["tests"].text for test in CIP.scheme("title").tests)


@pytest.mark.parametrize("role", [Role.CANDIDAT, Role.FORMATEUR])
def test_the_workshop_shows_the_rules_of_the_route(dossier, path, role):
    CompanyPeriod.objects.create(
        parcours=path, ccp_number=1, company="Envol", hours=1000, proof_received_on=TODAY
    )
    where = reverse("dossier:dossier", args=[dossier.pk])
    page = cast.client(role).get(where).text
    assert "Règles de la voie" in page
    assert "1000\u00a0h enregistrées, prouvées." in page
    path.route = "vae"
    path.save()
    page = cast.client(role).get(where).text
    assert "Aucune durée minimale en entreprise" in page
    assert "h enregistrées" not in page
