"""The table of modalités, as cells or as the lines of a flat extraction."""

from jalon.referentiel.importer.evaluation.known import Titles
from jalon.referentiel.importer.evaluation.modalites import Modalites, read_modalites
from jalon.referentiel.importer.evaluation.paragraphs import titles_in
from jalon.referentiel.importer.source import Block
from jalon.referentiel.schema import TestKind

from .hand import CONSEILLER, COULER, TREMPER, VENDRE, band, joined, lines, table

HEAD = ["Modalités", "Compétences évaluées", "Durée", "Détail de l’organisation de l’épreuve"]
KNOWN = Titles([COULER, TREMPER, CONSEILLER, VENDRE])


def read(*blocks: Block, known: Titles = KNOWN) -> Modalites:
    return read_modalites(blocks, known)


def told(found: Modalites) -> list[tuple[str, int | None, list[str]]]:
    return [
        (str(row.kind), row.minutes, [one.text for one in titles_in(row.competences, KNOWN)])
        for row in found.tests
    ]


def conduct(found: Modalites, rank: int = 0) -> str:
    return " ".join(one.text for one in found.tests[rank].conduct)


def test_each_row_of_cells_is_a_test_and_void_ones_are_not() -> None:
    found = read(
        joined(
            table(
                HEAD,
                ["Mise en situation\nprofessionnelle", f"{COULER}\n{TREMPER}", "03 h 30 min", "Le candidat coule."],
            ),
            band("Autres modalités d’évaluation le cas échéant :", 4),
            table(
                ["Entretien technique", CONSEILLER, "00 h 20 min", "Le jury questionne."],
                ["Questionnaire professionnel", "Sans objet", "", "Sans objet"],
                ["Questionnement à partir de production(s)", "Sans objet", "00 h 00 min", "Sans objet"],
                ["Entretien final", "", "00 h 10 min", "Y compris le dossier professionnel."],
                ["", "Durée totale de l’épreuve pour le candidat :", "04 h 00 min", ""],
            ),
        )
    )  # fmt: skip
    assert told(found) == [
        ("mise_en_situation", 210, [COULER, TREMPER]),
        ("entretien_technique", 20, [CONSEILLER]),
        ("entretien_final", 10, []),
    ]
    assert found.total is not None
    assert found.total.minutes == 240
    assert conduct(found, 1) == "Le jury questionne."


def test_a_row_that_a_page_cuts_goes_on_under_repeated_heads() -> None:
    found = read(
        table(HEAD, ["Mise en situation professionnelle", COULER, "1 h", "Le candidat pèse la cire,"]),
        table(
            HEAD,
            ["", TREMPER, "", "puis il la coule."],
            ["Durée totale de l’épreuve pour le candidat :", "", "1 h", ""],
        ),
    )
    assert told(found) == [("mise_en_situation", 60, [COULER, TREMPER])]
    assert conduct(found) == "Le candidat pèse la cire, puis il la coule."


def test_a_table_without_heads_goes_on_under_the_last_ones() -> None:
    found = read(
        table(["Modalités", "Durée", "Compétences évaluées", "Organisation de l’épreuve"]),
        table(["Entretien technique", "45 minutes", COULER, "Le jury questionne."]),
    )
    assert told(found) == [("entretien_technique", 45, [COULER])]


def test_a_label_printed_line_by_line_is_one() -> None:
    found = read(
        table(
            HEAD,
            ["Présentation d’un projet", COULER, "00 h 30 min", "Le candidat présente"],
            ["réalisé en amont de la", TREMPER, "", "son projet."],
            ["session", "", "", ""],
        )
    )
    assert told(found) == [("presentation_projet", 30, [COULER, TREMPER])]
    assert conduct(found) == "Le candidat présente son projet."


def test_two_tests_under_one_label_are_told_by_the_conduct_and_doubted() -> None:
    label = "Mise en situation professionnelle ou présentation d’un projet réalisé en amont de la session"
    found = read(table(HEAD, [label, COULER, "1 h", "La présentation du projet se fait devant le jury."]))
    assert [str(row.kind) for row in found.tests] == ["presentation_projet"]
    assert found.tests[0].doubt


