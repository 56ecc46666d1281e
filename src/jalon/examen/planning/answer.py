"""The JSON answer of `jalon session plan`: its facts, how it is written and read again. Plain facts, no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from jalon.examen.planning.json_reader import InvalidInput, Reader, hour, parse, show

STATUSES = ("optimal", "feasible", "partial", "infeasible")
PREPARATION, WRITTEN_PREPARATION = "preparation", "written_preparation"
TASK_KINDS = (
    PREPARATION, "mise_en_situation", WRITTEN_PREPARATION, "entretien_technique", "reading", "session_file_reading",
    "questionnement_production", "presentation_projet", "questionnaire_professionnel", "entretien_final",
    "deliberation",
)  # fmt: skip
_MOST = 10**9  # of a figure


@dataclass(frozen=True)
class Task:
    """One task, in minutes from midnight."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """Everything that one candidate does, and that is done for them, before one jury on one day."""

    candidate: str
    jury: str
    date: date
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Lunch:
    """When a jury has lunch."""

    jury: str
    date: date
    start: int
    end: int


@dataclass(frozen=True)
class Objective:
    """Candidates left out, jury-days, minutes that candidates wait, minutes that juries idle.

    `longest_wait`: of one candidate; `end_of_day`: from the opening to the last task of the jury, all jury-days
    together (None: an answer that does not tell them).
    """

    unplaced: int
    jury_days: int
    waiting: int
    idle: int
    longest_wait: int | None = None
    end_of_day: int | None = None


@dataclass(frozen=True)
class Bounds:
    """What no plan can go below (0: nothing is proved), each figure with the ones before it as they are.

    `end_of_day` only supposes as many candidates placed, in as many jury-days.
    """

    jury_days: int
    waiting_and_idle: int
    unplaced: int = 0
    longest_wait: int = 0
    end_of_day: int = 0


@dataclass(frozen=True)
class Remedy:
    """Facts that clash and what would settle them (see `facts.Explanation`); `sentence` is among the explanations."""

    sentence: str
    facts: tuple[str, ...]
    remedy: str
    more: int
    left: int
    cost: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A plan and how good it is; `explanations` are French sentences, `remedies` those that say what to change."""

    status: str
    objective: Objective
    bounds: Bounds
    seconds: float
    appointments: tuple[Passage, ...]
    lunches: tuple[Lunch, ...]
    unplaced: tuple[str, ...]
    explanations: tuple[str, ...]
    remedies: tuple[Remedy, ...] = ()


def to_json(answer: Answer) -> dict[str, object]:
    """The answer as JSON, in the order of its schema."""
    return {
        "status": answer.status,
        "objective": figures_json(answer.objective),
        "bounds": figures_json(answer.bounds),
        "seconds": answer.seconds,
        "appointments": [
            {
                "candidate": passage.candidate,
                "jury": passage.jury,
                "date": passage.date.isoformat(),
                "tasks": [
                    {"kind": task.kind, "start": hour(task.start), "end": hour(task.end)}
                    for task in passage.tasks
                ],
            }
            for passage in answer.appointments
        ],
        "lunches": [
            {
                "jury": lunch.jury,
                "date": lunch.date.isoformat(),
                "start": hour(lunch.start),
                "end": hour(lunch.end),
            }
            for lunch in answer.lunches
        ],
        "unplaced": list(answer.unplaced),
        "explanations": list(answer.explanations),
        "remedies": [
            {**asdict(remedy), "facts": list(remedy.facts), "sources": list(remedy.sources)}
            for remedy in answer.remedies
        ],
    }


def figures_json(figures: Objective | Bounds) -> dict[str, int]:
    """The figures that are told."""
    return {key: value for key, value in asdict(figures).items() if value is not None}


def read_answer(data: bytes) -> Answer:
    """The answer that a file holds; raises InvalidInput with every fault."""
    reader = _AnswerReader()
    found = reader.answer(parse(data))
    reader.done()
    if found is None:
        raise InvalidInput(["racine : un objet est attendu."])
    return found


