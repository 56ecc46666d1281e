"""Two versions side by side: nothing escapes the comparison, and it tells the stories that people know."""

import copy
import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel.addresses import get, walk
from jalon.referentiel.compare import Change, Comparison, Line, Trait, compare
from jalon.referentiel.compare.drawing import draw_flow
from jalon.referentiel.compare.page import competence_rows, parts, sides
from jalon.referentiel.compare.report import CSV_HEADINGS, rows, text_report, to_json
from jalon.referentiel.document import from_json
from jalon.referentiel.document import to_json as document_of
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.shipped import shipped_titres

from ..strategies import examples, titres

CIP, ETI = "TP-00403.08", "TP-00448.06"


def next_version(**changes: Any) -> dict[str, Any]:
    """The CIP's document as a later millésime that states its correspondences with this one."""
    document = copy.deepcopy(document_of(shipped_titres()[CIP]))
    document |= {"version": "09", "decree_date": "2027-11-02", **changes}
    for one in document["correspondences"]:
        one["former_decree_date"] = "2022-11-21"
    return document


def with_next(document: dict[str, Any]) -> Comparison:
    return compare(shipped_titres()[CIP], from_json(document))


def competence(document: dict[str, Any], number: int) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in document["competences"] if one["number"] == number)
    return found


def drop(document: dict[str, Any], number: int) -> None:
    """Take a competence out of the document, wherever it is named."""
    document["competences"] = [one for one in document["competences"] if one["number"] != number]
    document["matrix"] = [row for row in document["matrix"] if row["competence"] != number]
    holders = [*document["activities"], *document["transversal"]]
    for scheme in document["schemes"].values():
        holders += scheme["tests"]
        holders += [part for production in scheme["productions"] for part in production["parts"]]
    for holder in holders:
        holder["competences"] = [n for n in holder["competences"] if n != number]


def traits(comparison: Comparison) -> dict[str, tuple[Trait, ...]]:
    return {pair.name: pair.traits for pair in comparison.competences if pair.traits}


def lines(comparison: Comparison) -> list[Line]:
    return [line for _, group in comparison.groups() for line in group.lines]


def changed(comparison: Comparison) -> list[tuple[str, str, Any, Any]]:
    return [(str(one.change), one.label, one.former, one.current) for one in lines(comparison)
            if one.change != Change.SAME]  # fmt: skip


# --- nothing escapes ---


@examples(50)
@given(titres())
def test_a_version_is_the_same_as_itself(titre: TitreVersion) -> None:
    comparison = compare(titre, titre)
    assert comparison.identical
    assert changed(comparison) == []
    assert comparison.proposals == ()
    assert comparison.counts.unchanged == len(titre.competences)


@examples(50)
@given(titres(), titres())
def test_every_value_of_both_documents_stands_in_a_line(former: TitreVersion, current: TitreVersion) -> None:
    found = lines(compare(former, current))
    for document, addresses in (
        (document_of(former), {line.former_address for line in found}),
        (document_of(current), {line.current_address for line in found}),
    ):
        missed = [
            address
            for address, value in walk(document)
            if value not in (None, "", [])
            and not any(f"{address}/".startswith(f"{held}/") for held in addresses if held)
        ]
        # a matrix row or a conduct is shown whole, by its ticks and its sentence; keys of rows are in their address
        assert [one for one in missed if not one.endswith(("/competence", "/kind", "/test"))] == []


@examples(50)
@given(titres(), titres())
def test_the_value_of_a_line_is_the_one_at_its_address(former: TitreVersion, current: TitreVersion) -> None:
    documents = document_of(former), document_of(current)
    for line in lines(compare(former, current)):
        for document, address, value in zip(
            documents, (line.former_address, line.current_address), (line.former, line.current), strict=True
        ):
            held = get(document, address) if address else None
            if address and not isinstance(held, dict) and line.field != "kind":
                ordered = isinstance(held, list) and line.unit == "tests"
                assert (sorted(held) if ordered else held) == (
                    sorted(value) if ordered else list(value) if isinstance(value, tuple) else value  # type: ignore
                )


