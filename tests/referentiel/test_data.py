"""The shipped titles against the official texts: figures said here, wordings looked up in the sources."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.shipped import shipped_titres

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
SOURCES = {"TP-00403.08": ("000", "001"), "TP-00448.06": ("004",)}
# Words that the extraction of the CIP spoils in many ways, as « Informeur », « Informé » or « Informers ».
SPOILT = re.compile(r"\binform(?:é|eur|ers|ier|ar|er)\b")

FIGURES = {  # candidate, jury, hours; pages and annexes of each production
    ("TP-00403.08", "title"): ((175, 140, 385), [(32, 42, 15)]),
    ("TP-00403.08", "ccp1"): ((125, 90, 70), [(6, 8, 4)]),
    ("TP-00403.08", "ccp2"): ((60, 60, 175), [(16, 21, 7)]),
    ("TP-00403.08", "ccp3"): ((60, 60, 140), [(12, 15, 4)]),
    ("TP-00448.06", "title"): ((160, 150, 350), [(20, 24, 8), (4, 6, 4)]),
    ("TP-00448.06", "ccp1"): ((35, 35, 105), [(11, 13, 5)]),
    ("TP-00448.06", "ccp2"): ((30, 30, 140), [(9, 11, 4)]),
    ("TP-00448.06", "ccp3"): ((85, 75, 105), [(4, 6, 4)]),
}
CRITERIA = {
    "TP-00403.08": [5, 5, 4, 3, 4, 6, 5, 5, 6, 6, 5, 6, 5, 5, 3],
    "TP-00448.06": [4, 6, 8, 7, 7, 7, 4, 9, 9, 9],
}
SKILLS = {  # technical, organisational, relational, knowledge
    "TP-00403.08": [
        (13, 5, 4, 11), (13, 4, 5, 13), (9, 2, 2, 5), (13, 1, 2, 11), (12, 3, 2, 10), (15, 2, 4, 10), (11, 2, 3, 12),
        (11, 2, 3, 11), (6, 3, 2, 8), (11, 2, 6, 8), (8, 1, 5, 8), (10, 4, 6, 7), (16, 3, 2, 14), (14, 1, 2, 12),
        (4, 1, 2, 8),
    ],
    "TP-00448.06": [
        (11, 3, 7, 8), (8, 4, 3, 12), (11, 6, 4, 11), (12, 3, 11, 8), (12, 5, 4, 17), (14, 3, 9, 14), (5, 2, 8, 10),
        (14, 5, 0, 7), (10, 2, 6, 8), (9, 3, 7, 8),
    ],
}  # fmt: skip
PARTS = [(6, 8, None), (5, 6, 3), (5, 6, 3), (6, 8, None), (4, 6, None), (4, 5, None), (2, 3, None)]

every_titre = pytest.mark.parametrize("ref", list(SOURCES))


@pytest.mark.parametrize(("place", "figures"), FIGURES.items())
def test_minutes_hours_and_pages_are_those_of_the_re(
    place: tuple[str, str], figures: tuple[tuple[int, int, int], list[tuple[int, int, int]]]
) -> None:
    scheme = shipped_titres()[place[0]].scheme(place[1])
    totals, pages = figures
    assert (scheme.candidate_minutes, scheme.jury_minutes, scheme.company_hours) == totals
    assert [(p.pages_min, p.pages_max, p.annex_pages_max) for p in scheme.productions] == pages
    assert {(p.font, p.font_size, p.line_spacing) for p in scheme.productions} == {("Arial", 11, 1.15)}
    assert all(part.requirements for production in scheme.productions for part in production.parts)


def test_the_seven_parts_of_the_cip_dossier_are_those_of_the_re(cip: TitreVersion) -> None:
    parts = cip.scheme().productions[0].parts
    assert [(part.pages_min, part.pages_max, part.min_interviews) for part in parts] == PARTS


@pytest.mark.parametrize(
    ("ref", "scope", "phases"),
    [
        ("TP-00403.08", "title", [[15, 30], [20, 20], [20, 40], [30]]),
        ("TP-00403.08", "ccp1", [[15, 30], [20, 30], [10, 20]]),
        ("TP-00403.08", "ccp2", [[20, 40]]),
        ("TP-00403.08", "ccp3", [[20, 40]]),
        ("TP-00448.06", "title", [[45], [10, 5, 25], [5, 20, 5, 15], [30]]),
        ("TP-00448.06", "ccp1", [[5, 30]]),
        ("TP-00448.06", "ccp2", [[5, 25]]),
        ("TP-00448.06", "ccp3", [[45], [10, 5, 25]]),
    ],
)
def test_phases_are_those_of_the_re(ref: str, scope: str, phases: list[list[int]]) -> None:
    tests = shipped_titres()[ref].scheme(scope).tests
    assert [[phase.minutes for phase in test.phases] for test in tests] == phases


@every_titre
def test_no_competence_loses_a_criterion_or_a_know_how(ref: str) -> None:
    competences = shipped_titres()[ref].competences
    assert [len(c.criteria) for c in competences] == CRITERIA[ref]
    assert [len(c.assessment_criteria) for c in competences] == CRITERIA[ref]
    groups = [
        (len(c.technical_skills), len(c.organisational_skills), len(c.relational_skills), len(c.knowledge))
        for c in competences
    ]
    assert groups == SKILLS[ref]


@every_titre
def test_the_official_prose_is_not_shipped(ref: str) -> None:
    titre = shipped_titres()[ref]
    assert not any(c.description or c.contexts for c in titre.competences)
    assert not any(t.description for t in titre.transversal)
    assert not any(entry.definition for entry in titre.glossary)


@every_titre
def test_every_label_is_written_as_in_the_sources(ref: str) -> None:
    text = _source(ref)
    missing = [label for label in _labels(shipped_titres()[ref]) if _plain(label) not in text]
    assert missing == []


@every_titre
def test_our_wordings_are_not_copied_from_the_sources(ref: str) -> None:
    text, titre = _source(ref), shipped_titres()[ref]
    own = {
        requirement
        for scheme in titre.schemes.values()
        for production in scheme.productions
        for part in production.parts
        for requirement in part.requirements
    }
    own |= {label for room in titre.premises for label in (room.description, room.notes)}
    own |= {label for resource in titre.resources for label in (resource.description, resource.notes)}
    assert [label for label in own if len(label.split()) > 8 and _plain(label) in text] == []


@pytest.mark.parametrize(
    ("ref", "number"), [(ref, c.number) for ref, t in shipped_titres().items() for c in t.competences]
)
def test_every_know_how_of_the_source_is_shipped(ref: str, number: int) -> None:
    """What is left of a fiche once the shipped know-how is taken away holds no sentence."""
    competence = shipped_titres()[ref].competence(number)
    fiche = _fiche(ref, number)
    items = (
        *competence.technical_skills, *competence.organisational_skills, *competence.relational_skills,
        *competence.knowledge,
    )  # fmt: skip
    for label in sorted(items, key=len, reverse=True):
        assert _plain(label) in fiche, label
        fiche = fiche.replace(_plain(label), "", 1)
    assert len(fiche.replace(" ", "")) < 5, fiche


def _labels(titre: TitreVersion) -> Iterator[str]:
    yield titre.title
    yield from (activity.title for activity in titre.activities)
    for c in titre.competences:
        yield c.title
        yield from (*c.criteria, *c.assessment_criteria, *c.technical_skills, *c.organisational_skills)
        yield from (*c.relational_skills, *c.knowledge)
    for transversal in titre.transversal:
        yield from (transversal.title, *transversal.criteria)
    yield from (item.former for item in titre.correspondences)
    yield from (ccp for item in titre.equivalences for ccp in item.ccps)
    yield from (entry.term for entry in titre.glossary)
    yield from (variant.text for variant in titre.sources.variants)


def _read(prefix: str) -> str:
    found = sorted(SEEDS.glob(f"{prefix}_*.txt"))
    if not found:
        pytest.skip("les textes officiels (../shared/seeds) ne sont pas à côté du dépôt")
    return found[0].read_text(encoding="utf-8")


@cache
def _source(ref: str) -> str:
    return " ".join(_plain(_read(prefix)) for prefix in SOURCES[ref])


def _fiche(ref: str, number: int) -> str:
    text = _read(SOURCES[ref][-1])
    title = r"FICHE COMPÉTENCE PROFESSIONNELLE N° \d+|\nApporter un appui technique[^\n]*\n\nDescription|FICHE DES COMP"
    starts = [match.start() for match in re.finditer(title, text)]
    fiche = text[starts[number - 1] : starts[number]]
    skills = fiche[
        fiche.index("savoir-faire relationnels, savoirs") + len("savoir-faire relationnels, savoirs") :
    ]
    lines = [line for line in skills.splitlines() if not re.match(r"(SIGLE|CIP|ETI)\s+(REAC|Type)", line)]
    return _plain(" ".join(lines))


def _plain(text: str) -> str:
    """Words alone: apostrophes, ligatures, spaces, tags and hyphenation of the extraction do not count."""
    text = re.sub(r"<[^>]+>|\*\*", " ", text).replace("’", "'").replace("…", "...")
    text = unicodedata.normalize("NFKC", text).lower().replace("œ", "oe")
    text = re.sub(r"[\ue000-\uf8ff]", " ", text)
    text = SPOILT.sub("informer", text)
    return re.sub(r"\s+", "", re.sub(r"-\s+", "-", text))
