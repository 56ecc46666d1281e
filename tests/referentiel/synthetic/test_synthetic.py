"""The importer gives back titles that do not exist, in every era and format, and doubts where the document fails it.

`python -m tests.referentiel.synthetic 50` measures many more titles than these tests read.
"""

import itertools

import pytest

from .defects import Defects
from .eras import ERAS
from .formats import FORMATS, POPPLER
from .harness import Trial, attempt
from .measure import EXACT
from .titles import PLANS, at_random, build, invented

# Each title in each era once at least, each format in each era at least twice.
_MATRIX = [
    (plan.slug, era, form)
    for rank, (plan, era) in enumerate(itertools.product(PLANS, ERAS))
    for form in itertools.islice(
        itertools.cycle(FORMATS), rank * 3 % len(FORMATS), rank * 3 % len(FORMATS) + 2
    )
]
_BY_LOT = [(seed, era, form) for seed, (era, form) in enumerate(itertools.product(ERAS, FORMATS), 100)]


def assert_given_back(trial: Trial, *, coverage: float = 0.98) -> None:
    score = trial.score
    assert trial.imported.titre is not None, trial.told()
    missed = [kind for kind in EXACT if score.rate(kind) < 1]
    assert not missed, f"{score.diff(missed)}\n{trial.told()}"
    assert score.rate("skills") >= 0.99, score.diff(["skills"])
    assert not trial.sure_errors, "\n".join(map(str, trial.sure_errors))
    assert trial.imported.coverage >= coverage, trial.told()


@pytest.mark.parametrize(("slug", "era", "form"), _MATRIX)
def test_a_title_comes_back_whole(slug, era, form):
    assert_given_back(attempt(invented(slug), ERAS[era], form))


@pytest.mark.parametrize(("seed", "era", "form"), _BY_LOT)
def test_a_title_drawn_by_lot_comes_back_whole(seed, era, form):
    assert_given_back(attempt(at_random(seed), ERAS[era], form))


@pytest.mark.parametrize("slug", [plan.slug for plan in PLANS])
def test_what_is_read_without_a_doubt_is_what_was_printed(slug):
    """Prose, phases and annexes have no threshold of the issue: ours is 97 %."""
    titre = build(next(plan for plan in PLANS if plan.slug == slug), "")
    trial = attempt(titre, ERAS["2022"], "docx")
    for kind in ("prose", "phases", "order", "premises", "resources", "former", "glossary"):
        assert trial.score.rate(kind) >= 0.97, trial.score.diff([kind])


# --- the plain text of the usual extractor, which mixes the columns: what it loses is asked ---


@pytest.mark.skipif(POPPLER is None, reason="pdftotext n’est pas installé")
@pytest.mark.parametrize(
    ("slug", "era"), [("vannier", "2018"), ("fontainier", "2022"), ("ludothecaire", "2013")]
)
def test_what_plain_pdftotext_loses_is_asked_and_the_title_stands(slug, era):
    trial = attempt(invented(slug), ERAS[era], "pdf-text")
    assert trial.imported.titre is not None, trial.told()
    assert not trial.sure_errors, "\n".join(map(str, trial.sure_errors))
    for kind in ("identity", "activities", "competences", "criteria", "transversal", "pages", "parts"):
        assert trial.score.rate(kind) == 1, trial.score.diff([kind])


# --- one file, any order, one document alone ---


@pytest.mark.parametrize("form", ["plain", "layout", "tabs", "pipes"])
def test_both_documents_may_come_in_one_file(form):
    trial = attempt(invented("machiniste"), ERAS["2022"], form, together=True)
    assert_given_back(trial)
    assert [file.role for file in trial.imported.files] == ["both"]


@pytest.mark.parametrize("form", ["plain", "docx", "pdf"])
def test_files_come_in_any_order(form):
    titre = invented("ludothecaire")
    straight, shuffled = (attempt(titre, ERAS["2025"], form, shuffled=flag) for flag in (False, True))
    assert_given_back(shuffled)
    assert straight.imported.document == shuffled.imported.document


# --- slips that change no meaning: the title comes back all the same ---


@pytest.mark.parametrize("form", ["plain", "tabs", "pdf"])
@pytest.mark.parametrize(
    "name",
    ["straight", "curly", "capitals_without_accents", "oe_apart", "contents_without_numbers"],
)
def test_spellings_of_the_same_letters_change_nothing(name, form):
    assert_given_back(attempt(invented("machiniste"), ERAS["2022"], form, Defects(**{name: True})))


