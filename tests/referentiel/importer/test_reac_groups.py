"""The know-how of a competence parted into its groups: by blank lines where they show, by words where they do not."""

import pytest

from jalon.referentiel.importer.headings import Group
from jalon.referentiel.importer.paragraphs import Item, PageBreak
from jalon.referentiel.importer.reac.cues import leaning
from jalon.referentiel.importer.reac.groups import Parted, part, parts_shown

from .printed import line

T, O, R, K = "technical_skills", "organisational_skills", "relational_skills", "knowledge"  # noqa: E741
ORDER: tuple[Group, ...] = ("technical_skills", "organisational_skills", "relational_skills", "knowledge")

TECHNICAL = ("Mesurer un brin", "Utiliser une presse", "Analyser sa pratique professionnelle")
ORGANISED = ("Planifier les bains", "Gérer son temps")
RELATED = ("Communiquer avec son équipe", "Rendre compte à sa hiérarchie")
KNOWN = ("Connaissance des osiers", "Premier niveau de connaissance du cannage")


def one(text: str, gap: float = 0.0, page: PageBreak | None = None, height: int = 1) -> Item:
    return Item(tuple(line(text, n) for n in range(height)), text, gap=gap, after_break=page)


def listed(*groups: tuple[str, ...], gap: float = 1.0, inside: float = 0.0) -> list[Item]:
    """The items of groups: `gap` blank lines before each group, `inside` before the others."""
    return [one(text, inside if rank else gap) for group in groups for rank, text in enumerate(group)]


def sizes(parted: Parted) -> list[int]:
    return [len(parted.groups[group]) for group in ORDER]


def doubtful(parted: Parted) -> list[str]:
    return [item.text for group in ORDER for item in parted.groups[group] if item.doubt]


def test_blank_lines_part_the_groups_whatever_their_words() -> None:
    parted = part(listed(RELATED, TECHNICAL, ORGANISED, KNOWN), ORDER)
    assert [item.text for item in parted.groups[T]] == list(RELATED)
    assert sizes(parted) == [2, 3, 2, 2]
    assert not parted.inferred
    assert not doubtful(parted)


def test_the_heading_may_name_them_in_another_order() -> None:
    order: tuple[Group, ...] = ("knowledge", "technical_skills", "organisational_skills", "relational_skills")
    parted = part(listed(KNOWN, TECHNICAL, ORGANISED, RELATED), order)
    assert sizes(parted) == [3, 2, 2, 2]
    assert not parted.inferred


def test_knowledge_is_told_by_its_words_without_any_blank_line() -> None:
    parted = part([*listed(TECHNICAL, ORGANISED, RELATED), *listed(KNOWN, gap=0)], ORDER)
    assert sizes(parted) == [3, 2, 2, 2]
    assert not doubtful(parted)


def test_one_item_in_each_group_may_be_parted_by_blank_lines_too() -> None:
    parted = part(
        [one("Mesurer"), one("Planifier", 1), one("Alerter", 1), one("Connaissance du rotin", 1)], ORDER
    )
    assert sizes(parted) == [1, 1, 1, 1]
    assert not parted.inferred


def test_a_heading_of_one_group_holds_all() -> None:
    parted = part(listed(TECHNICAL, KNOWN), ("relational_skills",))
    assert len(parted.groups["relational_skills"]) == 5


@pytest.mark.parametrize("inside", [0.0, 1.0])
def test_where_nothing_parts_them_the_words_do_and_every_border_is_doubtful(inside: float) -> None:
    parted = part(listed(TECHNICAL, ORGANISED, RELATED, KNOWN, gap=inside, inside=inside), ORDER)
    assert sizes(parted) == [3, 2, 2, 2]
    assert parted.inferred
    assert doubtful(parted) == ["Planifier les bains", "Communiquer avec son équipe"]


def test_a_page_break_hides_a_border_that_the_words_find_again() -> None:
    found = listed(TECHNICAL, ORGANISED, RELATED, KNOWN)
    found[5] = one(RELATED[0], page=PageBreak())
    parted = part(found, ORDER)
    assert sizes(parted) == [3, 2, 2, 2]
    assert doubtful(parted) == ["Communiquer avec son équipe"]


def test_a_page_break_inside_a_group_parts_nothing() -> None:
    found = listed(TECHNICAL, ORGANISED, RELATED, KNOWN)
    found[1] = one(TECHNICAL[1], page=PageBreak())
    parted = part(found, ORDER)
    assert sizes(parted) == [3, 2, 2, 2]
    assert not doubtful(parted)


