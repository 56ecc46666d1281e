"""Lines joined again: items and titles of a cell, sentences of running text."""

from jalon.referentiel.importer.evaluation.known import Titles
from jalon.referentiel.importer.evaluation.paragraphs import RUN_ON, items, paragraphs, sentences, titles_in

from .hand import COULER, TREMPER, line, lines


def test_each_capital_opens_a_criterion_and_small_letters_go_on() -> None:
    found = items(
        lines("""
        La cire est fondue à la température
        prescrite
        Le moule est propre
        Les mèches sont centrées et
        tendues
    """)
    )
    assert [one.text for one in found] == [
        "La cire est fondue à la température prescrite",
        "Le moule est propre",
        "Les mèches sont centrées et tendues",
    ]


def test_a_word_that_ends_an_open_line_is_no_criterion() -> None:
    found = items(
        lines("""
        La cire est pesée avec une balance de
        Précision
        Le dosage suit la fiche
    """)
    )
    assert [one.text for one in found] == [
        "La cire est pesée avec une balance de Précision",
        "Le dosage suit la fiche",
    ]


def test_one_capital_word_alone_ends_the_line_above() -> None:
    found = items(
        lines("""
        Le rapport est saisi dans le logiciel de la marque et
        transmis par
        INTERNET
        Le poste est rangé
    """)
    )
    assert [one.text for one in found][-1] == "Le poste est rangé"
    assert found[0].text.endswith("INTERNET")


def test_criteria_run_on_in_one_line_are_cut_at_capitals_and_doubted() -> None:
    found = items([line("La cire est fondue Le moule est propre Les mèches sont centrées", whole=True)])
    assert [one.text for one in found] == [
        "La cire est fondue",
        "Le moule est propre",
        "Les mèches sont centrées",
    ]
    assert {one.doubt for one in found} == {RUN_ON}


def test_a_criterion_run_on_that_another_page_prints_alone_is_sure() -> None:
    found = items([line("La cire est fondue Le moule est propre")], attested={"lemouleestpropre"})
    assert [bool(one.doubt) for one in found] == [True, False]


def test_whole_lines_are_items_even_in_small_letters_after_a_semicolon() -> None:
    found = items([line("la cire ;", bullet="-"), line("la mèche ;", bullet="-")])
    assert [one.text for one in found] == ["la cire", "la mèche"]


def test_titles_open_at_an_infinitive() -> None:
    found = titles_in(
        lines(f"""
        {COULER}
        Tremper une mèche et former
        un cierge
    """)
    )
    assert [one.text for one in found] == [COULER, TREMPER]


def test_titles_run_on_are_cut_and_sure_where_they_are_known() -> None:
    run_on = [line(f"{COULER} {TREMPER}")]
    assert [(one.text, one.doubt) for one in titles_in(run_on, Titles([COULER, TREMPER]))] == [
        (COULER, ""),
        (TREMPER, ""),
    ]
    assert [(one.text, one.doubt) for one in titles_in(run_on)] == [(COULER, RUN_ON), (TREMPER, RUN_ON)]


def test_a_title_that_a_page_cuts_is_one() -> None:
    found = titles_in([line("Tremper une mèche et former", whole=True), line("un cierge", whole=True)])
    assert [one.text for one in found] == [TREMPER]


def test_a_stray_blank_line_does_not_cut_a_sentence() -> None:
    found = sentences(
        lines("""
        Le jury prend connaissance du dossier et prépare

        les questions à poser.
        Il reçoit le candidat.
    """)
    )
    assert [one.text for one in found] == [
        "Le jury prend connaissance du dossier et prépare les questions à poser.",
        "Il reçoit le candidat.",
    ]


def test_sentences_keep_their_own_lines() -> None:
    one, two, three = lines("""
        Le candidat fond la cire. Il coule
        la bougie. Il la démoule
        et la présente.
    """)
    found = sentences([one, two, three])
    assert [each.lines for each in found] == [(one,), (one, two), (two, three)]


def test_numbered_steps_are_counted_and_their_number_goes() -> None:
    found = sentences(
        lines("""
        L’épreuve se déroule en deux temps :
        1. Le candidat coule une bougie.
        Il la démoule.
        2. Le jury questionne le candidat.
    """)
    )
    assert [(one.step, one.first, one.text) for one in found] == [
        (0, False, "L’épreuve se déroule en deux temps :"),
        (1, True, "Le candidat coule une bougie."),
        (1, False, "Il la démoule."),
        (2, True, "Le jury questionne le candidat."),
    ]


def test_steps_inside_one_line_are_found_too() -> None:
    found = sentences([line("Deux temps : 1. Le candidat coule. 2. Le jury questionne.")])
    assert [one.step for one in found] == [0, 1, 2]


def test_a_short_line_without_end_is_a_heading() -> None:
    found = sentences(
        lines("""
        Dossier de préparation

        Le candidat rédige un dossier sur la fabrication d’une bougie parfumée, de la fonte à l’emballage.
    """)
    )
    assert [one.title for one in found] == [True, False]


def test_a_bracket_goes_on_with_the_line_above() -> None:
    found = paragraphs(
        lines("""
        Le candidat présente son analyse de pratique
        (5 minutes).
        Puis le jury le questionne.
    """)
    )
    assert [one.text for one in found] == [
        "Le candidat présente son analyse de pratique (5 minutes).",
        "Puis le jury le questionne.",
    ]


def test_the_numbers_of_a_list_are_no_text() -> None:
    found = items(lines("1. La mèche est droite\n2. La bougie est lisse"))
    assert [one.text for one in found] == ["La mèche est droite", "La bougie est lisse"]
