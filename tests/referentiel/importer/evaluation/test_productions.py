"""What a candidate prepares before the session: files, pages, parts and contents, however the RE words them."""

import pytest

from jalon.referentiel.importer.evaluation.known import Titles
from jalon.referentiel.importer.evaluation.paragraphs import sentences
from jalon.referentiel.importer.evaluation.productions import Productions, read_productions
from jalon.referentiel.importer.readings import Read, ReadPart, ReadProduction
from jalon.referentiel.schema import TestKind

from .hand import CONSEILLER, COULER, TREMPER, lines, texts

OWN = (Read(COULER), Read(TREMPER), Read(CONSEILLER))
KNOWN = Titles([COULER, TREMPER, CONSEILLER])
FORMAT = "La police de caractères à utiliser est Arial 11, interligne 1,15."


def read(text: str) -> Productions:
    found = sentences(lines(text))
    return read_productions(found, TestKind.QUESTIONNEMENT_PRODUCTION, OWN, KNOWN, "schemes/title")


def only(text: str) -> ReadProduction:
    (one,) = read(text).productions
    return one


def pages(one: ReadProduction | ReadPart) -> tuple[int | None, int | None]:
    low, high = one.pages_min, one.pages_max
    return low and low.value, high and high.value


def test_a_whole_production_is_read_from_two_sentences() -> None:
    one = only(f"""
        Le candidat rédige en amont de l’examen un dossier de fabrication.
        Il comprend entre 20 et 24 pages, hors annexes (8 pages d’annexes maximum). {FORMAT}
    """)
    assert one.name.value == "Dossier de fabrication"
    assert pages(one) == (20, 24)
    assert one.annex_pages_max is not None
    assert one.annex_pages_max.value == 8
    assert [read and read.value for read in (one.font, one.font_size, one.line_spacing)] == [
        "Arial",
        11.0,
        1.15,
    ]
    assert one.test is TestKind.QUESTIONNEMENT_PRODUCTION


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le candidat rédige un dossier de 20 pages maximum.", (None, 20)),
        ("Le candidat produit un rapport de 15 à 20 pages hors annexes.", (15, 20)),
        ("Le candidat élabore un mémoire qui comporte au minimum 10 pages.", (10, None)),
        ("Le dossier projet n’excède pas trente pages.", (None, 30)),
        ("Ce document comprend 12 pages.", (12, 12)),
        ("Hors page de garde, sommaire et annexes, le dossier comporte entre 30 et 50 pages.", (30, 50)),
    ],
)
def test_pages_are_read_however_they_are_said(text: str, expected: tuple[int | None, int | None]) -> None:
    assert pages(only(text)) == expected


@pytest.mark.parametrize(
    ("text", "font", "size", "spacing"),
    [
        ("La police est Calibri, taille 12, interligne 1,5.", "Calibri", 12.0, 1.5),
        ("Il utilise la police Times New Roman corps 11,5, interligne simple.", "Times New Roman", 11.5, 1.0),
        ("Police de caractères : Verdana 10 ; interligne double.", "Verdana", 10.0, 2.0),
        ("Arial, taille de police 11", "Arial", 11.0, None),
    ],
)
def test_the_layout_is_read_however_it_is_said(
    text: str, font: str, size: float, spacing: float | None
) -> None:
    one = only(f"Le candidat rédige un dossier de 10 pages maximum.\n{text}")
    assert one.font is not None
    assert one.font_size is not None
    assert (one.font.value, one.font_size.value, one.line_spacing and one.line_spacing.value) == (
        font,
        size,
        spacing,
    )


def test_an_undivided_production_is_one_part_on_the_competences_of_its_test() -> None:
    (part,) = only("Le candidat rédige un dossier de 10 pages maximum.").parts
    assert texts(part.competences) == [COULER, TREMPER, CONSEILLER]
    assert part.competences[0].doubt
    assert pages(part) == (None, 10)


def test_an_undivided_production_that_names_its_competences_is_sure() -> None:
    (part,) = only(f"""
        Le candidat rédige un dossier de 10 pages maximum.
        Ce dossier se rapporte aux compétences :
        - {COULER}
        - « {TREMPER} »
    """).parts
    assert texts(part.competences) == [COULER, TREMPER]
    assert not part.competences[0].doubt