@pytest.mark.parametrize(
    ("page", "sure"),
    [
        (PageBreak(top=1.0, slack=0), True),
        (PageBreak(top=0.0, slack=1), True),
        (PageBreak(top=0.0, slack=0), False),
    ],
)
def test_the_geometry_of_a_page_may_show_the_blank_line(page: PageBreak, sure: bool) -> None:
    found = listed(TECHNICAL, ORGANISED, RELATED, KNOWN)
    found[5] = one(RELATED[0], page=page)
    parted = part(found, ORDER)
    assert sizes(parted) == [3, 2, 2, 2]
    assert parted.inferred is not sure


def test_where_pages_keep_their_blank_lines_a_full_page_hides_none() -> None:
    found = listed(TECHNICAL, ORGANISED, KNOWN)
    found[1] = one("Communiquer", page=PageBreak(top=0.0, slack=0, kept=True))
    assert sizes(part(found, ORDER)) == [3, 2, 0, 2]


def test_a_paragraph_of_two_lines_may_have_been_pushed_without_a_blank_line() -> None:
    found = listed(TECHNICAL, ORGANISED, RELATED, KNOWN)
    found[1] = one(TECHNICAL[1], page=PageBreak(top=0.0, slack=1), height=2)
    assert sizes(part(found, ORDER)) == [3, 2, 2, 2]


def test_a_stray_blank_line_is_read_over_and_said() -> None:
    found = listed(TECHNICAL[:2], TECHNICAL[2:], ORGANISED, RELATED, KNOWN)
    parted = part(found, ORDER)
    assert sizes(parted) == [3, 2, 2, 2]
    assert doubtful(parted) == ["Mesurer un brin"]


@pytest.mark.parametrize(
    ("second", "wanted"), [(ORGANISED, [3, 2, 0, 2]), (RELATED, [3, 0, 2, 2])]
)  # fmt: skip
def test_a_group_that_lacks_is_told_by_the_words_and_doubtful(
    second: tuple[str, ...], wanted: list[int]
) -> None:
    parted = part(listed(TECHNICAL, second, KNOWN), ORDER)
    assert sizes(parted) == wanted
    assert doubtful(parted) == [second[0]]


def test_a_wide_gap_stands_for_the_group_that_lacks() -> None:
    neutral = ("Noter les poids", "Noter les longueurs")
    found = listed(TECHNICAL, neutral, KNOWN)
    found[3] = one(neutral[0], gap=2.0)
    assert sizes(part(found, ORDER)) == [3, 0, 2, 2]


def test_the_same_line_in_another_competence_weighs() -> None:
    found = listed(("Mesurer", "Noter les poids", "Saluer les clients"), KNOWN, inside=1.0)
    assert sizes(part(found, ORDER))[1] == 0
    memory = {"noter les poids": {"organisational_skills": 2.0}}
    assert sizes(part(found, ORDER, memory)) == [1, 1, 1, 2]  # type: ignore[arg-type]


def test_a_document_that_loses_its_blank_lines_is_not_believed_when_it_shows_none() -> None:
    found = [*listed(TECHNICAL), *listed(ORGANISED, RELATED, gap=0), *listed(KNOWN)]
    assert sizes(part(found, ORDER)) == [7, 0, 0, 2]
    assert sizes(part(found, ORDER, faithful=False)) == [3, 2, 2, 2]


def test_how_many_runs_a_list_shows() -> None:
    assert parts_shown(listed(TECHNICAL, ORGANISED, RELATED, KNOWN), ORDER) == 3
    assert parts_shown(listed(TECHNICAL, ORGANISED, inside=1.0), ORDER) is None


def test_no_item_is_lost_or_told_twice() -> None:
    found = listed(TECHNICAL, ORGANISED, RELATED, KNOWN, gap=0)
    parted = part(found, ORDER)
    assert [item.text for group in ORDER for item in parted.groups[group]] == [item.text for item in found]
    assert sizes(part([], ORDER)) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Planifier les tâches de l’atelier", "organisational_skills"),
        ("Respecter les délais de livraison", "organisational_skills"),
        ("Gérer les stocks de rotin", "organisational_skills"),
        ("Adapter son langage à son interlocuteur", "relational_skills"),
        ("Faire preuve de patience", "relational_skills"),
        ("Participer à une réunion de chantier", "relational_skills"),
        ("Gérer son comportement (stress, émotions…)", "relational_skills"),
        ("Analyser sa pratique professionnelle", "technical_skills"),
        ("Régler une machine à refendre", "technical_skills"),
        ("Coder un script", "technical_skills"),
    ],
)
def test_words_lean_to_a_kind_of_know_how(text: str, group: Group) -> None:
    others = [leaning(text, other) for other in ORDER[:3] if other != group]
    assert leaning(text, group) > max(others)
