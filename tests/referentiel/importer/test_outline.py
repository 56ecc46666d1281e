"""Sections of REAC and RE: told by their headings, wherever those stand, in any order of files."""

from dataclasses import replace

from jalon.referentiel.importer.furniture import RUNNING_HEAD
from jalon.referentiel.importer.headings import Kind
from jalon.referentiel.importer.outline import CONTENTS, Outline, Section, entry_text, outline, read_tail
from jalon.referentiel.importer.source import Line

from .printed import line, lines, source, table, text

FOOT = "VAN REAC TP-90011 03 01/12/2022 29/11/2022 4/52"
FICHE = """
    FICHE COMPÉTENCE PROFESSIONNELLE N° 1

    Trier les brins

    Description de la compétence – processus de mise en œuvre

    Trier selon le diamètre.

    Critères de performance

    Le tri est juste

    Savoir-faire techniques, savoir-faire organisationnels, savoir-faire relationnels, savoirs

    Mesurer un brin
"""


def kinds(plan: Outline) -> list[Kind]:
    return [section.kind for section in plan.sections]


def texts(section: Section) -> list[str]:
    return [one.text for one in section.lines]


def test_a_fiche_holds_the_sections_that_it_opens() -> None:
    plan = outline([text(FICHE)])
    (top,) = plan.of("reac", "competence")
    assert top.number == 1
    assert texts(top) == ["Trier les brins"]
    assert [section.kind for section in plan.inside(top)] == [
        "competence",
        "description",
        "criteria",
        "skills",
    ]
    assert plan.documents == {"reac"}


def test_a_heading_may_be_split_over_lines() -> None:
    plan = outline(
        [
            text("""
                REFERENTIEL EMPLOI ACTIVITES COMPETENCES

                DU TITRE PROFESSIONNEL

                Vannier

                FICHE COMPETENCE PROFESSIONNELLE
                N° 3
                Trier les brins

                Savoir-faire techniques, savoir-faire organisationnels,
                savoir-faire relationnels, savoirs
                Mesurer un brin
            """)
        ]
    )
    assert kinds(plan) == ["cover", "competence", "skills"]
    assert texts(plan.sections[0]) == ["Vannier"]
    assert plan.sections[1].number == 3
    assert len(plan.sections[2].heading) == 2


def test_a_heading_may_stand_in_a_frame_with_its_text() -> None:
    frame = table(("FICHE ACTIVITÉ TYPE N° 2",), ("Tresser des paniers",))
    heads = table(("Liste des compétences professionnelles de l’activité type",), number=5)
    plan = outline([source(frame, heads, line("Monter un fond", 9))])
    assert kinds(plan) == ["activity", "activity_list"]
    assert texts(plan.sections[0]) == ["Tresser des paniers"]
    assert texts(plan.sections[1]) == ["Monter un fond"]


def test_the_heading_may_carry_the_title_of_its_fiche() -> None:
    plan = outline([text("FICHE COMPETENCE PROFESSIONNELLE N° 4 : Monter un fond\nTexte.")])
    read = read_tail(plan.sections[0])
    assert read is not None
    assert (plan.sections[0].number, read.value) == (4, "Monter un fond")


def test_entries_of_the_contents_open_nothing() -> None:
    plan = outline(
        [
            text("""
                SOMMAIRE
                Pages
                Vue synoptique de l’emploi-type.....6
                Fiche emploi type ........................ 7
                Glossaire du REAC	49

                Introduction
                Le métier change.
                Vue synoptique de l’emploi-type
            """)
        ]
    )
    assert kinds(plan) == ["contents", "evolution", "synopsis"]
    assert entry_text("Vue synoptique de l’emploi-type.....6") == "Vue synoptique de l’emploi-type"
    assert CONTENTS == "sommaire"