class _AnswerReader(Reader):
    def answer(self, value: object) -> Answer | None:
        keys = (
            "status",
            "objective",
            "bounds",
            "seconds",
            "appointments",
            "lunches",
            "unplaced",
            "explanations",
        )
        root = self.record(value, "", required=keys, optional=("remedies",))
        if root is None or not set(keys) <= set(root):
            return None
        status = self._choice(root["status"], "status", STATUSES)
        objective = self._figures(
            root["objective"],
            "objective",
            ("unplaced", "jury_days", "waiting", "idle"),
            ("longest_wait", "end_of_day"),
        )
        bounds = self._figures(
            root["bounds"],
            "bounds",
            ("jury_days", "waiting_and_idle"),
            ("unplaced", "longest_wait", "end_of_day"),
        )
        seconds = root["seconds"]
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < _MOST:
            self.fault("seconds", f"un nombre de secondes est attendu, pas {show(seconds)}.")
            seconds = 0
        passages = [
            self._passage(item, f"appointments[{rank}]")
            for rank, item in enumerate(self.array(root["appointments"], "appointments"))
        ]
        lunches = [
            self._lunch(item, f"lunches[{rank}]")
            for rank, item in enumerate(self.array(root["lunches"], "lunches"))
        ]
        unplaced = [
            self.text(item, f"unplaced[{rank}]")
            for rank, item in enumerate(self.array(root["unplaced"], "unplaced"))
        ]
        explanations = self._sentences(root["explanations"], "explanations")
        remedies = [
            self._remedy(item, f"remedies[{rank}]")
            for rank, item in enumerate(self.array(root.get("remedies", []), "remedies"))
        ]
        if self.faults:
            return None
        return Answer(
            status,
            Objective(**objective),
            Bounds(**bounds),
            float(seconds),
            tuple(passage for passage in passages if passage),
            tuple(lunch for lunch in lunches if lunch),
            tuple(name for name in unplaced if name),
            explanations,
            tuple(remedy for remedy in remedies if remedy),
        )

    def _sentences(self, value: object, path: str) -> tuple[str, ...]:
        found = []
        for rank, item in enumerate(self.array(value, path)):
            if isinstance(item, str):
                found.append(item)
            else:
                self.fault(f"{path}[{rank}]", f"un texte est attendu, pas {show(item)}.")
        return tuple(found)

    def _remedy(self, value: object, path: str) -> Remedy | None:
        texts, lists, figures = ("sentence", "remedy"), ("facts", "sources"), ("more", "left", "cost")
        own = self.record(value, path, required=(*texts, *lists, *figures))
        if own is None or not {*texts, *lists, *figures} <= set(own):
            return None
        told = self._sentences([own[key] for key in texts], path)
        facts, sources = (self._sentences(own[key], f"{path}.{key}") for key in lists)
        more, left, cost = (
            self.integer(own[key], f"{path}.{key}", most=_MOST, unit="unités") or 0 for key in figures
        )
        return Remedy(told[0], facts, told[1], more, left, cost, sources) if len(told) == 2 else None

    def _choice(self, value: object, path: str, known: tuple[str, ...]) -> str:
        if isinstance(value, str) and value in known:
            return value
        self.fault(path, f"{show(value)} est inconnu ; possibles : {', '.join(known)}.")
        return known[0]

    def _figures(
        self, value: object, path: str, keys: tuple[str, ...], optional: tuple[str, ...]
    ) -> dict[str, int]:
        own: Mapping[str, object] = self.record(value, path, required=keys, optional=optional) or {}
        return {
            key: self.integer(own[key], f"{path}.{key}", most=_MOST, unit="unités") or 0
            for key in (*keys, *optional)
            if key in own
        }

    def _passage(self, value: object, path: str) -> Passage | None:
        keys = ("candidate", "jury", "date", "tasks")
        own = self.record(value, path, required=keys)
        if own is None or not set(keys) <= set(own):
            return None
        candidate = self.text(own["candidate"], f"{path}.candidate")
        jury = self.text(own["jury"], f"{path}.jury")
        day = self.day(own["date"], f"{path}.date")
        tasks = [
            self._task(item, f"{path}.tasks[{rank}]")
            for rank, item in enumerate(self.array(own["tasks"], f"{path}.tasks"))
        ]
        if candidate is None or jury is None or day is None:
            return None
        return Passage(candidate, jury, day, tuple(task for task in tasks if task))

    def _task(self, value: object, path: str) -> Task | None:
        keys = ("kind", "start", "end")
        own = self.record(value, path, required=keys)
        if own is None or not set(keys) <= set(own):
            return None
        kind = self._choice(own["kind"], f"{path}.kind", TASK_KINDS)
        span = self.span(own["start"], own["end"], (f"{path}.start", f"{path}.end"))
        return None if span is None else Task(kind, *span)

    def _lunch(self, value: object, path: str) -> Lunch | None:
        keys = ("jury", "date", "start", "end")
        own = self.record(value, path, required=keys)
        if own is None or not set(keys) <= set(own):
            return None
        jury, day = self.text(own["jury"], f"{path}.jury"), self.day(own["date"], f"{path}.date")
        span = self.span(own["start"], own["end"], (f"{path}.start", f"{path}.end"))
        return None if jury is None or day is None or span is None else Lunch(jury, day, *span)