def test_a_production_on_the_competences_of_an_activity_takes_those_of_its_test() -> None:
    (part,) = only("""
        Le candidat rédige un dossier relatif aux compétences de l’activité « Fabriquer des bougies en atelier ».
        Il comprend 10 pages maximum.
    """).parts
    assert texts(part.competences) == [COULER, TREMPER, CONSEILLER]
    assert not part.competences[0].doubt


def test_parts_have_their_pages_competences_and_contents() -> None:
    one = only(f"""
        Le candidat rédige un dossier composé de deux parties. Il comprend entre 10 et 14 pages.
        Première partie
        La première partie du dossier comprend entre 6 et 8 pages.
        Elle se rapporte aux compétences :
        - « {COULER} »
        - « {TREMPER} »

        Le candidat décrit dans cette partie :
        - l’atelier et ses machines ;
        - les matières premières.
        La deuxième partie comprend entre 4 et 6 pages.
        Elle se rapporte à la compétence : « {CONSEILLER} ».
        Le candidat présente un conseil donné, qui doit avoir fait l’objet a minima de 3 entretiens.
        Il analyse sa pratique. Lors de la session, le candidat présente oralement ce conseil.
        Pour les première et deuxième parties, le candidat peut décrire deux fabrications.
    """)
    first, second = one.parts
    assert [pages(part) for part in one.parts] == [(6, 8), (4, 6)]
    assert texts(first.competences) == [COULER, TREMPER]
    assert texts(second.competences) == [CONSEILLER]
    assert texts(first.requirements) == ["l’atelier et ses machines", "les matières premières"]
    assert texts(second.requirements)[-1] == "Il analyse sa pratique"
    assert second.min_interviews is not None
    assert second.min_interviews.value == 3
    assert first.min_interviews is None


def test_parts_named_partie_1_and_partie_2_are_read() -> None:
    one = only("""
        Le candidat élabore un dossier technique de fabrication de 20 pages maximum.
        Partie 1 : l’atelier (12 pages maximum)
        Partie 2 : la vente (8 pages maximum)
    """)
    assert [(part.number, pages(part)) for part in one.parts] == [(1, (None, 12)), (2, (None, 8))]


def test_parts_fewer_than_announced_are_a_finding() -> None:
    found = read("""
        Le candidat rédige un dossier composé de trois parties. Il comprend 10 pages maximum.
        La première partie comprend 6 pages maximum.
        La deuxième partie comprend 4 pages maximum.
    """)
    assert [finding.code for finding in found.findings] == ["parts-count"]


def test_a_plan_by_bullets_or_numbers_gives_the_contents() -> None:
    for marks in ("-", None):
        items = ["la fiche de fabrication ;", "le calcul du coût."]
        listed = "\n".join(
            f"{marks or rank + 1}{'' if marks else '.'} {text}" for rank, text in enumerate(items)
        )
        one = only(
            f"Le candidat rédige un dossier de 10 pages maximum.\nLe dossier suit le plan suivant :\n{listed}"
        )
        assert texts(one.parts[0].requirements) == ["la fiche de fabrication", "le calcul du coût"]


def test_two_productions_keep_their_own_pages_and_contents() -> None:
    found = read("""
        Dossier de préparation
        Le candidat rédige un dossier de préparation de la séance. Ce dossier est composé de 4 à 6 pages.
        Il contient :
        - les objectifs ;
        - les critères.
        Plateau technique
        Le plateau technique varie selon l’atelier.
        Le candidat remet un rapport de stage de 15 pages maximum.
        Il contient :
        - le récit du stage.
    """).productions
    assert [one.name.value for one in found] == ["Dossier de préparation de la séance", "Rapport de stage"]
    assert [pages(one) for one in found] == [(4, 6), (None, 15)]
    assert [texts(one.parts[0].requirements) for one in found] == [
        ["les objectifs", "les critères"],
        ["le récit du stage"],
    ]


