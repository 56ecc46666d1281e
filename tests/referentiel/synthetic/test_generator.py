"""The judge is judged first: titles are coherent, drawn alike from one seed, and a slip of the importer is seen."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from jalon.referentiel.checks import check
from jalon.referentiel.document import from_json, to_json
from jalon.referentiel.schema import TestKind, TitreVersion

from .defects import Defects, misspell
from .draw_text import plain
from .eras import ERA_2018, ERA_2022, ERAS
from .formats import FORMATS, files
from .measure import EXACT, measure
from .reac import draw_reac
from .titles import PLANS, at_random, build, invented, smaller

SEEDS = range(30)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.slug)
def test_a_title_drawn_up_by_hand_contradicts_itself_nowhere(plan):
    assert not [finding for finding in check(build(plan, "")) if finding.severity == "error"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_title_drawn_by_lot_is_a_valid_référentiel(seed):
    titre = at_random(seed)
    assert from_json(to_json(titre)) == titre
    assert not [finding for finding in check(titre) if finding.severity == "error"]


def test_titles_differ_from_seed_to_seed_and_never_for_one_seed():
    titles = [at_random(seed) for seed in SEEDS]
    assert titles == [at_random(seed) for seed in SEEDS]
    assert len({titre.activities for titre in titles}) == len(titles)
    assert {len(titre.ccps) for titre in titles} == {2, 3, 4, 5}
    assert {bool(titre.ccss) for titre in titles} == {True, False}
    kinds = {frozenset(test.kind for test in titre.scheme().tests) for titre in titles}
    assert len(kinds) >= 6
    assert any(TestKind.QUESTIONNAIRE_PROFESSIONNEL in tests for tests in kinds)


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_is_drawn_alike_each_time(form):
    titre = invented("vannier")
    first, second = files(titre, ERA_2022, form), files(titre, ERA_2022, form)
    assert list(first) == list(second)
    if form != "pdf":  # typst writes its own identifier in each
        assert first == second


@pytest.mark.parametrize("era", ERAS.values(), ids=ERAS.keys())
def test_every_text_of_the_title_is_printed(era):
    """What is not drawn could never be read back."""
    titre = invented("fontainier")
    printed = " ".join(" ".join(data.decode().split()) for data in files(titre, era, "pipes").values())
    for competence in titre.competences:
        for text in (
            competence.title, *competence.criteria, *competence.assessment_criteria, *competence.technical_skills,
            *competence.knowledge,
        ):  # fmt: skip
            assert text in printed


def test_a_pdf_has_portrait_and_landscape_pages_and_text():
    made = files(invented("machiniste"), ERA_2018, "pdf")
    sizes = {}
    for name, data in made.items():
        with pypdfium2.PdfDocument(data) as document:
            sizes[name] = {document.get_page_size(n)[0] > 700 for n in range(len(document))}
            assert "SIGLE" in document[0].get_textpage().get_text_range()
    assert sizes == {"REAC_MCP.pdf": {False}, "RC_MCP.pdf": {True, False}} or sizes == {
        "REAC_MCP.pdf": {False},
        "RC_MCP.pdf": {True},
    }


def test_a_docx_keeps_its_checked_boxes():
    data = files(invented("machiniste"), ERAS["2025"], "docx")["REV_MCP.docx"]
    xml = zipfile.ZipFile(BytesIO(data)).read("word/document.xml").decode()
    ticked = sum(len(row.tests) for row in invented("machiniste").matrix)
    assert xml.count('<w14:checked w14:val="1"/>') == ticked


def test_columns_are_flattened_as_extractors_do():
    """A duration that begins on the line where the titles end is on that line; else it comes after a blank one."""
    text = files(invented("machiniste"), ERA_2022, "plain")["RE_MCP.txt"].decode()
    assert re.search(r"\n\uf0a7 Entretien technique [A-ZÀ-Ý][a-zé]+er .*\n", text)
    assert re.search(r"\n\n\d\d h \d\d min [A-Z]", text)
    assert "Questionnement à partir de\nproduction(s)\n\n" in text


def test_each_defect_changes_the_document():
    titre = invented("ludothecaire")
    sound = files(titre, ERA_2022, "plain")
    for name in Defects.__dataclass_fields__:
        if name == "curly":  # no straight apostrophe to change but those of the template's own labels
            continue
        spoilt = files(titre, ERA_2022, "plain", Defects(**{name: True}))
        changed = files(titre, ERA_2018, "plain", Defects(foot_lost=True)) != files(titre, ERA_2018, "plain")
        assert spoilt != sound or (name == "foot_lost" and changed), name


def test_a_misspelt_infinitive_keeps_its_root():
    assert misspell("Préparer un dossier") == "Préparé un dossier"
    assert misspell("Établir un devis") == "Établie un devis"


def test_a_heading_lost_is_lost_once():
    titre = invented("vannier")
    sound, spoilt = (
        plain(draw_reac(titre, ERA_2022, defects), ERA_2022)
        for defects in (Defects(), Defects(fiche_heading_lost=2))
    )
    title = titre.competence(2).title
    assert sound.count(title) == spoilt.count(title) + 1
    assert "FICHE COMPÉTENCE PROFESSIONNELLE N° 2" not in spoilt


# --- the measure ---


def test_a_title_is_like_itself():
    titre = invented("itineraires")
    score = measure(titre, titre)
    assert {score.rate(kind) for kind in score.total} == {1.0}
    assert score.diff() == ""


def _first(titre: TitreVersion, **changes: object) -> TitreVersion:
    return replace(titre, competences=(replace(titre.competences[0], **changes), *titre.competences[1:]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("identity", lambda t: replace(t, level=t.level + 1)),
        ("activities", lambda t: replace(t, activities=t.activities[:-1])),
        ("competences", lambda t: _first(t, title="Autre chose")),
        ("criteria", lambda t: _first(t, criteria=t.competences[0].criteria[1:])),
        ("assessment", lambda t: _first(t, assessment_criteria=("Un seul",))),
        ("skills", lambda t: _first(t, knowledge=t.competences[0].technical_skills)),
        ("prose", lambda t: _first(t, description="")),
        ("transversal", lambda t: replace(t, transversal=())),
        ("tests", lambda t: replace(t, schemes={**t.schemes, "ccp1": t.schemes["ccp2"]})),
        (
            "minutes",
            lambda t: replace(t, schemes={**t.schemes, "title": replace(t.scheme(), jury_minutes=1)}),
        ),
        ("hours", lambda t: replace(t, schemes={**t.schemes, "title": replace(t.scheme(), company_hours=1)})),
        ("pages", lambda t: replace(t, schemes={**t.schemes, "title": replace(t.scheme(), productions=())})),
        ("parts", lambda t: replace(t, schemes={**t.schemes, "title": replace(t.scheme(), productions=())})),
        ("matrix", lambda t: replace(t, matrix=t.matrix[1:])),
        ("resources", lambda t: replace(t, resources=t.resources[:-1])),
        ("former", lambda t: replace(t, correspondences=())),
        ("glossary", lambda t: replace(t, glossary=t.glossary[1:])),
    ],
)
def test_the_measure_sees_a_slip_of_each_kind(kind, spoil):
    titre = invented("itineraires")
    score = measure(titre, spoil(titre))
    assert score.rate(kind) < 1
    assert [gap for gap in score.gaps if gap.kind == kind]


def test_one_missing_item_costs_one_item():
    titre = invented("vannier")
    short = _first(titre, criteria=titre.competences[0].criteria[1:])
    score = measure(titre, short)
    assert score.right["criteria"] == score.total["criteria"] - 1
    (gap,) = [gap for gap in score.gaps if gap.kind == "criteria"]
    assert gap.address == "competences/1/criteria"
    assert gap.missing == (titre.competences[0].criteria[0].replace("’", "'"),)
    assert set(EXACT) <= set(score.total)


def test_a_smaller_title_is_whole():
    for seed in SEEDS:
        titre = smaller(at_random(seed))
        assert from_json(to_json(titre)) == titre
        assert len(titre.ccps) == 1
