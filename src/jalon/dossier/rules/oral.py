"""The oral before the oral: what the RE times, and the questions that its criteria make likely."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from jalon.common.typography import NBSP, typo
from jalon.referentiel.schema import Criterion, Phase, Production, Test, TestKind, TitreVersion

# Tests where the candidate speaks to the jury; a mise en situation is played, not told.
SPOKEN = (
    TestKind.PRESENTATION_PROJET,
    TestKind.QUESTIONNEMENT_PRODUCTION,
    TestKind.ENTRETIEN_TECHNIQUE,
    TestKind.ENTRETIEN_FINAL,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the jury may ask, with the criterion that founds it; `about` names the part of the dossier."""

    criterion: str
    competence: int
    text: str
    about: str = ""


def spoken_tests(titre: TitreVersion, scope: str) -> tuple[Test, ...]:
    """The tests of a scope that can be rehearsed aloud, in the order of the RE."""
    return tuple(test for test in titre.scheme(scope).tests if test.kind in SPOKEN)


def timed_phases(test: Test) -> tuple[Phase, ...]:
    """What the timer counts, in minutes: the phases of the RE, or the whole test where it tells none."""
    return test.phases or (Phase(test.kind.label, test.minutes, jury=True),)


def criteria_of(titre: TitreVersion, scope: str, kind: TestKind | str) -> tuple[Criterion, ...]:
    """Every criterion that a test of a scope assesses, in the order of the title (RE, grille de l’épreuve)."""
    return tuple(
        criterion
        for competence in titre.competences_of_scope(scope)
        for criterion in titre.criteria_for(competence.number, kind, scope)
    )


def likely_questions(
    titre: TitreVersion, scope: str, kind: TestKind | str, productions: Sequence[Production] = ()
) -> tuple[Question, ...]:
    """One question per criterion that the test assesses, in the order of the title (RE, grille de l’épreuve)."""
    parts = [part for production in productions for part in production.parts]
    return tuple(
        Question(
            criterion.id,
            criterion.competence,
            _asked(criterion.text, criterion.number),
            ", ".join(f"partie {part.number}" for part in parts if criterion.competence in part.competences),
        )
        for criterion in criteria_of(titre, scope, kind)
    )


def draw(questions: Sequence[Question], count: int, seed: int) -> tuple[Question, ...]:
    """`count` questions, as many competences as possible before any comes back; the same seed draws the same."""
    shuffled = list(questions)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a draw of exercises, not a secret
    drawn: list[Question] = []
    while len(drawn) < min(count, len(questions)):
        heard: set[int] = set()
        for question in [one for one in shuffled if one not in drawn]:
            if question.competence not in heard and len(drawn) < count:
                heard.add(question.competence)
                drawn.append(question)
    return tuple(drawn)


_FORMS = (
    "Donnez un exemple vécu qui le montre : « {} ».",
    "Comment vous y prenez-vous pour que cela soit vrai : « {} » ?",
    "Qu’est-ce qui le prouve dans votre pratique : « {} » ?",
    "Racontez une situation où ce fut difficile : « {} ».",
)


def _asked(criterion: str, rank: int) -> str:
    text = re.sub(r"\s+", " ", criterion).strip().rstrip(".;")
    return typo(_FORMS[(rank - 1) % len(_FORMS)].format(text))


def pace(seconds: int, minutes: int) -> tuple[str, str]:
    """How an oral kept its time, and its tone: within a tenth under the minutes of the RE is right."""
    gap = seconds - minutes * 60
    if gap > 0:
        return (f"{_told(gap)} de trop", "danger")
    if -gap <= minutes * 6:
        return ("dans le temps", "success")
    return (f"{_told(-gap)} de moins que prévu", "warning")


def _told(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    words = [f"{minutes}{NBSP}min" if minutes else "", f"{rest}{NBSP}s" if rest else ""]
    return " ".join(filter(None, words))
