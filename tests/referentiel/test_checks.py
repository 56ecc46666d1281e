"""The findings on the two shipped titles are exactly what the official documents contradict, and no more."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel import checks
from jalon.referentiel.checks import check
from jalon.referentiel.document import from_json, to_json
from jalon.referentiel.schema import Finding, Scheme, Sources, TestKind, TitreVersion
from jalon.referentiel.shipped import shipped_titres

BY_REF = shipped_titres()


def codes(titre: TitreVersion) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in check(titre)]


def messages(titre: TitreVersion, code: str) -> list[str]:
    return [finding.message for finding in check(titre) if finding.code == code]


@cache
def coherent(ref: str) -> TitreVersion:
    """The title once what its sources contradict has been settled: nothing is left to say."""
    document = to_json(BY_REF[ref])
    document["sources"] = {"validity_end": document["sources"]["validity_end"]}
    schemes, premises = document["schemes"], document["premises"]
    for scope in ("ccp1", "ccp2", "ccp3"):
        for test in schemes[scope]["tests"]:
            if test["kind"] == "presentation_projet":
                premises.append({"test": "presentation_projet", "description": "Local fermé"})
    if ref == "TP-00403.08":
        title = schemes["title"]["productions"][0]
        schemes["ccp2"]["productions"][0]["pages_max"] = 20
        schemes["ccp3"]["productions"][0].update(pages_min=10, pages_max=14)
        schemes["ccp3"]["productions"][0]["parts"][0].update(pages_min=4, pages_max=6)
        title["parts"][4]["competences"] = [12, 15]
    else:
        schemes["ccp1"]["productions"][0]["annex_pages_max"] = 4
    for competence in document["competences"]:
        competence["criteria"] = competence["assessment_criteria"]
    return from_json(document)


def test_cip_findings_are_exactly_what_its_sources_contradict() -> None:
    assert codes(BY_REF["TP-00403.08"]) == [
        ("production-pages", "TP-00403.08/ccp2/production-1"),
        ("production-pages", "TP-00403.08/ccp3/production-1"),
        ("ccp-pages", "TP-00403.08/title/production-1"),
        ("part-pages", "TP-00403.08/title/production-1/partie-5"),
        ("competence-in-no-part", "TP-00403.08/C15"),
        ("premises-missing", "TP-00403.08/ccp2/presentation_projet"),
        ("premises-missing", "TP-00403.08/ccp3/presentation_projet"),
        ("dates", "TP-00403.08/dates"),
        *[("wording", f"TP-00403.08/C{number}") for number in (4, 6, 12, 15)],
        ("criteria-differ", "TP-00403.08/C8/critere-4"),
        ("criteria-differ", "TP-00403.08/C15/critere-3"),
        ("requirement-number", "TP-00403.08/ccp3/production-1/partie-3"),
        ("order-inferred", "TP-00403.08/title/entretien_final"),
        *[("skill-groups-inferred", f"TP-00403.08/C{number}") for number in (1, 5, 6, 8, 10, 12, 15)],
    ]


def test_eti_findings_are_exactly_what_its_sources_contradict() -> None:
    assert codes(BY_REF["TP-00448.06"]) == [
        ("annex-pages", "TP-00448.06/title/production-1"),
        ("premises-missing", "TP-00448.06/ccp1/presentation_projet"),
        ("premises-missing", "TP-00448.06/ccp2/presentation_projet"),
        ("wording", "TP-00448.06/CCP1"),
        ("matrix-inferred", "TP-00448.06/matrix"),
        ("reference-lost", "TP-00448.06/ccp1/presentation_projet"),
        ("reference-lost", "TP-00448.06/ccp2/presentation_projet"),
        ("phase-missing", "TP-00448.06/title/mise_en_situation"),
        ("competences-inferred", "TP-00448.06/title/production-2"),
        ("order-inferred", "TP-00448.06/title/entretien_final"),
        *[("skill-groups-inferred", f"TP-00448.06/C{number}") for number in (1, 3, 5, 6)],
    ]


def test_findings_give_both_figures_in_french() -> None:
    cip, eti = BY_REF["TP-00403.08"], BY_REF["TP-00448.06"]
    second, third = messages(cip, "production-pages")
    assert "les parties font 16 à 20 pages, le total annoncé 16 à 21 pages" in second
    assert "les parties font 11 à 15 pages, le total annoncé 12 à 15 pages" in third
    assert "les CCP admettent 5 + 4 pages d’annexes, le titre 8" in messages(eti, "annex-pages")[0]
    assert "15 « Inscrire ses actes" in messages(cip, "competence-in-no-part")[0]
    assert messages(cip, "dates") == [
        "Le REAC est dit validé (01/12/2022) après sa mise à jour (29/11/2022)."
    ]
    assert "et en encadrer" in messages(eti, "wording")[0]


def test_only_figures_that_change_a_session_are_errors() -> None:
    assert not [
        finding for titre in BY_REF.values() for finding in check(titre) if finding.severity == "error"
    ]


@pytest.mark.parametrize("ref", BY_REF)
def test_a_coherent_title_has_no_finding(ref: str) -> None:
    assert check(coherent(ref)) == ()


def with_scheme(titre: TitreVersion, scope: str, **changes: Any) -> TitreVersion:
    return replace(titre, schemes={**titre.schemes, scope: replace(titre.scheme(scope), **changes)})


scopes = st.sampled_from([(ref, scope) for ref, titre in BY_REF.items() for scope in titre.schemes])
shift = st.integers(-10, 10).filter(bool)


@given(scopes, shift)
def test_a_wrong_candidate_total_is_always_found(place: tuple[str, str], by: int) -> None:
    ref, scope = place
    scheme = coherent(ref).scheme(scope)
    wrong = with_scheme(coherent(ref), scope, candidate_minutes=scheme.candidate_minutes + by)
    assert codes(wrong) == [("candidate-minutes", f"{ref}/{scope}")]


@given(scopes, shift)
def test_a_wrong_jury_presence_is_always_found(place: tuple[str, str], by: int) -> None:
    ref, scope = place
    scheme = coherent(ref).scheme(scope)
    wrong = with_scheme(coherent(ref), scope, jury_minutes=scheme.jury_minutes + by)
    assert codes(wrong) == [("jury-minutes", f"{ref}/{scope}")]


@given(scopes, st.data(), shift)
def test_a_wrong_phase_is_always_found(place: tuple[str, str], data: st.DataObject, by: int) -> None:
    ref, scope = place
    scheme = coherent(ref).scheme(scope)
    test = data.draw(st.sampled_from(scheme.tests))
    phase = data.draw(st.sampled_from(test.phases))
    phases = tuple(replace(p, minutes=p.minutes + by) if p is phase else p for p in test.phases)
    wrong = with_scheme(coherent(ref), scope, tests=swap(scheme, test.kind, phases=phases))
    expected = [("test-minutes", f"{ref}/{scope}/{test.kind}")]
    assert codes(wrong) == expected + ([("jury-minutes", f"{ref}/{scope}")] if phase.jury else [])


@given(scopes, shift)
def test_wrong_company_hours_are_always_found(place: tuple[str, str], by: int) -> None:
    ref, scope = place
    hours = coherent(ref).scheme(scope).company_hours
    assert hours is not None
    assert codes(with_scheme(coherent(ref), scope, company_hours=hours + by)) == [
        ("company-hours", f"{ref}/title")
    ]


def test_a_ccp_without_hours_beside_a_title_with_hours_is_found() -> None:
    wrong = with_scheme(coherent("TP-00403.08"), "ccp2", company_hours=None)
    assert codes(wrong) == [("company-hours", "TP-00403.08/title")]


@given(scopes, st.data(), st.sampled_from(["pages_min", "pages_max"]), shift)
def test_a_wrong_page_total_is_always_found(
    place: tuple[str, str], data: st.DataObject, bound: str, by: int
) -> None:
    ref, scope = place
    scheme = coherent(ref).scheme(scope)
    rank = data.draw(st.integers(0, len(scheme.productions) - 1))
    production = scheme.productions[rank]
    changed = replace(production, **{bound: getattr(production, bound) + by})
    productions = tuple(changed if item is production else item for item in scheme.productions)
    found = codes(with_scheme(coherent(ref), scope, productions=productions))
    assert ("production-pages", f"{ref}/{scope}/production-{rank + 1}") in found


@given(scopes, st.data(), shift)
def test_a_wrong_annex_limit_is_always_found(place: tuple[str, str], data: st.DataObject, by: int) -> None:
    ref, scope = place
    scheme = coherent(ref).scheme(scope)
    production = data.draw(st.sampled_from(scheme.productions))
    changed = replace(production, annex_pages_max=production.annex_pages_max + by)  # type: ignore[operator]
    productions = tuple(changed if item is production else item for item in scheme.productions)
    assert [code for code, _ in codes(with_scheme(coherent(ref), scope, productions=productions))] == [
        "annex-pages"
    ]


@given(scopes, st.data())
def test_a_competence_dropped_from_its_last_test_is_always_found(
    place: tuple[str, str], data: st.DataObject
) -> None:
    ref, scope = place
    scheme = coherent(ref).scheme(scope)
    number = data.draw(st.sampled_from(scheme.competences))
    tests = tuple(
        replace(test, competences=tuple(c for c in test.competences if c != number)) for test in scheme.tests
    )
    assert ("competence-unassessed", f"{ref}/C{number}") in codes(
        with_scheme(coherent(ref), scope, tests=tests)
    )


@given(st.sampled_from(list(BY_REF)), st.data())
def test_a_tick_too_many_or_too_few_is_always_found(ref: str, data: st.DataObject) -> None:
    titre = coherent(ref)
    row = data.draw(st.sampled_from(titre.matrix))
    kind = data.draw(st.sampled_from([test.kind for test in titre.scheme().tests]))
    ticks = tuple(test for test in row.tests if test != kind) if kind in row.tests else (*row.tests, kind)
    matrix = tuple(replace(item, tests=ticks) if item is row else item for item in titre.matrix)
    assert codes(replace(titre, matrix=matrix)) == [("matrix", f"{ref}/C{row.competence}")]


def test_a_competence_of_another_ccp_is_found() -> None:
    titre = coherent("TP-00448.06")
    scheme = titre.scheme("ccp2")
    tests = swap(scheme, TestKind.PRESENTATION_PROJET, competences=(5, 6, 7, 8))
    found = codes(with_scheme(titre, "ccp2", tests=tests))
    assert ("competence-foreign", "TP-00448.06/ccp2") in found


def test_a_part_that_names_a_competence_no_test_assesses_is_found() -> None:
    document = to_json(coherent("TP-00448.06"))
    document["schemes"]["ccp2"]["productions"][0]["parts"][0]["competences"].append(1)
    assert ("part-untested", "TP-00448.06/C1") in codes(from_json(document))


def test_a_competence_without_criteria_is_found() -> None:
    document = to_json(coherent("TP-00448.06"))
    document["competences"][0]["assessment_criteria"] = []
    document["competences"][1]["criteria"] = []
    found = {(f.code, f.where, f.severity) for f in check(from_json(document))}
    assert found == {
        ("criteria-missing", "TP-00448.06/C1", "error"),
        ("criteria-missing", "TP-00448.06/C2", "warning"),
    }


def test_a_transversal_competence_left_alone_is_found() -> None:
    document = to_json(coherent("TP-00448.06"))
    document["transversal"][1].update(competences=[], criteria=[])
    assert codes(from_json(document)) == [("transversal", "TP-00448.06/transversale-2")] * 2


def test_a_criterion_reworded_dropped_or_added_is_told_apart() -> None:
    document = to_json(coherent("TP-00448.06"))
    first, second, third = document["competences"][:3]
    first["assessment_criteria"] = [*first["criteria"][:-1], "Autre"]
    second["assessment_criteria"] = second["criteria"][:-1]
    third["assessment_criteria"] = [*third["criteria"], "Nouveau"]
    reworded, dropped, added = messages(from_json(document), "criteria-differ")
    assert reworded.startswith("Critère reformulé")
    assert dropped.startswith("Le RE ne reprend pas")
    assert added == "Le RE ajoute au REAC : « Nouveau »."


@pytest.mark.parametrize(
    "changes",
    [
        {"decree_date": "2025-01-01"},
        {"journal_date": "2024-11-30"},
        {"sources": Sources(validity_end="2024-01-01")},
        {"sources": Sources(reac_validation_date="2024-05-02", reac_update_date="2024-05-01")},
        {"sources": Sources(re_validation_date="2024-05-02", re_update_date="2024-05-01")},
    ],
)
def test_dates_out_of_order_are_found(changes: dict[str, Any]) -> None:
    assert set(codes(replace(coherent("TP-00448.06"), **changes))) == {("dates", "TP-00448.06/dates")}


def test_doubts_of_reading_are_told_with_the_findings() -> None:
    doubt = Finding("info", "doubt", "Lecture incertaine.", "TP-00448.06/C1")
    assert check(replace(coherent("TP-00448.06"), sources=Sources(notes=(doubt,)))) == (doubt,)


def test_every_rule_of_the_module_is_run() -> None:
    rules = [
        value
        for name, value in vars(checks).items()
        if callable(value)
        and getattr(value, "__module__", "") == checks.__name__
        and not name.startswith("_")
    ]
    assert set(rules) - {check} == set(checks.CHECKS)


def swap(scheme: Scheme, kind: TestKind, **changes: Any) -> tuple[Any, ...]:
    return tuple(replace(test, **changes) if test.kind == kind else test for test in scheme.tests)
