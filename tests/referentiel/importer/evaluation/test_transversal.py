"""Table 3.3: through which competences each transversal competence is assessed."""

import pytest

from jalon.referentiel.importer.evaluation.known import Titles
from jalon.referentiel.importer.evaluation.transversal import Crossing, read_transversal_table
from jalon.referentiel.importer.source import Block

from .hand import CONSEILLER, COULER, TREMPER, VENDRE, line, lines, table, texts

KNOWN = Titles([COULER, TREMPER, CONSEILLER, VENDRE])
HEAD = ["Compétences transversales", "Compétences professionnelles concernées"]
SAFETY, DIGITAL = "Travailler en sécurité", "Utiliser les outils numériques"
INTRODUCTION = "Les compétences transversales sont évaluées au travers des compétences professionnelles."


def read(*blocks: Block) -> Crossing:
    return read_transversal_table(blocks, KNOWN)


def told(found: Crossing) -> dict[str, list[str]]:
    return {one.title.value: texts(one.competences) for one in found.transversal}


def test_cells_give_the_groups() -> None:
    found = read(
        line(INTRODUCTION),
        table(HEAD, [SAFETY, f"{COULER}\n{TREMPER}"], [DIGITAL, CONSEILLER], [None, VENDRE]),
    )
    assert told(found) == {SAFETY: [COULER, TREMPER], DIGITAL: [CONSEILLER, VENDRE]}
    assert [one.text for one in found.prose] == [INTRODUCTION]


def test_a_group_that_a_page_cuts_goes_on_even_inside_a_title() -> None:
    found = read(
        table(HEAD, [SAFETY, f"{COULER}\nTremper une mèche"]),
        table(HEAD, ["", f"et former un cierge\n{VENDRE}"]),
    )
    assert told(found) == {SAFETY: [COULER, TREMPER, VENDRE]}


@pytest.mark.parametrize("before", [True, False])
def test_names_printed_apart_from_their_lists_are_dealt_in_order_and_asked(before: bool) -> None:
    names = f"{SAFETY}\n\n{DIGITAL}"
    lists = f"{CONSEILLER}\n{COULER}\n{TREMPER}\n{CONSEILLER}\n{VENDRE}"
    parts = (names, lists) if before else (lists, names)
    found = read(*lines(f"{HEAD[0]}\n\n{HEAD[1]}\n\n{parts[0]}\n\n{parts[1]}"))
    assert told(found) == {SAFETY: [CONSEILLER, COULER, TREMPER], DIGITAL: [CONSEILLER, VENDRE]}
    assert all("d’un côté" in one.title.doubt for one in found.transversal)


def test_lines_restart_from_the_top_of_the_alphabet_for_another_group() -> None:
    found = read(*lines(f"""
        {HEAD[0]} {HEAD[1]}
        {SAFETY} {CONSEILLER}
        {COULER}
        {TREMPER}
        {DIGITAL} {CONSEILLER}
        {VENDRE}
    """))  # fmt: skip
    assert told(found) == {SAFETY: [CONSEILLER, COULER, TREMPER], DIGITAL: [CONSEILLER, VENDRE]}


def test_a_name_centred_beside_its_list_is_its_own() -> None:
    found = read(*lines(f"""
        {CONSEILLER}
        {COULER}

        {SAFETY}

        {TREMPER}
        {CONSEILLER}

        {DIGITAL}

        {COULER}
    """))  # fmt: skip
    assert told(found) == {SAFETY: [CONSEILLER, COULER, TREMPER], DIGITAL: [CONSEILLER, COULER]}


def test_a_name_printed_inside_a_wrapped_title_is_told_from_it() -> None:
    found = read(*lines(f"""
        {COULER}
        Tremper une mèche et former
        {SAFETY}
        un cierge
    """))  # fmt: skip
    assert told(found) == {SAFETY: [COULER, TREMPER]}


def test_groups_that_sorting_cannot_part_are_doubted() -> None:
    found = read(*lines(f"""
        {CONSEILLER}
        {SAFETY}
        {COULER}
        {DIGITAL}
        {VENDRE}
        {TREMPER}
    """))  # fmt: skip
    assert list(told(found)) == [SAFETY, DIGITAL]
    assert all(one.title.doubt for one in found.transversal)


def test_sans_objet_gives_nothing() -> None:
    assert told(read(table(HEAD, ["Sans objet", "Sans objet"]))) == {}
    assert told(read(*lines("Sans objet Sans objet"))) == {}
