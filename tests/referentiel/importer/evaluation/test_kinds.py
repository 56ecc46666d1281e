"""The tests that a RE may prescribe, told from the words of every era."""

import pytest

from jalon.referentiel.importer.evaluation.kinds import is_nothing, kind_of, kinds_of
from jalon.referentiel.schema import TestKind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mise en situation professionnelle", TestKind.MISE_EN_SITUATION),
        ("Présentation d'un projet réalisé en amont de la session", TestKind.PRESENTATION_PROJET),
        ("la présentation du projet réalisé en amont de la session", TestKind.PRESENTATION_PROJET),
        ("Présentation d’un ou plusieurs projets", TestKind.PRESENTATION_PROJET),
        ("l’ENTRETIEN TECHNIQUE", TestKind.ENTRETIEN_TECHNIQUE),
        ("Questionnaire professionnel", TestKind.QUESTIONNAIRE_PROFESSIONNEL),
        ("Questionnement à partir de production(s)", TestKind.QUESTIONNEMENT_PRODUCTION),
        ("Questionnement  à partir de productions", TestKind.QUESTIONNEMENT_PRODUCTION),
        ("Entretien final", TestKind.ENTRETIEN_FINAL),
    ],
)
def test_a_label_names_its_test(text: str, kind: TestKind) -> None:
    assert kind_of(text) is kind


def test_a_label_of_two_tests_names_neither_alone() -> None:
    text = "Mise en situation professionnelle ou présentation d’un projet"
    assert kind_of(text) is None
    assert kinds_of(text) == (TestKind.MISE_EN_SITUATION, TestKind.PRESENTATION_PROJET)


@pytest.mark.parametrize(
    "text", ["Entretien annuel", "Le candidat présente son dossier", "Questionnaire de satisfaction"]
)
def test_other_words_name_no_test(text: str) -> None:
    assert kind_of(text) is None


@pytest.mark.parametrize(
    ("text", "nothing"),
    [("Sans objet", True), ("Néant.", True), ("", True), ("-", True), ("Sans outil", False)],
)
def test_cells_that_say_nothing_are_known(text: str, nothing: bool) -> None:
    assert is_nothing(text) is nothing
