"""What is asked of those who leave a prestation, and how their answers are told (indicator 30, C14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SCALE: dict[int, str] = {
    4: "Tout à fait satisfait",
    3: "Satisfait",
    2: "Peu satisfait",
    1: "Pas du tout satisfait",
}
SATISFIED = frozenset({3, 4})


@dataclass(frozen=True, slots=True)
class Question:
    """One question to some respondents; `kinds` empty: whatever the prestation. `code` is stored with the answers."""

    code: str
    text: str
    kinds: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset({"end"})
    respondents: frozenset[str] = frozenset({"beneficiary"})


_PARTNERS = frozenset({"tutor", "employer", "funder"})
_TRAINING = frozenset({"formation", "apprentissage"})
QUESTIONS: tuple[Question, ...] = (
    Question("welcome", "L’information reçue avant de commencer, et l’accueil"),
    Question("goals", "L’adaptation à vos objectifs et à votre expérience"),
    Question("contents", "Les contenus, au regard du référentiel du titre", _TRAINING),
    Question("teaching", "Les méthodes et la disponibilité des formateurs", _TRAINING),
    Question("company", "Le suivi des périodes en entreprise", _TRAINING),
    Question("meetings", "Les rendez-vous d’accompagnement : rythme, écoute, méthode", frozenset({"vae"})),
    Question("writing", "L’aide à la rédaction du dossier et à l’oral", frozenset({"vae"})),
    Question("means", "Les salles, les outils et les ressources"),
    Question("exam", "La préparation aux épreuves"),
    Question(
        "objectives", "L’accord de la prestation avec vos attentes et vos besoins", respondents=_PARTNERS
    ),
    Question("exchanges", "Les échanges avec l’équipe : écoute, clarté, délais", respondents=_PARTNERS),
    Question(
        "skills",
        "Les compétences de la personne, vues au travail",
        respondents=frozenset({"tutor", "employer"}),
    ),
    Question(
        "papers",
        "Les documents remis : justes, complets, à temps",
        respondents=frozenset({"employer", "funder"}),
    ),
    Question("organisation", "L’organisation : planning, salles, outils", respondents=frozenset({"team"})),
    Question("coordination", "La coordination entre intervenants", respondents=frozenset({"team"})),
    Question(
        "group",
        "L’engagement et le niveau du groupe, au regard des objectifs",
        respondents=frozenset({"team"}),
    ),
    Question(
        "overall",
        "Votre satisfaction d’ensemble",
        moments=frozenset({"end", "later"}),
        respondents=frozenset({"beneficiary", "team"}) | _PARTNERS,
    ),
    Question(
        "use", "L’usage que vous faites aujourd’hui de ce que vous avez appris", moments=frozenset({"later"})
    ),
)
OVERALL = "overall"


def questions_for(kind: str, moment: str, respondent: str = "beneficiary") -> tuple[Question, ...]:
    """Questions asked after a prestation of a kind, at a moment, of somebody on the path or beside it."""
    return tuple(
        q for q in QUESTIONS
        if (not q.kinds or kind in q.kinds) and moment in q.moments and respondent in q.respondents
    )  # fmt: skip


def faults_of(answers: Mapping[str, int | None], asked: Sequence[Question]) -> list[str]:
    """Every reason to refuse answers: a question left out, a mark off the scale."""
    faults = [f"Répondez à « {q.text} »." for q in asked if answers.get(q.code) is None]
    known = {q.code for q in asked}
    faults += [f"Question inconnue : {code}." for code in answers if code not in known]
    faults += [
        f"« {q.text} » : choisissez une réponse de l’échelle."
        for q in asked
        if answers.get(q.code) is not None and answers[q.code] not in SCALE
    ]
    return faults


@dataclass(frozen=True, slots=True)
class Spread:
    """Answers to one question: how many of each mark, from the best to the worst."""

    question: Question
    counts: tuple[tuple[int, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def satisfied(self) -> float | None:
        """Share of the satisfied, None without any answer."""
        if not self.total:
            return None
        return sum(count for mark, count in self.counts if mark in SATISFIED) / self.total


def spreads(answers: Iterable[Mapping[str, int]], *, minimum: int = 1) -> tuple[Spread, ...]:
    """The answers question by question, in the order in which they are asked; those never asked are left out.

    So is a question that fewer than `minimum` people answered: it would tell who said what.
    """
    rows = list(answers)
    found = []
    for question in QUESTIONS:
        marks = [row[question.code] for row in rows if question.code in row]
        if shown(len(marks), minimum=minimum):
            found.append(Spread(question, tuple((mark, marks.count(mark)) for mark in SCALE)))
    return tuple(found)


def shown(count: int, *, minimum: int) -> bool:
    """Whether so many answers may be summed up: under `minimum`, people recognise each other (setting)."""
    return count >= max(1, minimum)


def overall_rate(answers: Iterable[Mapping[str, int]]) -> float | None:
    """Share of people satisfied on the whole; None when nobody said."""
    for spread in spreads(answers):
        if spread.question.code == OVERALL:
            return spread.satisfied
    return None