@examples(150)
@given(st.data())
def test_whatever_value_changes_a_line_says_it(data: st.DataObject) -> None:
    former = data.draw(st.sampled_from(list(shipped_titres().values())) | titres())
    document = copy.deepcopy(document_of(former))
    leaves = [
        leaf for leaf in _leaves(document) if leaf[-1] not in ("code", "number", "competence", "activity")
    ]
    path = data.draw(st.sampled_from(leaves))
    *parents, last = path
    holder: Any = document
    for key in parents:
        holder = holder[key]
    holder[last] = _other(holder[last], last)
    try:
        current = from_json(document)
    except ValueError:  # the change makes no sound document: nothing to compare
        return
    comparison = compare(former, current)
    assert not comparison.identical
    found = changed(comparison)
    assert found, path
    assert "Ordre d’écriture" not in [label for _, label, _, _ in found], path
    assert "→" in next(iter(text_report(comparison)))


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for rank, inner in enumerate(value) for leaf in _leaves(inner, (*path, rank))]
    return [path]


def _other(value: Any, name: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if value is None:
        return "2031-05-17" if "date" in str(name) or name == "validity_end" else 3
    if name in ("version", "severity", "kind", "test") or "date" in str(name) or name == "validity_end":
        swaps = {"error": "info", "warning": "info", "info": "error", "at": "ccs", "ccs": "at"}
        return swaps.get(value, "77" if name == "version" else "2031-05-17")
    return f"{value} autrement dit"


def test_a_document_only_written_in_another_order_is_told_different(cip: TitreVersion) -> None:
    document = document_of(cip)
    document["competences"].reverse()
    assert changed(compare(cip, from_json(document)))[-1][1] == "Ordre d’écriture"


# --- competences ---


def test_a_competence_reworded_keeps_its_place_and_shows_its_words() -> None:
    document = next_version()
    competence(document, 7)["title"] = competence(document, 7)["title"] + " et son réseau"
    comparison = with_next(document)
    assert traits(comparison) == {"C7": (Trait.REWORDED,)}
    pair = next(pair for pair in comparison.competences if pair.current == 7)
    assert [word.text for word in pair.title.words if word.side == "added"] == [" et son réseau"]
    assert pair.sure


def test_a_slip_of_typography_is_no_rewording() -> None:
    document = next_version()
    competence(document, 8)["assessment_criteria"][3] = (
        competence(document, 8)["assessment_criteria"][3].replace("’", "'").upper()
    )
    comparison = with_next(document)
    assert traits(comparison) == {"C8": (Trait.CRITERIA,)}
    assert "respelled" in [change for change, *_ in changed(comparison)]


def test_a_competence_added_in_the_middle_renumbers_the_others_without_losing_them() -> None:
    document = next_version()
    text = json.dumps(document)
    document = json.loads(text)
    _shift(document, after=3)
    document["activities"][0]["competences"].insert(3, 4)
    document["competences"].insert(3, {
        **{name: [] for name in ("criteria", "assessment_criteria", "technical_skills", "organisational_skills",
                                 "relational_skills", "knowledge")},
        "number": 4, "activity": 1, "title": "Réparer un vélo électrique", "description": "", "contexts": "",
        "assessment_criteria": ["La batterie est chargée"],
    })  # fmt: skip
    comparison = with_next(document)
    found = traits(comparison)
    assert found.pop("C4 (ajoutée)") == (Trait.ADDED,)
    assert set(found.values()) == {(Trait.RENUMBERED,)}
    assert list(found) == [f"C{n} → C{n + 1}" for n in range(4, 16)]
    assert comparison.counts.added == 1
    minutes = [one for one in changed(comparison) if one[1] in ("Durée", "Compétences évaluées")]
    assert minutes == []  # the tests assess the same competences under other numbers


def _shift(document: dict[str, Any], *, after: int) -> None:
    """Renumber by one every competence after a number, wherever it is named."""
    up = lambda n: n + 1 if n > after else n  # noqa: E731
    for one in document["competences"]:
        one["number"] = up(one["number"])
    for row in document["matrix"]:
        row["competence"] = up(row["competence"])
    holders = [*document["activities"], *document["transversal"]]
    for scheme in document["schemes"].values():
        holders += scheme["tests"]
        holders += [part for production in scheme["productions"] for part in production["parts"]]
    for holder in holders:
        holder["competences"] = [up(n) for n in holder["competences"]]


def test_a_competence_gone_is_told_once_and_stands_after_the_one_it_followed() -> None:
    document = next_version()
    drop(document, 13)
    comparison = with_next(document)
    assert traits(comparison) == {"C13 (supprimée)": (Trait.REMOVED,)}
    names = [pair.name for pair in comparison.competences]
    assert names.index("C13 (supprimée)") == names.index("C12") + 1


def test_a_competence_moved_to_another_activity_is_neither_lost_nor_new() -> None:
    document = next_version()
    document["activities"][1]["competences"].remove(11)
    document["activities"][2]["competences"].append(11)
    competence(document, 11)["activity"] = 3
    for scheme in ("ccp2",):
        for test in document["schemes"][scheme]["tests"]:
            test["competences"] = [n for n in test["competences"] if n != 11]
    comparison = with_next(document)
    assert traits(comparison)["C11"] == (Trait.MOVED,)
    assert comparison.counts.moved == 1


def test_numbers_prove_nothing_when_the_titles_changed_places() -> None:
    document = next_version()
    one, other = competence(document, 1), competence(document, 3)
    one["number"], other["number"] = 3, 1
    pairs = {(pair.former, pair.current) for pair in with_next(document).competences}
    assert {(1, 3), (3, 1), (2, 2)} <= pairs


def test_a_competence_split_in_two_is_proposed_as_such() -> None:
    document = next_version()
    _shift(document, after=7)
    whole = competence(document, 7)
    document["activities"][1]["competences"].insert(2, 8)
    half = copy.deepcopy(whole) | {"number": 8, "title": "Faire le bilan des talents de la personne"}
    for name in ("criteria", "assessment_criteria", "technical_skills", "knowledge"):
        middle = len(whole[name]) // 2
        half[name], whole[name] = whole[name][middle:], whole[name][:middle]
    document["competences"].insert(7, half)
    comparison = with_next(document)
    (found,) = comparison.regroupings
    assert (found.kind, found.former, found.current) == ("split", (7,), (7, 8))
    assert "C8 partage" in found.reason
    assert found.label == "scission possible"


def test_two_competences_merged_are_proposed_as_such() -> None:
    document = next_version()
    one, other = competence(document, 12), competence(document, 13)
    for name in ("criteria", "assessment_criteria", "technical_skills", "knowledge"):
        one[name] = one[name] + [text for text in other[name] if text not in one[name]]
    drop(document, 13)
    comparison = with_next(document)
    (found,) = comparison.regroupings
    assert (found.kind, found.former, found.current) == ("merge", (12, 13), (12,))


def test_two_unrelated_titles_share_no_competence_surely(cip: TitreVersion, eti: TitreVersion) -> None:
    comparison = compare(cip, eti)
    paired = [pair for pair in comparison.competences if None not in (pair.former, pair.current)]
    assert len(paired) <= 1
    assert not any(pair.sure for pair in paired)
    assert comparison.remarks[0].startswith("Deux titres différents")


def test_a_match_without_titles_in_common_rests_on_contents_and_says_it_is_doubtful() -> None:
    document = next_version()
    competence(document, 14)["title"] = "Réparer un vélo électrique"
    pair = next(pair for pair in with_next(document).competences if pair.current == 14)
    assert pair.former == 14
    assert pair.evidence is not None
    assert (pair.evidence.title, pair.evidence.criteria) == (0.0, 1.0)


# --- tests, hours, pages ---


def test_minutes_hours_pages_and_phases_are_told_with_both_figures() -> None:
    document = next_version()
    scheme = document["schemes"]["title"]
    scheme["candidate_minutes"], scheme["company_hours"] = 180, 420
    scheme["tests"][0]["minutes"] = 50
    scheme["tests"][0]["phases"][0]["minutes"] = 20
    scheme["productions"][0]["pages_max"] = 40
    scheme["productions"][0]["parts"][0]["requirements"].append("le budget")
    document["matrix"][4]["tests"] = []
    found = changed(with_next(document))
    for expected in (
        ("changed", "Durée pour le candidat", 175, 180),
        ("changed", "Période en entreprise", 385, 420),
        ("changed", "Durée", 45, 50),
        ("changed", "Phase 1", "Préparation du candidat : 15 min, candidat seul",
         "Préparation du candidat : 20 min, candidat seul"),
        ("changed", "Pages, au plus", 42, 40),
        ("added", "Partie 1 : contenu 4", None, "le budget"),
        ("removed", "Épreuves de la matrice", ("entretien_technique",), ()),
    ):  # fmt: skip
        assert expected in found


def test_a_test_added_or_taken_away_is_told() -> None:
    document = next_version()
    tests = document["schemes"]["ccp1"]["tests"]
    gone = tests.pop()
    for test in tests:
        test["after"] = [kind for kind in test["after"] if kind != gone["kind"]]
    found = [(change, label, former) for change, label, former, _ in changed(with_next(document))]
    assert ("removed", "Durée", gone["minutes"]) in found


def test_a_new_activity_brings_a_new_scheme() -> None:
    document = next_version()
    document["activities"].append(
        {"number": 4, "kind": "ccs", "title": "Réparer des vélos", "competences": []}
    )
    document["schemes"]["ccs1"] = {"tests": [], "candidate_minutes": 60, "jury_minutes": 60, "company_hours": None,
                                   "productions": []}  # fmt: skip
    comparison = with_next(document)
    assert [(one.former, one.current) for one in comparison.schemes][-1] == ("", "ccs1")
    assert [(one.former, one.current) for one in comparison.activities][-1] == (None, 4)


# --- correspondences ---


def verdicts(comparison: Comparison) -> list[tuple[tuple[str, ...], str, str | None, str]]:
    return [(one.former, one.current, one.confidence and str(one.confidence), str(one.verdict))
            for one in comparison.proposals]  # fmt: skip


def test_ccps_that_kept_their_competences_correspond_and_the_re_says_so_too() -> None:
    comparison = with_next(next_version())
    assert verdicts(comparison) == [((f"ccp{n}",), f"ccp{n}", "strong", "confirmed") for n in (1, 2, 3)]
    assert comparison.proposals[0].evidence == (
        "5 compétences retrouvées sur les 5 de l’ancien bloc et les 5 du nouveau, dont 5 au même intitulé.",
        "21 critères du RE sur 21 gardés ou reformulés.",
        "Même intitulé de bloc.",
    )


def test_a_proposal_on_which_the_re_is_silent_says_so() -> None:
    document = next_version()
    del document["correspondences"][1]
    assert verdicts(with_next(document))[1] == (("ccp2",), "ccp2", "strong", "unstated")


def test_a_proposal_that_the_re_contradicts_says_so_and_shows_what_the_re_states() -> None:
    document = next_version()
    document["correspondences"][0]["activity"], document["correspondences"][1]["activity"] = 2, 1
    found = verdicts(with_next(document))
    assert found[:2] == [
        (("ccp1",), "ccp1", "strong", "contradicted"),
        (("ccp2",), "ccp2", "strong", "contradicted"),
    ]
    assert found[3:] == [(("ccp1",), "ccp2", None, "stated_only"), (("ccp2",), "ccp1", None, "stated_only")]


def test_a_table_about_another_decree_is_not_followed_and_it_is_said() -> None:
    document = next_version()
    for one in document["correspondences"]:
        one["former_decree_date"] = "2017-12-11"
    comparison = with_next(document)
    assert {verdict for *_, verdict in verdicts(comparison)} == {"unstated"}
    assert "vise l’arrêté du 11/12/2017, celui de TP-00403.08 est du 21/11/2022" in comparison.remarks[0]


def test_a_former_ccp_that_the_table_names_and_nobody_knows_is_said() -> None:
    document = next_version()
    document["correspondences"][0]["former"] = "Réparer des vélos"
    assert any("« Réparer des vélos », qui n’est pas un CCP" in one for one in with_next(document).remarks)


def test_half_a_bloc_is_a_weaker_proposal() -> None:
    document = next_version()
    for number in (9, 10, 11):
        drop(document, number)
    found = {former: confidence for former, _, confidence, _ in verdicts(with_next(document))}
    assert found == {("ccp1",): "strong", ("ccp2",): "medium", ("ccp3",): "strong"}


def test_two_ccps_of_another_title_worth_one_together_are_a_statement_of_their_own(
    cip: TitreVersion, eti: TitreVersion
) -> None:
    document = copy.deepcopy(document_of(eti))
    document["equivalences"] = [{"title": "Un titre", "rncp": "37274", "activity": 3,
                                 "ccps": [cip.ccps[0].title, cip.ccps[1].title]}]  # fmt: skip
    assert verdicts(compare(cip, from_json(document))) == [(("ccp1", "ccp2"), "ccp3", None, "stated_only")]


def test_a_bloc_that_nothing_reaches_is_named() -> None:
    document = next_version(correspondences=[])
    for number in (12, 13, 14, 15):
        drop(document, number)
    document["activities"][2]["title"] = "Réparer des vélos"
    remarks = with_next(document).remarks
    assert any(one.startswith("Aucune correspondance proposée pour l’ancien CCP 3") for one in remarks)
    assert any(
        one.startswith("Aucun ancien bloc proposé pour le CCP 3 – Réparer des vélos") for one in remarks
    )


def test_the_newest_version_on_the_left_is_said(cip: TitreVersion) -> None:
    later = from_json(next_version())
    assert compare(later, cip).remarks[0] == "TP-00403.09, à gauche, est la version la plus récente des deux."


# --- report, rows, JSON ---


def test_the_report_tells_what_changes_and_nothing_else() -> None:
    document = next_version()
    competence(document, 7)["title"] += " et son réseau"
    competence(document, 7)["criteria"].append("Le réseau est cité")
    competence(document, 7)["assessment_criteria"].append("Le réseau est cité")
    report = "\n".join(text_report(with_next(document)))
    assert "Compétences : 14 inchangées, 1 modifiée, 0 ajoutée, 0 supprimée." in report
    assert "~ C7. " in report
    assert "{+ et son réseau+}" in report
    assert "+ Critère 6 : Le réseau est cité" in report
    assert "Critères du REAC : les mêmes changements" in report
    assert "C8" not in report.partition("Correspondances")[0]
    assert "confiance forte, le RE la dit aussi" in report


def test_the_report_of_two_equal_documents_is_short(cip: TitreVersion) -> None:
    assert list(text_report(compare(cip, cip)))[-1] == "Les deux documents disent la même chose."


@examples(30)
@given(titres(), titres())
def test_any_two_versions_give_a_report_rows_and_json(former: TitreVersion, current: TitreVersion) -> None:
    comparison = compare(former, current)
    assert all(isinstance(line, str) for line in text_report(comparison))
    assert {len(row) for row in rows(comparison)} == {len(CSV_HEADINGS)}
    written = json.loads(json.dumps(to_json(comparison)))
    assert written["identical"] == (former == current)
    assert sum(written["counts"][name] for name in ("unchanged", "changed", "added")) == len(
        current.competences
    )
    only = list(rows(comparison, everything=False))
    assert len(only) == comparison.changed_lines + len(comparison.proposals)
    assert "inchangé" not in {row[3] for row in only}


# --- the picture and the page ---


@examples(40)
@given(titres(), titres())
def test_any_two_versions_are_drawn_whole(former: TitreVersion, current: TitreVersion) -> None:
    comparison = compare(former, current)
    drawing = draw_flow(former, current, comparison)
    competences = [node for node in drawing.nodes if not node.bloc]
    assert len(competences) == len(former.competences) + len(current.competences)
    assert len(drawing.nodes) - len(competences) == len(former.activities) + len(current.activities)
    assert all(node.x + node.width <= drawing.width for node in drawing.nodes)
    assert all(node.y + node.height <= drawing.height for node in drawing.nodes)
    for x in {node.x for node in drawing.nodes}:
        column = sorted((node.y, node.height) for node in drawing.nodes if node.x == x)
        assert all(y + height < other for (y, height), (other, _) in pairwise(column))
    paired = [pair for pair in comparison.competences if None not in (pair.former, pair.current)]
    assert len([link for link in drawing.links if link.fate != "split"]) == len(paired)
    assert {link.fate for link in drawing.links} <= {fate for fate, _ in drawing.legend} | {"renumbered"}


@examples(40)
@given(titres(), titres())
def test_the_page_shows_every_line_once_and_both_texts_whole(
    former: TitreVersion, current: TitreVersion
) -> None:
    comparison = compare(former, current)
    everything = [
        row for part in parts(comparison, everything=True) for one in part.blocks for row in one.rows
    ]
    changes = [row for part in parts(comparison, everything=False) for one in part.blocks for row in one.rows]
    held = sum(len(group.lines) for pair in comparison.competences for group in pair.groups)
    assert len(everything) == len(lines(comparison)) - held
    assert len(changes) == comparison.counts.lines
    for line in lines(comparison):
        before, after = sides(line)
        if line.words:
            assert "".join(word.text for word in before) == line.former
            assert "".join(word.text for word in after) == line.current
    assert len(competence_rows(comparison, everything=True)) == len(comparison.competences)
