"""The REAC grammar on small invented documents: one for each era, layout or defect."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from jalon.referentiel.importer.reac import read_reac
from jalon.referentiel.importer.readings import Furniture, Occurrence, ReacReading, Read, ReadCompetence
from jalon.referentiel.importer.source import Line, Source

from .printed import line, source, table, text

SKILLS = "Savoir-faire techniques, savoir-faire organisationnels, savoir-faire relationnels, savoirs"
FOOT = "VAN REAC TP-90011 03 01/12/2022 29/11/2022 4/52"


def fiche(number: str, title: str, verb: str = "Mesurer") -> str:
    """A whole fiche compétence, its groups of know-how parted by blank lines."""
    return f"""
FICHE COMPÉTENCE PROFESSIONNELLE{f" N° {number}" if number else ""}

{title}

Description de la compétence – processus de mise en œuvre

{verb} les brins.

Contexte(s) professionnel(s) de mise en œuvre

En atelier.

Critères de performance

Les brins sont triés
La botte est liée

{SKILLS}

{verb} un brin
Lier une botte

Planifier les bains

Rendre compte

Connaissance des osiers
Notions de calcul
"""


TITRE = f"""
REFERENTIEL EMPLOI ACTIVITES COMPETENCES
DU TITRE PROFESSIONNEL

Vannier

Niveau 3

Site : http://travail-emploi.gouv.fr

{FOOT}

Introduction

Présentation de l’évolution du titre professionnel

Le métier garde deux activités.

Liste des activités

Ancien TP : Vannier
Activités :
- Tresser

Nouveau TP : Vannier
Activités :
- Préparer l’osier
- Tresser des paniers

{FOOT}

Vue synoptique de l’emploi-type

N° Fiche AT	Activités types	N° Fiche CP	Compétences professionnelles
1	Préparer l’osier	1	Trier les brins
		2	Tremper les brins
2	Tresser des paniers	3	Monter un fond

FICHE EMPLOI TYPE

Vannier

Définition de l’emploi type et des conditions d’exercice

Le vannier tresse.

Liste des activités types et des compétences professionnelles

1. Préparer l’osier
Trier les brins
Tremper les brins
2. Tresser des paniers
Monter un fond

Compétences transversales de l’emploi

Respecter des règles

Niveau et/ou domaine d’activité

Niveau 3 (Cadre national des certifications 2019)
Convention(s) : Sans objet
Code(s) NSF :
234v--Travail du bois

Fiche(s) Rome de rattachement

B1402 Réalisation d’ouvrages

FICHE ACTIVITÉ TYPE N° 1

Préparer l’osier

Définition, description de l’activité type et conditions d’exercice

Il prépare l’osier.

Réglementation d’activités (le cas échéant)

Sans objet

Liste des compétences professionnelles de l’activité type

Trier les brins
Tremper les brins

Compétences transversales de l’activité type

Respecter des règles

FICHE ACTIVITÉ TYPE N° 2

Tresser des paniers

Liste des compétences professionnelles de l’activité type

Monter un fond
{fiche("1", "Trier les brins")}
{fiche("2", "Tremper les brins", "Remplir")}
{fiche("3", "Monter un fond", "Croiser")}
FICHE DES COMPÉTENCES TRANSVERSALES DE L’EMPLOI TYPE

Respecter des règles

Description de la compétence – processus de mise en œuvre

Appliquer le règlement.

Critères de performance

Les règles sont respectées

Glossaire technique

Brin

Tige d’osier.

Glossaire du REAC

Savoir

Connaissance mobilisée.

