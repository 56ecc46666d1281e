"""Two wordings side by side: how alike, which words, which line answers which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel.compare.model import Change
from jalon.referentiel.compare.texts import fold, match, similarity, text_lines, words

from ..strategies import texts

lists = st.lists(texts, max_size=6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("plan d’actions", "plan d'actions"),
        ("Évaluer ses actions", "EVALUER SES ACTIONS"),
        ("Mettre en œuvre", "mettre en oeuvre"),
        ("Les règles :  appliquées.", "Les règles: appliquées"),
        ("non-discrimination", "non‑discrimination"),
    ],
)
def test_typography_alone_makes_no_other_wording(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert similarity(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("Maquetter une application", "Maquetter une application web", 0.7, 0.99),
        ("Le plan d’actions est cohérent", "Le plan d’action est cohérent", 0.9, 0.99),
        ("Les freins sont réglés", "Le client est accueilli", 0.0, 0.1),
        ("Créer une base de données", "Développer les composants d’accès aux données", 0.0, 0.55),
        ("", "Régler", 0.0, 0.0),
    ],
)
def test_a_likeness_follows_the_words_that_say_something(
    one: str, other: str, low: float, high: float
) -> None:
    assert low <= similarity(one, other) <= high


@given(texts, texts)
def test_a_likeness_is_mutual_and_between_none_and_all(one: str, other: str) -> None:
    assert 0.0 <= similarity(one, other) <= 1.0
    assert similarity(one, other) == pytest.approx(similarity(other, one))
    assert similarity(one, one) == 1.0


@given(texts, texts)
def test_the_words_spell_both_texts(one: str, other: str) -> None:
    runs = words(one, other)
    assert "".join(run.text for run in runs if run.side != "added") == one
    assert "".join(run.text for run in runs if run.side != "removed") == other
    assert all(run.text for run in runs)


def test_only_the_words_that_differ_are_marked() -> None:
    runs = words(
        "Le plan d’actions est cohérent, le 21/11/2022", "Le plan d’action est cohérent, le 21/12/2022"
    )
    assert [(run.side, run.text) for run in runs] == [
        ("same", "Le plan d’"), ("removed", "actions"), ("added", "action"), ("same", " est cohérent, le "),
        ("removed", "21/11/2022"), ("added", "21/12/2022"),
    ]  # fmt: skip


def test_two_changes_parted_by_a_space_are_one() -> None:
    runs = words("Les outils anciens restent", "Les vélos récents restent")
    assert [(run.side, run.text) for run in runs][1:3] == [
        ("removed", "outils anciens"),
        ("added", "vélos récents"),
    ]


@given(lists, lists)
def test_every_line_of_both_lists_is_matched_once(former: list[str], current: list[str]) -> None:
    found = match(former, current)
    assert sorted(m.former for m in found if m.former is not None) == list(range(len(former)))
    assert sorted(m.current for m in found if m.current is not None) == list(range(len(current)))
    kept = [
        m.current for m in sorted(found, key=lambda m: m.former or 0) if None not in (m.former, m.current)
    ]
    still = [m.current for m in found if m.former is not None and m.current is not None and not m.moved]
    assert len(still) <= len(kept)
    firsts = [m.former for m in found if m.former is not None and m.current is not None and not m.moved]
    assert firsts == sorted(firsts)


@given(lists)
def test_a_list_answers_itself_line_by_line(lines: list[str]) -> None:
    assert [(m.former, m.current, m.moved) for m in match(lines, lines)] == [
        (rank, rank, False) for rank in range(len(lines))
    ]


def test_a_line_reworded_beside_one_added_and_one_gone() -> None:
    lines = text_lines(
        "criteria", "Critère",
        ["Les freins sont réglés", "Le client est accueilli", "L’atelier est propre"],
        ["Les freins et le dérailleur sont réglés", "Le devis est signé", "Le client est accueilli"],
        "competences/1/criteria", "competences/2/criteria",
    )  # fmt: skip
    assert [(line.change, line.former_address[-1:], line.current_address[-1:]) for line in lines] == [
        (Change.REWORDED, "1", "1"), (Change.ADDED, "", "2"), (Change.SAME, "2", "3"), (Change.REMOVED, "3", ""),
    ]  # fmt: skip
    assert (
        lines[0].words[1:3] == words("Les freins sont réglés", "Les freins et le dérailleur sont réglés")[1:3]
    )


def test_the_fewest_lines_move() -> None:
    lines = text_lines(
        "f", "L", ["un", "deux", "trois", "quatre"], ["deux", "trois", "quatre", "un"], "a", "b"
    )
    assert [line.change for line in lines] == [Change.SAME, Change.SAME, Change.SAME, Change.MOVED]


def test_a_text_repeated_is_matched_as_often_as_it_stands() -> None:
    lines = text_lines("f", "L", ["Gérer son temps", "Gérer son temps"], ["Gérer son temps"], "a", "b")
    assert [line.change for line in lines] == [Change.SAME, Change.REMOVED]