def test_a_list_of_productions_names_them_and_the_oral_gives_no_content() -> None:
    found = read("""
        En amont de l’examen, le candidat prépare
        - un seul dossier de projet imprimé réunissant ses projets ;
        - un support de présentation.
        Le dossier de projet
        Le dossier de projet comporte entre 30 et 50 pages.
        Il suit le plan suivant :
        - la liste des compétences.
        Contenu de la présentation orale
        La présentation suit le plan suivant :
        - le contexte.
    """).productions
    assert [one.name.value for one in found] == ["Dossier de projet", "Support de présentation"]
    assert [pages(one) for one in found] == [(30, 50), (None, None)]
    assert texts(found[0].parts[0].requirements) == ["la liste des compétences"]
    assert found[1].parts == ()


def test_the_competences_that_a_project_must_cover_are_those_of_its_file() -> None:
    one = only(f"""
        Le projet couvre obligatoirement les compétences suivantes :
        - {COULER}
        Ou :
        - {TREMPER}
        Contenu du dossier de projet
        La longueur du dossier de projet hors annexes est de 30 à 35 pages, soit environ 48750 caractères.
    """)
    assert texts(one.parts[0].competences) == [COULER, TREMPER]
    assert pages(one) == (30, 35)
    assert one.chars_max is not None
    assert one.chars_max.value == 48750
    assert one.chars_max.doubt


def test_a_figure_printed_twice_with_two_values_is_a_finding_and_the_first_stands() -> None:
    found = read("""
        Le candidat rédige un dossier de 20 pages maximum.
        Le dossier comprend 25 pages maximum, annexes limitées à 5 pages.
        Les annexes comportent 8 pages au maximum.
    """)
    assert [finding.code for finding in found.findings] == ["pages-twice", "pages-twice"]
    (one,) = found.productions
    assert pages(one) == (None, 20)
    assert one.pages_max is not None
    assert "25" in one.pages_max.doubt


@pytest.mark.parametrize(
    ("text", "hours", "doubted"),
    [
        (
            "Il réalise le dossier à partir de périodes en entreprise, d’une durée totale minimum de 385 heures.",
            385,
            False,
        ),
        ("Le candidat justifie d’une période en entreprise de 12 semaines.", 420, True),
        ("Le candidat a effectué un stage de 70 h.", 70, False),
        ("La période en entreprise dure 20 jours.", 140, True),
    ],
)  # fmt: skip
def test_hours_in_a_company_are_read_and_doubted_where_the_unit_is_another(
    text: str, hours: int, doubted: bool
) -> None:
    (one,) = read(text).company_hours
    assert (one.value, bool(one.doubt)) == (hours, doubted)


def test_titles_of_blocs_that_the_text_quotes_are_kept() -> None:
    found = read(
        "Le candidat qui se présente au CCP « Fabriquer des bougies en atelier » réalise un dossier."
    )
    assert texts(found.activities) == ["Fabriquer des bougies en atelier"]


@pytest.mark.parametrize(
    "text",
    [
        "Le jury prend connaissance du dossier professionnel du candidat.",
        "Sans objet",
        "Le candidat apporte son équipement de protection.",
        "",
    ],
)
def test_no_production_is_made_up(text: str) -> None:
    assert read(text).productions == []


def test_a_list_of_productions_counts_the_pages_of_each() -> None:
    found = read("""
        Le candidat réalise en amont de la session deux productions :
        1. Un carnet de moules de 20 à 25 pages, hors annexes. Les annexes sont limitées à 10 pages.
        2. Une étude de parfums de 12 pages maximum.
    """).productions
    assert [(one.name.value, pages(one)) for one in found] == [
        ("Carnet de moules", (20, 25)),
        ("Étude de parfums", (None, 12)),
    ]
    assert found[0].annex_pages_max is not None
    assert found[0].annex_pages_max.value == 10


def test_a_production_that_a_heading_alone_names_is_asked() -> None:
    found = read(f"""
        Le candidat rédige un dossier de fabrication. Il comprend 20 pages. {FORMAT}

        Synthèse et conclusion

        Le candidat présente son travail au jury.
    """).productions
    assert [(one.name.value, bool(one.name.doubt)) for one in found] == [
        ("Dossier de fabrication", False),
        ("Synthèse", True),
    ]