def test_contents_that_lost_their_pages_end_where_an_entry_comes_back() -> None:
    plan = outline(
        [
            text("""
                SOMMAIRE

                Liste des activités

                Vue synoptique de l’emploi-type

                Fiche emploi type

                Liste des activités

                Trier les brins

                Vue synoptique de l’emploi-type
            """)
        ]
    )
    assert kinds(plan) == ["contents", "activities_list", "synopsis"]
    assert len(texts(plan.sections[0])) == 3


def test_a_fiches_heading_printed_again_on_its_next_page_is_a_running_head() -> None:
    again = (
        FICHE.rstrip()
        + f"\n    {FOOT}\n    FICHE COMPÉTENCE PROFESSIONNELLE N° 1 (suite)\n    Lier une botte\n"
    )
    plan = outline([text(again)])
    assert kinds(plan) == ["competence", "description", "criteria", "skills"]
    assert texts(plan.sections[-1]) == ["Mesurer un brin", "Lier une botte"]
    assert RUNNING_HEAD in {piece.role for piece in plan.furniture_of("reac")}


def test_a_second_description_opens_a_fiche_that_lost_its_heading() -> None:
    lost = FICHE.replace("FICHE COMPÉTENCE PROFESSIONNELLE N° 1", FOOT).replace("Trier", "Tremper")
    plan = outline([text(FICHE + lost)])
    found = plan.of("reac", "competence")
    assert [(section.number, section.lost) for section in found] == [(1, False), (None, True)]
    assert texts(found[1]) == ["Tremper les brins"]


def test_without_a_page_break_nothing_says_which_lines_are_the_lost_title() -> None:
    lost = FICHE.replace("FICHE COMPÉTENCE PROFESSIONNELLE N° 1", "").replace("Trier les brins", "")
    plan = outline([text(FICHE + lost)])
    first, second = plan.of("reac", "competence")
    assert (first.lost, second.lost) == (False, True)
    assert texts(second) == []
    assert texts(plan.inside(first)[-1]) == ["Mesurer un brin"]


def test_a_glossary_may_define_the_words_of_the_template() -> None:
    plan = outline(
        [
            text("""
                Glossaire du REAC

                Critère de performance
                Repère d’un résultat.

                Référentiel d’Emploi, Activités et Compétences (REAC)
                Document de l’emploi.

                Savoir-faire technique
                Façon d’opérer.
            """)
        ]
    )
    assert kinds(plan) == ["reac_glossary"]


def test_quoted_headings_are_text() -> None:
    plan = outline(
        [
            text("""
                3.1. Modalités d’évaluation des compétences et organisation de l’épreuve
                Le contenu est dit dans la rubrique «
                Informations complémentaires concernant l’entretien technique ».
            """)
        ]
    )
    assert kinds(plan) == ["modalities"]


RE = """
    RÉFÉRENTIEL D’ÉVALUATION
    DU TITRE PROFESSIONNEL
    Vannier
    1. Références de la spécialité
    Sigle du titre professionnel : VAN
    3.1. Modalités d’évaluation des compétences et organisation de l’épreuve
    4.1. Durée totale de présence du jury pendant l’épreuve du candidat : 01 h 30 min
    5. Conditions de surveillance et de confidentialité au cours de la session titre
    Sans objet
    RÉFÉRENTIEL D’ÉVALUATION
    DES CERTIFICATS
    DE COMPÉTENCES PROFESSIONNELLES
    CCP
    Préparer l’osier
    Modalités d’évaluation des compétences et organisation de l’épreuve
    CCP
    Tresser des paniers
    CCS
    Rempailler des chaises
    Annexe 1
    Plateau technique d’évaluation
    Locaux
    Un atelier
    ANNEXE 2
    CORRESPONDANCES DU TP
    CCP Préparer
    Annexe 3
    Glossaire des modalités d’évaluation
    du référentiel d’évaluation (RE)
    Entretien final
    Échange.
"""