@pytest.mark.parametrize("form", ["plain", "docx"])
def test_ligatures_are_letters(form):
    assert_given_back(attempt(invented("affineur"), ERAS["2022"], form, Defects(ligatures=True)))


@pytest.mark.parametrize("form", ["plain", "docx", "odt", "pdf"])
def test_words_cut_at_the_end_of_a_line_are_joined(form):
    assert_given_back(attempt(invented("itineraires"), ERAS["2018"], form, Defects(hyphenated=True)))


def test_a_document_without_its_running_foot_is_read():
    """The code of the title is nowhere else: its absence is a fault that is told, and all the rest is there."""
    trial = attempt(invented("vannier"), ERAS["2018"], "plain", Defects(foot_lost=True))
    assert trial.imported.titre is None
    assert trial.imported.faults
    kinds = [kind for kind in EXACT if kind != "identity"]
    assert not [kind for kind in kinds if trial.score.rate(kind) < 1], trial.score.diff(kinds)


# --- slips that lose something: the right title with a doubt, or an honest doubt, never a wrong certainty ---


@pytest.mark.parametrize("form", ["plain", "tabs", "docx", "pdf"])
@pytest.mark.parametrize("slug", ["machiniste", "ludothecaire"])
def test_lost_ticks_are_inferred_and_asked(slug, form):
    trial = attempt(invented(slug), ERAS["2022"], form, Defects(ticks_lost=True))
    doubted = {doubt.address.split("/")[0] for doubt in trial.imported.doubts}
    assert "matrix" in doubted
    assert trial.score.rate("matrix") == 1, trial.score.diff(["matrix"])
    assert not trial.sure_errors


@pytest.mark.parametrize("form", ["plain", "layout", "docx", "pdf"])
@pytest.mark.parametrize("slug", ["vannier", "affineur"])
def test_groups_of_know_how_without_a_blank_line_are_told_apart_or_asked(slug, form):
    trial = attempt(invented(slug), ERAS["2022"], form, Defects(groups_joined=True))
    assert trial.score.rate("criteria") == 1
    assert any("skills" in doubt.address or "knowledge" in doubt.address for doubt in trial.imported.doubts)
    assert not trial.sure_errors, "\n".join(map(str, trial.sure_errors))


@pytest.mark.parametrize("form", ["plain", "tabs", "docx", "pdf"])
@pytest.mark.parametrize("number", [1, 3, 7])
def test_a_fiche_that_lost_its_heading_is_found_and_told(number, form):
    trial = attempt(invented("vannier"), ERAS["2022"], form, Defects(fiche_heading_lost=number))
    assert trial.score.rate("competences") == 1, trial.score.diff(["competences"])
    assert trial.score.rate("criteria") == 1, trial.score.diff(["criteria"])
    here = f"competences/{number}"
    told = [doubt.address for doubt in trial.imported.doubts] + [
        one.address for one in trial.imported.repairs
    ]
    findings = [finding.where for finding in trial.imported.findings]
    assert any(address.startswith(here) for address in told) or any(
        f"/C{number}" in where for where in findings
    )
    assert not trial.sure_errors


@pytest.mark.parametrize("form", ["plain", "tabs", "docx", "pdf"])
@pytest.mark.parametrize("number", [2, 5])
def test_a_title_misspelt_in_one_place_is_mended_openly(number, form):
    titre = invented("ludothecaire")
    trial = attempt(titre, ERAS["2022"], form, Defects(misspelt=number))
    assert_given_back(trial)
    mended = [one for one in trial.imported.repairs if one.address == f"competences/{number}/title"]
    assert [one.after.replace("’", "'") for one in mended] == [
        titre.competence(number).title.replace("’", "'")
    ]


def test_a_criterion_worded_otherwise_in_the_re_is_kept_on_both_sides():
    titre = invented("machiniste")
    reworded = [c for c in titre.competences if c.criteria != c.assessment_criteria]
    assert reworded
    trial = attempt(titre, ERAS["2022"], "docx")
    assert_given_back(trial)
    told = {
        finding.where.split("/")[1]
        for finding in trial.imported.findings
        if finding.code == "criteria-differ"
    }
    assert {f"C{competence.number}" for competence in reworded} <= told
