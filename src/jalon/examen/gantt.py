"""The drawing of a day: lanes and bars in pixels, ready for an SVG template. No Django, no colour: classes only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jalon.common.typography import clock, day_label

WIDTH, LEFT, RIGHT, TOP = 900, 104, 22, 34
LANE, BAR_TOP, BAR = 66, 24, 34
CHARACTER = 6.7  # width of an average character of the labels

# Each kind: its colour class, then its names from the longest to the shortest that still speaks.
KINDS = {
    "mise_en_situation": ("k1", ("Mise en situation", "Situation", "Sit.", "S")),
    "entretien_technique": ("k2", ("Entretien technique", "Entretien", "Entr.", "ET")),
    "questionnement_production": ("k3", ("Questionnement", "Quest.", "Q")),
    "entretien_final": ("k4", ("Entretien final", "Final", "EF")),
    "questionnaire_professionnel": ("k5", ("Questionnaire", "Quest. pro", "QP")),
    "presentation_projet": ("k6", ("Présentation de projet", "Présentation", "Prés.", "P")),
    "reading": ("task", ("Lecture", "Lect.", "L")),
    "session_file_reading": ("task", ("Lecture du dossier", "Lecture", "Lect.", "L")),
    "deliberation": ("task", ("Délibération", "Délib.", "D")),
}
Position = Callable[[int], float]  # minutes from midnight to pixels
ALONE = ("Préparation", "Prép.", "P")


@dataclass(frozen=True)
class Item:
    """One thing to draw in a lane, in minutes from midnight; `group` is what its head names (a candidate).

    Successive phases of the same `kind` and `key` (whose test it is) make one bar; `phase` describes them.
    """

    start: int
    end: int
    kind: str
    anchor: str
    description: str
    group: str = ""
    alone: bool = False
    key: str = ""
    phase: str = ""


@dataclass(frozen=True)
class Bar:
    x: float
    width: float
    css: str
    text: str
    anchor: str
    description: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Head:
    """A name above the bars it covers."""

    x: float
    width: float
    text: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Lane:
    label: str
    detail: str
    y: int
    bars: tuple[Bar, ...]
    heads: tuple[Head, ...]
    pauses: tuple[Head, ...]


@dataclass(frozen=True)
class Chart:
    """One day. `hours`: position and label of each full hour."""

    id: str
    heading: str
    width: int
    height: int
    hours: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]
    now: float | None
    top: int = TOP
    left: int = LEFT
    lane_height: int = LANE
    bar_top: int = BAR_TOP
    bar_height: int = BAR

    @property
    def bottom(self) -> int:
        return self.height - 8


def chart(
    day: date,
    lanes: Sequence[tuple[str, str, Iterable[Item]]],
    *,
    opens: int,
    closes: int,
    lunch: tuple[int, int] | None = None,
    lunch_minutes: int = 0,
    now: int | None = None,
) -> Chart:
    """Draw a day: `lanes` are (label, detail, items). `lunch` is the window in which a free hour is a lunch."""
    drawn = [(label, detail, merged(items)) for label, detail, items in lanes]
    first = min([opens, *(i.start for _, _, items in drawn for i in items)]) // 60 * 60
    last = -(-max([closes, *(i.end for _, _, items in drawn for i in items)]) // 60) * 60
    scale = (WIDTH - LEFT - RIGHT) / max(last - first, 60)

    def x(minutes: int) -> float:
        return round(LEFT + (minutes - first) * scale, 1)

    made = []
    for rank, (label, detail, items) in enumerate(drawn):
        bars = tuple(
            Bar(
                x(i.start) + 0.75,
                round((i.end - i.start) * scale - 1.5, 1),
                _css(i),
                _fitting(_names(i), (i.end - i.start) * scale - 5),
                i.anchor,
                i.description,
            )
            for i in items
        )
        made.append(
            Lane(
                _cut(label, (LEFT - 16) / 7),
                _cut(detail, (LEFT - 14) / 6),
                TOP + rank * LANE,
                bars,
                tuple(_heads(items, x)),
                tuple(_lunches(items, x, lunch, lunch_minutes)),
            )
        )
    return Chart(
        id=f"jour-{day.isoformat()}",
        heading=day_label(day, "jour"),
        width=WIDTH,
        height=TOP + len(made) * LANE + 10,
        hours=tuple((x(m), clock(m)) for m in range(first, last + 1, 60)),
        lanes=tuple(made),
        now=x(now) if now is not None and first <= now <= last else None,
    )


def merged(items: Iterable[Item]) -> list[Item]:
    """Items by hour, the phases of one test that follow one another as one."""
    found: list[Item] = []
    for item in sorted(items, key=lambda i: (i.start, i.end)):
        last = found[-1] if found else None
        same = last and (last.kind, last.key, last.alone, last.end) == (
            item.kind,
            item.key,
            item.alone,
            item.start,
        )
        if last and same and item.key:
            found[-1] = replace(last, end=item.end, description=f"{last.description} ; {item.phase}")
        else:
            found.append(item)
    return found


def _css(item: Item) -> str:
    css = KINDS.get(item.kind, ("k5", ()))[0]
    return f"{css} hollow" if item.alone else css


def _names(item: Item) -> tuple[str, ...]:
    return ALONE if item.alone else KINDS.get(item.kind, ("", (item.kind,)))[1]


def _fitting(names: Iterable[str], room: float) -> str:
    """The longest name that fits in so many pixels; nothing when none does."""
    return next((name for name in names if len(name) * CHARACTER <= room), "")


def _cut(text: str, characters: float) -> str:
    return text if len(text) <= characters else f"{text[: max(1, int(characters) - 1)].rstrip()}…"


def _heads(items: Sequence[Item], x: Position) -> Iterable[Head]:
    """The candidate's name over each stretch of bars that is theirs, cut to the room before the next name."""
    stretches: list[tuple[str, int, int]] = []
    for item in items:
        if stretches and stretches[-1][0] == item.group:
            stretches[-1] = (item.group, stretches[-1][1], max(item.end, stretches[-1][2]))
        elif item.group:
            stretches.append((item.group, item.start, item.end))
    for rank, (name, start, end) in enumerate(stretches):
        until = x(stretches[rank + 1][1]) if rank + 1 < len(stretches) else WIDTH
        room = (until - x(start)) / CHARACTER - 1
        yield Head(x(start) + 1, round(x(end) - x(start) - 2, 1), _cut(name, room) if room >= 3 else "")


def _lunches(
    items: Sequence[Item], x: Position, window: tuple[int, int] | None, minutes: int
) -> Iterable[Head]:
    """The first gap of the lunch window long enough to eat, between two tasks."""
    if window is None or not minutes:
        return
    reached = None
    for item in items:
        if reached is not None:
            start, end = max(reached, window[0]), min(item.start, window[1])
            if end - start >= minutes:
                yield Head(x(start), round(x(end) - x(start), 1), "Déjeuner")
                return
        reached = max(item.end, reached or 0)
