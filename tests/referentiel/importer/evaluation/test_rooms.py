"""Annexe 1: rooms of each test and resources of a candidate, from cells or from lines."""

from jalon.referentiel.importer.evaluation.rooms import Resources, Rooms, read_resources, read_rooms

from .hand import line, lines, table

ROOMS = ["Modalité d’évaluation", "Désignation et description des locaux", "Observations"]
RESOURCES = [
    "Désignation", "Nombre", "Description",
    "Nombre maximal de candidats pouvant partager la ressource en simultané pendant l’épreuve", "Observations",
]  # fmt: skip


def told(found: Rooms) -> list[tuple[str | None, str, str]]:
    return [
        (one.test and str(one.test.value), one.description.value, one.notes.value if one.notes else "")
        for one in found.premises
    ]


def asked(found: Resources) -> list[tuple[str, int | None, str, int | None, str]]:
    return [
        (
            one.category.value,
            one.count and one.count.value,
            one.description.value,
            one.max_sharing and one.max_sharing.value,
            one.notes.value if one.notes else "",
        )
        for one in found.resources
    ]


def test_each_paragraph_that_names_a_room_is_one() -> None:
    found = read_rooms([
        table(
            ROOMS,
            [
                "Mise en situation professionnelle",
                "Un atelier ventilé.\nUne table et deux chaises.\nUne salle de préparation.",
                "Locaux aux normes.",
            ],
            ["Entretien final", "Un local fermé.", "Sans objet"],
        )
    ])  # fmt: skip
    assert told(found) == [
        ("mise_en_situation", "Un atelier ventilé.\nUne table et deux chaises.", "Locaux aux normes."),
        ("mise_en_situation", "Une salle de préparation.", "Locaux aux normes."),
        ("entretien_final", "Un local fermé.", ""),
    ]


def test_a_room_that_a_page_cuts_goes_on() -> None:
    found = read_rooms([
        table(ROOMS, ["Entretien technique", "Un local fermé équipé d’une table", ""]),
        table(["", "et de trois chaises.", "Prévoir un paravent."]),
    ])  # fmt: skip
    assert told(found) == [
        (
            "entretien_technique",
            "Un local fermé équipé d’une table et de trois chaises.",
            "Prévoir un paravent.",
        )
    ]


def test_a_room_of_no_known_test_keeps_its_label() -> None:
    found = read_rooms([table(ROOMS, ["Dégustation", "Un local frais.", ""])])
    assert told(found) == [(None, "Un local frais.", "")]
    assert found.premises[0].label.value == "Dégustation"


def test_a_room_said_to_be_without_object_is_none() -> None:
    assert told(read_rooms([table(ROOMS, ["Questionnaire professionnel", "Sans objet", "Sans objet"])])) == []


def test_rooms_in_lines_part_their_observations_by_their_wording() -> None:
    found = read_rooms(lines("""
        Modalité d’évaluation Désignation et description des locaux Observations
        Mise en situation professionnelle Un atelier
        ventilé.

        Prévoir autant d’ateliers que de jurys.
        Entretien technique Un local fermé. Ce local doit garantir la qualité et la confidentialité
        des échanges.
        Entretien final Un local fermé. Adapter le nombre de locaux.
    """))  # fmt: skip
    assert told(found) == [
        ("mise_en_situation", "Un atelier ventilé.", "Prévoir autant d’ateliers que de jurys."),
        (
            "entretien_technique",
            "Un local fermé.",
            "Ce local doit garantir la qualité et la confidentialité des échanges.",
        ),
        ("entretien_final", "Un local fermé.", "Adapter le nombre de locaux."),
    ]
    assert [bool(one.description.doubt) for one in found.premises] == [False, False, True]


def test_resources_in_cells_keep_their_category_down_the_column() -> None:
    found = read_resources([
        table(
            RESOURCES,
            ["Équipements", "1", "Un bain-marie", "2", "Sans objet"],
            [None, "3", "Moules", "1", "À nettoyer"],
            ["", "4", "Pinces", "1", ""],
            ["Autres", "1", "Un client\nUn guichet", "1", ""],
        )
    ])  # fmt: skip
    assert asked(found) == [
        ("Équipements", 1, "Un bain-marie", 2, ""),
        ("Équipements", 3, "Moules", 1, "À nettoyer"),
        ("Équipements", 4, "Pinces", 1, ""),
        ("Autres", 1, "Un client\nUn guichet", 1, ""),
    ]


def test_a_resource_that_a_page_cuts_goes_on() -> None:
    found = read_resources([
        table(RESOURCES, ["Machines", "1", "Une étuve réglable", "1", "À préchauffer"]),
        table(RESOURCES, ["", "", "de 60 à 90 degrés", "", "avant l’épreuve"]),
    ])  # fmt: skip
    assert asked(found) == [
        ("Machines", 1, "Une étuve réglable de 60 à 90 degrés", 1, "À préchauffer avant l’épreuve")
    ]


