"""The tests that a RE may prescribe, told from the words of every era of the template."""

import re
from collections.abc import Iterator

from ...schema import TestKind
from ..wording import folded

# The order of the columns of table 3.2, whatever the first test is.
COLUMNS = (
    TestKind.ENTRETIEN_TECHNIQUE,
    TestKind.QUESTIONNAIRE_PROFESSIONNEL,
    TestKind.QUESTIONNEMENT_PRODUCTION,
)
FIRST_TESTS = (TestKind.MISE_EN_SITUATION, TestKind.PRESENTATION_PROJET)

_PATTERNS: tuple[tuple[TestKind, str], ...] = (
    (TestKind.MISE_EN_SITUATION, r"mises? en situations?(?: professionnelles?)?"),
    (
        TestKind.PRESENTATION_PROJET,
        r"presentations? (?:orale )?(?:d'un (?:ou (?:de )?plusieurs )?|du |de son |de |des |d')?"
        r"(?:projets?|"
        r"ou ses projets)(?: ou des projets)?(?: realises?)?(?: \(?s\)?)?(?: en amont(?: de la session)?)?",
    ),
    (TestKind.ENTRETIEN_TECHNIQUE, r"entretiens? techniques?"),
    (TestKind.QUESTIONNAIRE_PROFESSIONNEL, r"questionnaires? professionnels?"),
    (
        TestKind.QUESTIONNEMENT_PRODUCTION,
        r"questionnements? (?:a partir|sur la base|au sujet) (?:de |d'une |de la |des |"
        r"d')?(?:(?:ou )?(?:des )?productions?(?:\(s\))?)",
    ),
    (TestKind.ENTRETIEN_FINAL, r"entretiens? fina(?:l|ux)"),
)
_ANY = re.compile("|".join(f"(?P<{kind.name}>{pattern})" for kind, pattern in _PATTERNS))
_LABELS: tuple[tuple[TestKind, str], ...] = (
    (TestKind.MISE_EN_SITUATION, "miseensituationprofessionnelle"),
    (TestKind.MISE_EN_SITUATION, "misesensituationprofessionnelle"),
    (TestKind.PRESENTATION_PROJET, "presentationdunprojetrealiseenamontdelasession"),
    (TestKind.PRESENTATION_PROJET, "presentationduprojetrealiseenamontdelasession"),
    (TestKind.PRESENTATION_PROJET, "presentationdeprojetrealiseenamontdelasession"),
    (TestKind.PRESENTATION_PROJET, "presentationdunprojet"),
    (TestKind.PRESENTATION_PROJET, "presentationduprojet"),
    (TestKind.ENTRETIEN_TECHNIQUE, "entretientechnique"),
    (TestKind.QUESTIONNAIRE_PROFESSIONNEL, "questionnaireprofessionnel"),
    (TestKind.QUESTIONNEMENT_PRODUCTION, "questionnementapartirdeproductions"),
    (TestKind.QUESTIONNEMENT_PRODUCTION, "questionnementapartirdeproduction"),
    (TestKind.QUESTIONNEMENT_PRODUCTION, "questionnementapartirduneproduction"),
    (TestKind.QUESTIONNEMENT_PRODUCTION, "questionnementapartirduneoudeplusieursproductions"),
    (TestKind.ENTRETIEN_FINAL, "entretienfinal"),
)
# Letters that the first column of a table of modalités may print for each test, the longest first.
LABEL_LETTERS: tuple[tuple[TestKind, str], ...] = tuple(sorted(_LABELS, key=lambda pair: -len(pair[1])))


def mentions(text: str) -> Iterator[tuple[TestKind, int, int]]:
    """Every test that a text names, with its place in the folded text."""
    for found in _ANY.finditer(folded(text)):
        assert found.lastgroup
        yield TestKind[found.lastgroup], found.start(), found.end()


def kind_of(text: str) -> TestKind | None:
    """The test that a label, a heading or the head of a column names; None for none, or for several."""
    kinds = list(dict.fromkeys(kind for kind, _, _ in mentions(text)))
    return kinds[0] if len(kinds) == 1 else None


def kinds_of(text: str) -> tuple[TestKind, ...]:
    """All the tests that a text names, each once, in order."""
    return tuple(dict.fromkeys(kind for kind, _, _ in mentions(text)))


NOTHING = re.compile(
    r"(?:sans objet|neant|non concernee?|non prevue?|non applicable|so|s\.o|aucune?s?|-+|/+|x)?"
)


def is_nothing(text: str) -> bool:
    """True for « Sans objet », « Néant », and for a text that says nothing at all."""
    return bool(NOTHING.fullmatch(folded(text)))
