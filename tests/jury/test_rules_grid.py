"""Forms come from the référentiel alone; two devices never lose a touch."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.jury.rules.grid import GENERAL, SYNTHESIS, Touch, Written, form_of, forms_of, judge, synthesis_of
from jalon.referentiel.schema import TitreVersion, UnknownId
from jalon.referentiel.shipped import shipped_titres

CIP, ETI = shipped_titres()["TP-00403.08"], shipped_titres()["TP-00448.06"]
SCOPES = [(titre, scope) for titre in (CIP, ETI) for scope in titre.schemes]


@pytest.mark.parametrize(("titre", "scope"), SCOPES, ids=lambda v: getattr(v, "code", v))
def test_a_scope_has_one_form_per_test_in_the_order_of_its_scheme(titre: TitreVersion, scope: str) -> None:
    forms = forms_of(titre, (scope,))
    assert [form.kind for form in forms] == [test.kind for test in titre.scheme(scope).tests]
    assert sum(form.minutes for form in forms) == titre.scheme(scope).candidate_minutes


@pytest.mark.parametrize(("titre", "scope"), SCOPES, ids=lambda v: getattr(v, "code", v))
def test_a_form_holds_exactly_the_criteria_that_the_referentiel_gives_its_test(
    titre: TitreVersion, scope: str
) -> None:
    for form in forms_of(titre, (scope,)):
        wanted = [
            criterion.id
            for competence in titre.competences_of_scope(scope)
            for criterion in titre.criteria_for(competence.number, form.kind, scope)
        ]
        assert [row.ref for row in form.rows] == wanted
        assert len(set(form.refs)) == len(form.rows) + len(form.groups) + 1
        assert GENERAL in form.refs


def test_every_criterion_of_the_title_is_in_some_form() -> None:
    for titre in (CIP, ETI):
        held = {row.ref for form in forms_of(titre, ("title",)) for row in form.rows}
        assert held == {c.id for competence in titre.competences for c in titre.criteria(competence.number)}


def test_the_final_interview_takes_an_appreciation_only() -> None:
    (form,) = forms_of(CIP, ("final_interview",))
    assert (form.kind, form.rows, form.scope_label) == ("entretien_final", (), "Entretien final")


def test_a_scope_that_the_title_lacks_has_no_form() -> None:
    with pytest.raises(UnknownId):
        forms_of(CIP, ("ccp9",))
    assert form_of(CIP, "ccp2", "mise_en_situation") is None


def test_the_synthesis_concludes_on_each_competence_once() -> None:
    form = synthesis_of(CIP, "title")
    assert form.kind == SYNTHESIS
    assert [row.ref for row in form.rows] == [CIP.competence_id(c.number) for c in CIP.competences]
    assert synthesis_of(CIP, "final_interview").rows == ()
    assert len(synthesis_of(CIP, "ccp3").rows) == 4


values = st.sampled_from(["", "satisfied", "not_satisfied", "not_observed"])
steps = st.lists(st.tuples(st.integers(0, 2), values, st.booleans()), max_size=25)


@given(steps)
def test_whatever_the_order_every_touch_either_stands_or_is_kept_beside(
    moves: list[tuple[int, str, bool]],
) -> None:
    """Three devices touch one criterion; `fresh` says whether the device had seen what stands."""
    current, kept, seen = Written(), [], dict.fromkeys(range(3), 0)
    history = [current]
    for number, (device, value, fresh) in enumerate(moves):
        if fresh:
            seen[device] = current.revision
        touch = Touch(UUID(int=number), "c", value, "", seen[device])
        verdict = judge(current, touch)
        if verdict == "apply":
            assert touch.base == current.revision
            current = Written(value, "", current.revision + 1)
            history.append(current)
            seen[device] = current.revision
        elif verdict == "same":
            assert (touch.value, touch.note) == (current.value, current.note)
        else:
            assert touch.base < current.revision
            kept.append(touch)
    assert [w.revision for w in history] == list(range(len(history)))


def test_a_touch_that_says_what_stands_is_never_a_disagreement() -> None:
    assert judge(Written("satisfied", "", 4), Touch(UUID(int=1), "c", "satisfied", "", 0)) == "same"
    assert judge(Written("satisfied", "", 4), Touch(UUID(int=1), "c", "satisfied", "x", 0)) == "conflict"
    assert judge(Written("satisfied", "", 4), Touch(UUID(int=1), "c", "not_observed", "", 4)) == "apply"