def test_a_row_of_no_known_test_is_set_aside_and_not_lost() -> None:
    found = read(table(HEAD, ["Épreuve de dégustation", COULER, "1 h", "Le candidat goûte."]))
    assert not found.tests
    assert [row.minutes for row in found.unknown] == [60]


def test_a_row_in_lines_opens_at_the_name_of_its_test() -> None:
    found = read(*lines(f"""
        Modalités Compétences évaluées Durée Détail de l’organisation de l’épreuve
        Mise en situation
        professionnelle

        {COULER}
        Conseiller un client sur les parfums et les durées de
        combustion

        03 h 30 min Le candidat coule une bougie.
        Mise en situation du poste : il la range.
        Autres modalités d’évaluation le cas échéant :
        - Entretien technique {TREMPER}

        00 h 20 min Le jury questionne le candidat sur la mise en situation
        professionnelle et son organisation.
        - Questionnaire
        professionnel
        Sans objet Sans objet
        - Questionnement à partir
        de production(s)
        Sans objet 00 h 00 min Sans objet
        Entretien final 00 h 10 min Y compris le dossier professionnel.
        Durée totale de l’épreuve pour le candidat : 04 h 00 min
        Une phrase qui suit le tableau.
    """))  # fmt: skip
    assert told(found) == [
        ("mise_en_situation", 210, [COULER, CONSEILLER]),
        ("entretien_technique", 20, [TREMPER]),
        ("entretien_final", 10, []),
    ]
    assert found.total is not None
    assert found.total.minutes == 240
    assert [one.text for one in found.prose] == ["Une phrase qui suit le tableau."]
    assert {one.role for one in found.furniture} == {
        "en-tête de tableau",
        "intertitre de tableau",
        "épreuve sans objet",
    }


def test_competences_that_a_page_cuts_from_theirs_come_back() -> None:
    found = read(*lines(f"""
        Entretien technique {COULER}
        00 h 20 min Le jury questionne le candidat.
        Modalités Compétences évaluées Durée Détail de l’organisation de l’épreuve
        {TREMPER}
        Conseiller un client sur les parfums et les durées de
        combustion
        Durée totale de l’épreuve pour le candidat : 00 h 20 min
    """))  # fmt: skip
    assert told(found) == [("entretien_technique", 20, [COULER, TREMPER, CONSEILLER])]
    assert conduct(found) == "Le jury questionne le candidat."


def test_a_conduct_that_a_page_cuts_goes_on() -> None:
    found = read(*lines(f"""
        Entretien technique {COULER}
        00 h 20 min Le jury questionne le candidat sur la fonte
        Modalités Compétences évaluées Durée Détail de l’organisation de l’épreuve
        et sur le séchage.
        Durée totale de l’épreuve pour le candidat : 00 h 20 min
    """))  # fmt: skip
    assert conduct(found) == "Le jury questionne le candidat sur la fonte et sur le séchage."
    assert told(found) == [("entretien_technique", 20, [COULER])]


def test_every_line_of_the_table_is_accounted_for() -> None:
    block = table(
        HEAD,
        ["Questionnaire professionnel", "Sans objet", "", "Sans objet"],
        ["Entretien final", "", "15 min", ""],
    )
    found = read(block)
    told_lines = [
        *(one for row in found.tests for one in row.lines),
        *(one.line for one in found.furniture),
    ]
    assert {one.place for one in told_lines} == {one.place for one in block.lines}


def test_kinds_come_in_the_order_of_the_document() -> None:
    found = read(
        table(
            HEAD,
            ["Entretien technique", COULER, "10 min", ""],
            ["Mise en situation professionnelle", COULER, "1 h", ""],
        )
    )
    assert [row.kind for row in found.tests] == [TestKind.ENTRETIEN_TECHNIQUE, TestKind.MISE_EN_SITUATION]
