import pytest

from jalon.examen.planning.chains import chain_for, chain_from_scheme
from jalon.examen.planning.facts import DELIBERATION, READING, SESSION_FILE_READING, Readings
from tests.examen.planning.building import CIP, ETI, candidate, titre

SCHEMES = [(ref, scope) for ref in (CIP, ETI) for scope in titre(ref).schemes]


@pytest.mark.parametrize(("ref", "scope"), SCHEMES)
def test_the_chain_holds_the_minutes_of_the_referentiel(ref, scope):
    scheme = titre(ref).scheme(scope)
    chain = chain_from_scheme(scheme, titre_ref=ref, scope=scope, readings=Readings())
    own = [step for block in chain for step in block.steps if step.candidate]
    assert sum(step.minutes for step in own) == scheme.candidate_minutes
    assert sum(step.minutes for step in own if step.jury) == scheme.jury_minutes
    assert {step.kind for step in own} == {test.kind for test in scheme.tests}


def blocks(ref, *scope):
    return {block.kinds: block for block in chain_for(titre(ref), scope, Readings())}


def test_cip_title_plays_prepares_and_answers_in_one_block():
    chain = blocks(CIP, "title")
    block = chain["mise_en_situation", "entretien_technique"]
    assert [(step.jury, step.room, step.actor) for step in block.steps] == [
        (False, "preparation", False),
        (True, "mise_en_situation", True),
        (False, "preparation", False),
        (True, "jury", False),
    ]
    assert block.after == ()
    assert chain[("questionnement_production",)].after == (READING,)
    assert chain[("entretien_final",)].after == (
        "mise_en_situation", "entretien_technique", "questionnement_production",
    )  # fmt: skip
    assert "entretien_final" in chain[(DELIBERATION,)].after


def test_eti_jury_reads_the_preparation_file_before_the_mise_en_situation():
    for scope in ("title", "ccp3"):
        chain = blocks(ETI, scope)
        assert chain["mise_en_situation", "entretien_technique"].after == (SESSION_FILE_READING,)
    assert (READING,) in blocks(ETI, "title")
    assert (READING,) not in blocks(ETI, "ccp3")


def test_cip_jury_has_no_preparation_file_to_read():
    assert (SESSION_FILE_READING,) not in blocks(CIP, "title")


def test_a_final_interview_is_only_the_entretien_final_of_the_title():
    chain = blocks(CIP, "final_interview")
    assert list(chain) == [("entretien_final",), (DELIBERATION,)]
    assert chain[("entretien_final",)].after == ()


def test_several_ccps_keep_their_own_order_and_share_one_deliberation():
    chain = blocks(CIP, "ccp2", "ccp3")
    assert chain[("ccp2:presentation_projet",)].after == ("ccp2:reading",)
    assert chain[("ccp3:presentation_projet",)].after == ("ccp3:reading",)
    assert set(chain[(DELIBERATION,)].after) == {"ccp2:presentation_projet", "ccp3:presentation_projet"}
    assert chain[("ccp3:presentation_projet",)].steps[0].kind == "presentation_projet"
    assert chain[("ccp3:presentation_projet",)].steps[0].label.startswith("CCP 3 – ")


def test_the_final_interview_comes_after_the_last_ccp():
    chain = blocks(CIP, "ccp3", "final_interview")
    assert chain[("entretien_final",)].after == ("ccp3:presentation_projet",)
    assert set(chain[(DELIBERATION,)].after) == {"ccp3:presentation_projet", "entretien_final"}


def test_extra_time_lengthens_the_candidates_phases_only_up_to_the_grid():
    person = candidate("Aline", extra_time_percent=33)
    minutes = {step.label: person.minutes(step, 5) for step in person.steps}
    assert minutes["Lecture de la production écrite"] == Readings().title
    assert minutes["Délibération"] == Readings().deliberation
    prep = person.chain[1].steps[0]
    assert prep.minutes == 15
    assert person.minutes(prep, 5) == 20  # 19.95 rounded up
    assert person.minutes(person.chain[1].steps[1], 5) == 40  # 39.9


def test_a_scheme_without_the_test_asked_for_is_refused_in_french():
    with pytest.raises(ValueError, match="aucune épreuve n’est prévue pour « final_interview »"):
        chain_from_scheme(
            titre(CIP).scheme("ccp2"), titre_ref=CIP, scope="final_interview", readings=Readings()
        )