Reproduction interdite
Article L 122-4 du code de la propriété intellectuelle
"Toute représentation ou reproduction intégrale ou partielle est illicite."
"""


def read(content: str) -> ReacReading:
    return read_reac([text(content)])


def values(reads: Iterable[Read[str]]) -> list[str]:
    return [one.value for one in reads]


def competence(reading: ReacReading, number: int) -> ReadCompetence:
    return next(one for one in reading.competences if one.number == number)


def seen(reading: ReacReading, kind: str, number: int | None) -> list[str]:
    """The spots that name something, in order."""
    return [one.spot for one in reading.occurrences if one.kind == kind and one.number == number]


def used(value: object) -> set[Line]:
    """Every line that a reading holds, wherever it is."""
    if isinstance(value, Line):
        return {value}
    if isinstance(value, (tuple, list)):
        return set().union(*map(used, value))
    if hasattr(value, "values") and not isinstance(value, Read):
        return set().union(*map(used, value.values.values()))
    names = getattr(value, "__slots__", ())
    return set().union(*(used(getattr(value, name)) for name in names))


def left(given: Source, reading: ReacReading) -> list[str]:
    return [one.text for one in given.lines if one not in used(reading)]


def test_a_whole_document_is_read_with_every_line_accounted_for() -> None:
    given = text(TITRE)
    reading = read_reac([given])
    assert [(one.number, one.kind, one.title.value) for one in reading.activities] == [
        (1, "at", "Préparer l’osier"),
        (2, "at", "Tresser des paniers"),
    ]
    assert [[read.value for read in one.competences] for one in reading.activities] == [[1, 2], [3]]
    assert values(one.title for one in reading.competences) == [
        "Trier les brins",
        "Tremper les brins",
        "Monter un fond",
    ]
    first = competence(reading, 1)
    assert first.description is not None
    assert first.contexts is not None
    assert (first.description.value, first.contexts.value) == ("Mesurer les brins.", "En atelier.")
    assert values(first.criteria) == ["Les brins sont triés", "La botte est liée"]
    assert values(first.technical_skills) == ["Mesurer un brin", "Lier une botte"]
    assert values(first.organisational_skills) == ["Planifier les bains"]
    assert values(first.relational_skills) == ["Rendre compte"]
    assert values(first.knowledge) == ["Connaissance des osiers", "Notions de calcul"]
    assert [(one.title.value, values(one.criteria)) for one in reading.transversal] == [
        ("Respecter des règles", ["Les règles sont respectées"])
    ]
    assert [one.term.value for one in reading.glossary] == ["Brin", "Savoir"]
    assert not reading.findings
    assert left(given, reading) == []


def test_the_identity_keeps_every_place_that_states_it() -> None:
    identity = read(TITRE).identity.values
    assert {key: values(reads) for key, reads in identity.items()} == {
        "code": ["TP-90011"] * 2,
        "sigle": ["VAN"] * 2,
        "version": ["03"] * 2,
        "reac_validation_date": ["2022-12-01"] * 2,
        "reac_update_date": ["2022-11-29"] * 2,
        "title": ["Vannier"] * 3,
        "level": ["3"] * 2,
        "nsf": ["234v"],
        "rome": ["B1402"],
    }


def test_every_place_that_names_an_activity_or_a_competence_is_an_occurrence() -> None:
    reading = read(TITRE)
    assert seen(reading, "activity", 1) == ["activity", "synopsis", "emploi", "evolution"]
    assert seen(reading, "competence", 3) == ["competence", "synopsis", "emploi", "activity"]
    assert seen(reading, "transversal", 1) == ["transversal", "emploi", "activity"]
    named = [one for one in reading.occurrences if one.spot == "synopsis" and one.kind == "competence"]
    assert [(one.number, one.activity) for one in named] == [(1, 1), (2, 1), (3, 2)]


def test_a_slip_in_one_place_still_names_the_same_competence() -> None:
    reading = read(TITRE.replace("1	Trier les brins", "1	Triée les brins", 1))
    assert competence(reading, 1).title.value == "Trier les brins"
    wordings = {
        one.spot: one.read.value
        for one in reading.occurrences
        if one.kind == "competence" and one.number == 1
    }
    assert wordings["synopsis"] == "Triée les brins"


def test_the_vue_synoptique_may_have_lost_its_columns() -> None:
    rows = TITRE[TITRE.index("N° Fiche AT") : TITRE.index("FICHE EMPLOI TYPE")]
    lost = """N°
Fiche
AT
Activités types
N°
Fiche
CP
Compétences professionnelles

1
Préparer l’osier

1 Trier les brins

2
Tremper
les brins

2 Tresser des paniers

3
Monter un fond