def test_the_blocs_of_an_evaluation_document_are_ranked_and_its_annexes_stand_apart() -> None:
    plan = outline([text(RE)])
    assert kinds(plan) == [
        "re_cover", "references", "modalities", "jury_time", "surveillance", "bloc_cover", "bloc", "modalities",
        "bloc", "bloc", "annex", "premises", "rooms", "annex", "correspondences", "annex", "re_glossary",
    ]  # fmt: skip
    blocs = [section.bloc for section in plan.sections]
    assert blocs == [None] * 6 + [1, 1, 2, 3] + [None] * 7
    assert plan.sections[9].ccs
    assert [section.number for section in plan.of("re", "annex")] == [1, 2, 3]
    assert len(plan.of("re", "bloc_cover")[0].heading) == 3
    assert plan.of("re", "jury_time")[0].tail.endswith("01 h 30 min")


def test_files_come_in_any_order_and_a_file_may_hold_both_documents() -> None:
    apart = outline([text(RE, "re.txt"), text(FICHE, "reac.txt")])
    together = outline([text(RE + FICHE, "tout.txt")])
    for plan in (apart, together):
        assert plan.documents == {"reac", "re"}
        assert [section.kind for section in plan.of("reac")] == [
            "competence",
            "description",
            "criteria",
            "skills",
        ]
    assert {section.file for section in apart.of("re")} == {"re.txt"}


def test_a_document_of_another_kind_gives_no_known_section() -> None:
    plan = outline([text("Facture n° 12\n\nOsier blanc, dix bottes\n\nTotal : 120 €")])
    assert kinds(plan) == ["front"]
    assert plan.documents == set()


def test_every_line_is_in_one_section_or_set_aside_once() -> None:
    given = text(RE + f"    {FOOT}\n" + FICHE)
    plan = outline([given])
    kept = [one for section in plan.sections for one in section.lines]
    aside = [piece.line for _, piece in plan.furniture]
    assert sorted(kept + aside, key=lambda one: one.place) == sorted(given.lines, key=lambda one: one.place)


def test_a_bullet_opens_no_section_but_a_rubric_of_a_fiche() -> None:
    blocks: list[Line] = lines(
        "FICHE COMPÉTENCE PROFESSIONNELLE N° 1", "Trier", "- Savoirs", "Osiers", "- Annexe 1"
    )
    plan = outline([source(*[replace(one, whole=True) for one in blocks])])
    assert kinds(plan) == ["competence", "skills"]
    assert texts(plan.sections[1]) == ["Osiers", "Annexe 1"]


def test_a_ccp_may_open_by_its_title_alone_between_quotes_or_on_its_page() -> None:
    plan = outline(
        [
            text(f"""
                REFERENTIEL DE CERTIFICATION
                DES CERTIFICATS DE COMPETENCES PROFESSIONNELLES

                « Préparer l’osier »

                Modalités d’évaluation des compétences et organisation de l’épreuve
                Le candidat trie.
                Durée totale de présence du jury pendant l’épreuve du candidat : 0 h 45

                {FOOT}

                Tresser des paniers

                Modalités d’évaluation des compétences et organisation de l’épreuve
                Le candidat tresse.
            """)
        ]
    )
    found = plan.of("re", "bloc", "modalities", "jury_time")
    assert [(section.kind, section.bloc) for section in found] == [
        ("bloc", 1), ("modalities", 1), ("jury_time", 1), ("bloc", 2), ("modalities", 2),
    ]  # fmt: skip
    assert [texts(section) for section in found if section.lost] == [
        ["« Préparer l’osier »"],
        ["Tresser des paniers"],
    ]


def test_a_table_of_tests_that_goes_on_opens_no_ccp() -> None:
    plan = outline(
        [
            text("""
                1. Références de la spécialité
                Modalités d’évaluation des compétences et organisation de l’épreuve
                Le candidat trie.
                Modalités d’évaluation des compétences et organisation de l’épreuve
                Le candidat tresse.
            """)
        ]
    )
    assert [section.bloc for section in plan.of("re")] == [None] * len(plan.of("re"))