def test_a_count_that_is_more_than_a_figure_is_doubted() -> None:
    (one,) = read_resources([table(RESOURCES, ["Machines", "2 par atelier", "Étuves", "1", ""])]).resources
    assert one.count is not None
    assert (one.count.value, bool(one.count.doubt)) == (2, True)


def test_an_empty_category_gives_no_resource() -> None:
    assert asked(read_resources([table(RESOURCES, ["Machines", "", "Sans objet", "", ""])])) == []


def test_resources_in_lines_are_told_by_their_figures() -> None:
    found = read_resources(lines("""
        Certaines ressources peuvent être partagées par plusieurs candidats.
        Désignation Nombre Description

        Nombre maximal de
        candidats pouvant
        partager la
        ressource en
        simultané pendant
        l’épreuve
        Observations
        Postes de travail 1 Un poste éclairé 1 Sans objet
        Équipements 2 2 bains-marie ou étuves 3 À préchauffer avant
        l’épreuve.
        4 Pinces 1 Sans objet
        Autres 1 Une personne qui tient le rôle d’un client

        1 Sans objet.
    """))  # fmt: skip
    assert asked(found) == [
        ("Postes de travail", 1, "Un poste éclairé", 1, ""),
        ("Équipements", 2, "2 bains-marie ou étuves", 3, "À préchauffer avant l’épreuve."),
        ("Équipements", 4, "Pinces", 1, ""),
        ("Autres", 1, "Une personne qui tient le rôle d’un client", 1, ""),
    ]
    assert [one.text for one in found.prose] == [
        "Certaines ressources peuvent être partagées par plusieurs candidats."
    ]


def test_a_category_centred_beside_two_rows_is_that_of_both() -> None:
    expected = [("Matières d’œuvre", 10, "Mèches", 1, ""), ("Matières d’œuvre", 2, "Cires", 1, "")]
    assert (
        asked(read_resources(lines("10 Mèches 1 Sans objet\n\nMatières d’œuvre\n\n2 Cires 1 Sans objet")))
        == expected
    )
    assert (
        asked(read_resources(lines("10 Mèches 1 Sans objet Matières d’œuvre\n2 Cires 1 Sans objet")))
        == expected
    )


def test_a_line_before_any_resource_is_kept_as_text() -> None:
    found = read_resources([line("Le centre prévoit l’éclairage.")])
    assert [one.text for one in found.prose] == ["Le centre prévoit l’éclairage."]


def test_a_sharing_in_words_is_that_of_its_candidates_and_a_count_that_of_one() -> None:
    found = read_resources([
        table(
            RESOURCES,
            ["Équipements", "1", "Four", "1 pour 3 candidats", ""],
            ["", "1", "Balance", "Un poste pour deux candidats", ""],
            ["", "Un par candidat", "Tablier", "1", ""],
        )
    ])  # fmt: skip
    assert [(one[1], one[3]) for one in asked(found)] == [(1, 3), (1, 2), (1, 1)]
    assert not any(one.max_sharing and one.max_sharing.doubt for one in found.resources)


def test_names_that_follow_each_other_share_the_rooms_in_their_order_and_are_asked() -> None:
    found = read_rooms(
        lines("""
            Mise en situation professionnelle
            Entretien technique
            Un atelier ventilé.
            Une table et deux chaises.
            Une salle calme.
            Entretien final
            Un local fermé.
        """)
    )
    assert told(found) == [
        ("mise_en_situation", "Un atelier ventilé.\nUne table et deux chaises.", ""),
        ("entretien_technique", "Une salle calme.", ""),
        ("entretien_final", "Un local fermé.", ""),
    ]
    assert [bool(one.description.doubt) for one in found.premises] == [True, True, False]


def test_resources_printed_a_cell_a_line_are_told_by_their_figures() -> None:
    found = read_resources(
        lines("""
            Machines
            2
            Un bain de cire.
            1
            Sans objet
            1
            Un moule en étain.
            3
            À chauffer.
            Équipements
            1
            Un tablier
            1
            Sans objet
        """)
    )
    assert asked(found) == [
        ("Machines", 2, "Un bain de cire", 1, ""),
        ("Machines", 1, "Un moule en étain", 3, "À chauffer."),
        ("Équipements", 1, "Un tablier", 1, ""),
    ]


def test_a_line_that_names_a_room_by_a_capital_opens_another() -> None:
    found = read_rooms([
        table(ROOMS, ["Mise en situation professionnelle", "Un atelier de fonte de 60 m²\nUne aire de levage", ""])
    ])  # fmt: skip
    assert [one[1] for one in told(found)] == ["Un atelier de fonte de 60 m²", "Une aire de levage"]