"""
    given = text(TITRE.replace(rows, lost))
    reading = read_reac([given])
    named = [one for one in reading.occurrences if one.spot == "synopsis"]
    assert [(one.kind, one.number, one.activity) for one in named] == [
        ("activity", 1, None), ("competence", 1, 1), ("competence", 2, 1), ("activity", 2, None), ("competence", 3, 2),
    ]  # fmt: skip
    assert left(given, reading) == []


def test_columns_that_an_extraction_mixed_are_understood_and_witness_nothing() -> None:
    rows = TITRE[TITRE.index("N° Fiche AT") : TITRE.index("FICHE EMPLOI TYPE")]
    mixed = (
        "Préparer 1 Trier les brins\n1 l’osier 2 Tremper les\nbrins\nTresser des paniers 3 Monter un fond\n\n"
    )
    given = text(TITRE.replace(rows, mixed))
    reading = read_reac([given])
    assert left(given, reading) == []
    assert "vue synoptique, colonnes mêlées" in {piece.role for piece in reading.furniture}


# --- what a fiche may have lost ---


def test_a_fiche_that_lost_its_heading_is_placed_by_its_sequence() -> None:
    lost = TITRE.replace("FICHE COMPÉTENCE PROFESSIONNELLE N° 2", FOOT)
    reading = read(lost)
    assert [one.number for one in reading.competences] == [1, 2, 3]
    second = competence(reading, 2)
    assert second.title.value == "Tremper les brins"
    assert "intitulé de la fiche n’est pas imprimé" in second.title.doubt
    assert second.activity is not None
    assert second.activity.value == 1
    assert [one.code for one in reading.findings] == ["heading-lost"]


def test_a_fiche_that_lost_its_title_too_takes_that_of_the_lists() -> None:
    lost = TITRE.replace("FICHE COMPÉTENCE PROFESSIONNELLE N° 2\n\nTremper les brins\n", "")
    given = text(lost)
    reading = read_reac([given])
    second = competence(reading, 2)
    assert second.title.value == "Tremper les brins"
    assert "repris des listes" in second.title.doubt
    assert values(competence(reading, 1).knowledge) == ["Connaissance des osiers", "Notions de calcul"]
    assert left(given, reading) == []


def test_its_title_may_close_the_page_before() -> None:
    reading = read(TITRE.replace("FICHE COMPÉTENCE PROFESSIONNELLE N° 2\n", ""))
    assert values(competence(reading, 1).knowledge) == ["Connaissance des osiers", "Notions de calcul"]
    assert competence(reading, 2).title.value == "Tremper les brins"


def test_a_fiche_without_number_or_with_a_number_already_given_says_so() -> None:
    reading = read(fiche("1", "Trier") + fiche("", "Tremper") + fiche("1", "Monter"))
    assert [one.number for one in reading.competences] == [1, 2, 3]
    assert [bool(one.title.doubt) for one in reading.competences] == [False, True, True]


def test_an_activity_or_a_competence_without_a_fiche_is_known_by_the_lists_and_doubtful() -> None:
    cut = TITRE[: TITRE.index("FICHE COMPÉTENCE PROFESSIONNELLE N° 3")]
    reading = read(cut)
    third = competence(reading, 3)
    assert third.title.value == "Monter un fond"
    assert "n’a pas été trouvée" in third.title.doubt
    assert third.criteria == ()
    alone = read(TITRE[: TITRE.index("FICHE ACTIVITÉ TYPE N° 1")])
    assert [(one.number, bool(one.title.doubt)) for one in alone.activities] == [(1, True), (2, True)]
    assert [[one.value for one in activity.competences] for activity in alone.activities] == [[1, 2], [3]]


def test_a_competence_that_its_activity_forgets_is_placed_by_the_other_lists() -> None:
    forgotten = TITRE.replace(
        "Liste des compétences professionnelles de l’activité type\n\nMonter un fond",
        "Liste des compétences professionnelles de l’activité type\n\nSans objet",
    )
    told = competence(read(forgotten), 3).activity
    assert told is not None
    assert told.value == 2
    assert "listes" in told.doubt


# --- other eras ---


def test_older_fiches_name_each_group_under_its_own_heading() -> None:
    old = fiche("1", "Trier les brins")
    old = old[: old.index(SKILLS)] + (
        "Savoirs :\nConnaissance des osiers\nPrincipes de tri\n\nSavoir-faire techniques\n\n- Mesurer un brin ;\n"
        "- Lier une botte.\n\nSavoir-faire organisationnels\nRanger\n\nSavoir-faire relationnels\nNéant\n"
    )
    given = text(old)
    reading = read_reac([given])
    first = competence(reading, 1)
    assert values(first.knowledge) == ["Connaissance des osiers", "Principes de tri"]
    assert values(first.technical_skills) == ["Mesurer un brin", "Lier une botte."]
    assert values(first.organisational_skills) == ["Ranger"]
    assert first.relational_skills == ()
    assert left(given, reading) == []
    assert not reading.findings


def test_aptitudes_have_no_group_of_their_own_and_are_doubted() -> None:
    old = """
        Savoir-faire techniques

        Mesurer un brin

        Aptitudes

        Porter une botte
        Rester debout

        Savoirs théoriques et technologiques

        Connaissance des osiers
    """
    found = competence(read(fiche("1", "Trier").split(SKILLS)[0] + old), 1)
    assert values(found.technical_skills) == ["Mesurer un brin"]
    assert values(found.relational_skills) == ["Porter une botte", "Rester debout"]
    assert [bool(one.doubt) for one in found.relational_skills] == [True, False]
    assert values(found.knowledge) == ["Connaissance des osiers"]


def test_a_line_in_bold_among_skills_may_be_a_heading_and_is_doubted() -> None:
    given = text(fiche("1", "Trier"))
    blocks = [replace(one, bold=one.text == "Lier une botte") for one in given.lines]
    found = competence(read_reac([replace(given, blocks=tuple(blocks))]), 1)
    assert [one.value for one in found.technical_skills if "gras" in one.doubt] == ["Lier une botte"]


def test_an_announcement_of_ccs_is_no_end_of_the_title_above() -> None:
    found = read(TITRE.replace("- Tresser des paniers", "Tresser des paniers\nCCS :\nCanner des sièges"))
    assert {one.number: one.kind for one in found.activities}[2] == "at"


def test_the_groups_may_be_columns_of_a_table() -> None:
    reading = read_reac(
        [
            source(
                line("FICHE COMPETENCE PROFESSIONNELLE N° 1", 1),
                line("Trier les brins", 2),
                line("Savoirs, savoir-faire techniques", 3),
                table(
                    ("Savoir-faire techniques", "Savoirs"),
                    ("Mesurer un brin", "Connaissance des osiers"),
                    number=4,
                ),
            )
        ]
    )
    first = competence(reading, 1)
    assert values(first.technical_skills) == ["Mesurer un brin"]
    assert values(first.knowledge) == ["Connaissance des osiers"]


def test_a_table_of_groups_needs_no_heading_and_may_name_others_lower() -> None:
    given = source(
        line("FICHE COMPETENCE PROFESSIONNELLE N° 1", 1),
        line("Trier les brins", 2),
        line("Critères de performance", 3),
        line("Les brins sont triés", 4),
        table(
            ("Savoir-faire techniques", "Savoir-faire organisationnels"),
            ("Mesurer un brin", "Ranger la remise"),
            ("Savoir-faire relationnels", "Savoirs"),
            ("Rendre compte", "Connaissance des osiers"),
            number=5,
        ),
    )
    reading = read_reac([given])
    first = competence(reading, 1)
    groups = (first.technical_skills, first.organisational_skills, first.relational_skills, first.knowledge)
    assert values(first.criteria) == ["Les brins sont triés"]
    assert [values(one) for one in groups] == [
        ["Mesurer un brin"], ["Ranger la remise"], ["Rendre compte"], ["Connaissance des osiers"],
    ]  # fmt: skip
    assert left(given, reading) == []


@pytest.mark.parametrize(
    ("printed", "level", "old"),
    [
        ("Niveau V", "3", True), ("Niveau IV (Nomenclature de 1969)", "4", True), ("Niveau : III", "5", True),
        ("Niveau II", "6", True), ("Niveau I", "7", True), ("Niveau 5", "5", False),
        ("Niveau 6 (Cadre national des certifications 2019)", "6", False),
    ],
)  # fmt: skip
def test_a_level_of_1969_is_converted_and_said(printed: str, level: str, old: bool) -> None:
    reading = read(TITRE.replace("Niveau 3\n", f"{printed}\n", 1))
    assert reading.identity.values["level"][0].value == level
    assert [one.code for one in reading.findings] == (["level-1969"] if old else [])


CCS = (
    TITRE.replace(
        "FICHE DES COMPÉTENCES",
        fiche("4", "Carder la paille", "Carder") + "\nFICHE DES COMPÉTENCES",
        1,
    )
    .replace(
        "2. Tresser des paniers\nMonter un fond",
        "2. Tresser des paniers\nMonter un fond\n3. Rempailler{mark}\nCarder la paille",
    )
    .replace(
        "FICHE COMPÉTENCE PROFESSIONNELLE N° 1",
        "FICHE ACTIVITÉ TYPE{fiche}\n\nRempailler\n\nListe des compétences professionnelles de l’activité type\n\n"
        "Carder la paille\n\nFICHE COMPÉTENCE PROFESSIONNELLE N° 1",
        1,
    )
)


@pytest.mark.parametrize(
    ("heading", "mark"),
    [
        (" D’EXTENSION N° 3", ""),
        (" N° 3 (CCS)", ""),
        (" N° 3", " (CCS)"),
        (" CCS N° 1", " (CCS)"),
    ],
)
def test_a_ccs_is_told_by_its_fiche_or_by_a_list_and_keeps_its_own_title(heading: str, mark: str) -> None:
    content = CCS.replace("{mark}", mark).replace(" TYPE{fiche}", f" TYPE{heading}")
    reading = read(content.replace("ACTIVITÉ TYPE CCS", "CCS"))
    third = reading.activities[-1]
    assert (third.number, third.kind, third.title.value) == (3, "ccs", "Rempailler")
    assert [one.value for one in third.competences] == [4]
    assert all("CCS" not in one.read.value for one in reading.occurrences)


def test_the_list_of_activities_may_announce_the_ccs() -> None:
    content = CCS.replace("{mark}", "").replace("{fiche}", " N° 3")
    told = content.replace(
        "- Tresser des paniers\n", "- Tresser des paniers\nActivités d’extension (CCS) :\n- Rempailler\n"
    )
    assert [one.kind for one in read(content).activities] == ["at", "at", "at"]
    assert [one.kind for one in read(told).activities] == ["at", "at", "ccs"]


def test_transversal_competences_follow_one_another_in_one_fiche() -> None:
    more = TITRE.replace(
        "Les règles sont respectées\n",
        "Les règles sont respectées\n\nTrier ses déchets\n\n"
        "Description de la compétence – processus de mise en œuvre\n\n"
        "Trier.\n\nCritères de performance\n\nLes déchets sont triés\n",
    )
    given = text(more)
    reading = read_reac([given])
    assert [(one.title.value, values(one.criteria)) for one in reading.transversal] == [
        ("Respecter des règles", ["Les règles sont respectées"]),
        ("Trier ses déchets", ["Les déchets sont triés"]),
    ]
    assert left(given, reading) == []


def test_a_document_may_list_them_without_their_fiche() -> None:
    cut = TITRE[: TITRE.index("FICHE DES COMPÉTENCES TRANSVERSALES")]
    (only,) = read(cut).transversal
    assert only.title.value == "Respecter des règles"
    assert "n’a pas été trouvée" in only.title.doubt
    assert read(cut.replace("Respecter des règles", "Sans objet")).transversal == ()


# --- what is not a REAC ---


def test_another_document_gives_an_empty_reading() -> None:
    reading = read("Facture\n\nDix bottes d’osier")
    assert reading.competences == ()
    assert reading.activities == ()
    assert not reading.identity.values


def test_lines_that_the_template_does_not_know_are_left() -> None:
    given = text("Note de l’atelier à lire d’abord\n" + TITRE.lstrip())
    reading = read_reac([given])
    assert left(given, reading) == ["Note de l’atelier à lire d’abord"]


def test_nothing_is_both_furniture_and_text() -> None:
    reading = read(TITRE)
    aside = {piece.line for piece in reading.furniture}
    kept = used(reading.competences) | used(reading.transversal) | used(reading.glossary) | set(reading.prose)
    assert not aside & kept
    assert all(isinstance(piece, Furniture) and piece.role for piece in reading.furniture)
    assert all(isinstance(one, Occurrence) for one in reading.occurrences)
