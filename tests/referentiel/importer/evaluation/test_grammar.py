"""The whole of a RE: rubrics that other eras word, place or leave out otherwise."""

import pytest

from jalon.referentiel.importer.evaluation import read_evaluation
from jalon.referentiel.importer.readings import ReReading
from jalon.referentiel.schema import TestKind

from ..printed import text
from .hand import COULER, TREMPER

MES, ENTRETIEN = TestKind.MISE_EN_SITUATION, TestKind.ENTRETIEN_TECHNIQUE
TABLE = f"""
3.1. Modalités d’évaluation des compétences et organisation de l’épreuve

Modalités	Compétences évaluées	Durée	Détail de l’organisation de l’épreuve
Mise en situation professionnelle	{COULER}	02 h 00 min	Le candidat coule trois bougies en présence du jury.
Entretien technique	{TREMPER}	00 h 30 min	Le jury questionne le candidat.
"""


def read(content: str) -> ReReading:
    return read_evaluation([text(f"REFERENTIEL D’EVALUATION DU TITRE PROFESSIONNEL\n\nCirier\n\n{content}")])


def said(reading: ReReading) -> str:
    return " ".join(line.text for line in reading.prose)


def test_what_the_jury_is_told_times_no_test() -> None:
    reading = read(f"""{TABLE}
Informations complémentaires concernant l’entretien technique :

Précisions pour les membres du jury :

Le jury lit le dossier pendant 15 minutes, puis questionne le candidat pendant 15 minutes.

Précisions pour le candidat :

L’entretien technique se déroule après la mise en situation professionnelle.
""")
    (scheme,) = reading.schemes
    interview = scheme.tests[1]
    assert [phase.minutes.value for phase in interview.phases] == [30]
    assert [one.value for one in interview.after] == [MES]


def test_resources_in_sentences_are_said_to_be_unread() -> None:
    reading = read(f"""{TABLE}
Annexe 1

Plateau technique d’évaluation

Ressources

Chaque candidat dispose d’un réchaud et de deux moules.
""")
    assert not reading.resources
    assert [one.code for one in reading.findings if one.code.startswith("resources")] == ["resources-unread"]
    assert "deux moules" in said(reading)


def test_tests_told_in_sentences_are_read_and_doubted() -> None:
    reading = read("""
Modalités d’évaluation des compétences et organisation de l’épreuve de synthèse

L’épreuve comprend une mise en situation professionnelle d’une durée de 1 h 30, en présence du jury, qui
porte sur toutes les compétences du titre.
Elle est suivie d’un entretien technique de 20 minutes, puis d’un questionnaire professionnel d’une heure.
La durée totale de l’épreuve pour le candidat est de 2 h 50.
""")
    (scheme,) = reading.schemes
    assert [(one.kind, one.minutes.value, bool(one.minutes.doubt)) for one in scheme.tests] == [
        (MES, 90, True), (ENTRETIEN, 20, True), (TestKind.QUESTIONNAIRE_PROFESSIONNEL, 60, True),
    ]  # fmt: skip
    assert scheme.candidate_minutes is not None
    assert scheme.candidate_minutes.value == 170
    assert (
        " ".join(line.text for line in scheme.tests[2].conduct) == "questionnaire professionnel d’une heure."
    )


def test_sentences_beside_a_table_make_no_test() -> None:
    reading = read(TABLE.replace(
        "Modalités\t", "Le candidat passe un questionnaire professionnel de 30 minutes, si besoin.\n\nModalités\t"
    ))  # fmt: skip
    (scheme,) = reading.schemes
    assert [one.kind for one in scheme.tests] == [MES, ENTRETIEN]


@pytest.mark.parametrize(
    ("printed", "minutes", "doubted"),
    [
        ("1 h 30", 90, False),
        ("01 h 30 min", 90, False),
        ("90 mn", 90, False),
        ("une heure trente", 90, False),
        ("1 h 30 et 20 minutes de lecture des dossiers", 90, True),
    ],
)
def test_the_presence_of_the_jury_is_one_duration(printed: str, minutes: int, doubted: bool) -> None:
    reading = read(
        f"{TABLE}\n4.1. Durée totale de présence du jury pendant l’épreuve du candidat : {printed}\n"
    )
    jury = reading.schemes[0].jury_minutes
    assert jury is not None
    assert (jury.value, bool(jury.doubt)) == (minutes, doubted)


@pytest.mark.parametrize(
    ("printed", "minutes", "doubted"),
    [
        ("2 h 00 + 0 h 30", 150, True),
        ("2 h 30 (dont 30 min de préparation)", 150, False),
        ("150 mn", 150, False),
    ],
)
def test_the_cell_of_a_duration_may_add_several(printed: str, minutes: int, doubted: bool) -> None:
    test = read(TABLE.replace("02 h 00 min", printed)).schemes[0].tests[0]
    assert (test.minutes.value, bool(test.minutes.doubt)) == (minutes, doubted)
