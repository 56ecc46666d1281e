"""The drawing of a day: lanes and bars in pixels, ready for an SVG template. No Django, no colour: classes only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from jalon.common.typography import clock, day_label, minutes

WIDTH, LEFT, RIGHT, TOP = 900, 120, 22, 34
LANE, BAR_TOP, BAR = 66, 24, 34
CHARACTER = 6.7  # width of an average character of the labels
HEAD_CHARACTER = 8.2  # the same of the names above the bars, in bold capitals
PADLOCK = 15  # width of the sign of a lock

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


class Stretch(StrEnum):
    """What stands in a lane beside the tests."""

    LUNCH = "lunch"
    WAIT = "wait"
    AWAY = "away"
    OFF = "off"
    CLASH = "clash"


@dataclass(frozen=True)
class Item:
    """One thing to draw in a lane, in minutes from midnight; `group` is what its head names (a candidate).

    Successive phases of the same `kind` and `key` (whose test it is) make one bar; `phase` describes them.
    `who` is whom a script moves with it.
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
    who: str = ""
    locked: bool = False


@dataclass(frozen=True)
class Span:
    """Minutes of a lane with their meaning: `texts` from the longest to the shortest, `told` the whole sentence."""

    start: int
    end: int
    stretch: Stretch
    texts: tuple[str, ...]
    told: str


@dataclass(frozen=True)
class Strip:
    """What a lane shows: `key` tells it from the others, `name` is its whole label when `label` is short."""

    key: str
    label: str
    detail: str = ""
    items: Sequence[Item] = ()
    spans: Sequence[Span] = ()
    name: str = ""


@dataclass(frozen=True)
class Bar:
    """`y`: pixels below the lane's top; `broken`: it overlaps another, or stands where nobody is."""

    x: float
    y: int
    width: float
    css: str
    text: str
    anchor: str
    description: str
    start: int
    end: int
    who: str = ""
    locked: bool = False
    broken: bool = False

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Head:
    """A name above the bars it covers."""

    x: float
    y: int
    width: float
    text: str
    locked: bool = False

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Zone:
    """A span, drawn."""

    x: float
    width: float
    stretch: Stretch
    text: str
    told: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Lane:
    key: str
    label: str
    detail: str
    name: str
    y: int
    height: int
    bars: tuple[Bar, ...]
    heads: tuple[Head, ...]
    zones: tuple[Zone, ...]

    @property
    def told(self) -> str:
        """The lane in one sentence, for those who do not see it."""
        count = len(self.bars)
        told = [f"{count} barre{'s' if count > 1 else ''}" if count else "rien de prévu"]
        return " ; ".join([f"{self.name} : {told[0]}", *(zone.told for zone in self.zones)])


@dataclass(frozen=True)
class Chart:
    """One day. `hours`: position and label of each full hour; `closed`: (position, width) of the shut hours.

    `first` (minutes) stands at `left` (pixels), and each minute takes `scale` pixels.
    """

    id: str
    day: str
    heading: str
    width: int
    height: int
    hours: tuple[tuple[float, str], ...]
    closed: tuple[tuple[float, float], ...]
    lanes: tuple[Lane, ...]
    now: float | None
    first: int
    scale: float
    top: int = TOP
    left: int = LEFT
    bar_top: int = BAR_TOP
    bar_height: int = BAR

    @property
    def bottom(self) -> int:
        return self.height - 8

    @property
    def drawn(self) -> int:
        """Width beside the labels."""
        return self.width - self.left


def chart(day: date, strips: Sequence[Strip], *, opens: int, closes: int, now: int | None = None) -> Chart:
    """Draw a day, one lane per strip; a lane whose items overlap grows until each has its own line."""
    drawn = [(strip, merged(strip.items)) for strip in strips]
    first = min([opens, *(i.start for _, items in drawn for i in items)]) // 60 * 60
    last = -(-max([closes, *(i.end for _, items in drawn for i in items)]) // 60) * 60
    scale = (WIDTH - LEFT - RIGHT) / max(last - first, 60)

    def x(minute: int) -> float:
        return round(LEFT + (min(max(minute, first), last) - first) * scale, 1)

    lanes: list[Lane] = []
    top = TOP
    for strip, items in drawn:
        lanes.append(_lane(strip, items, top, x, scale))
        top += lanes[-1].height
    return Chart(
        id=f"jour-{day.isoformat()}",
        day=day.isoformat(),
        heading=day_label(day, "jour"),
        width=WIDTH,
        height=top + 10,
        hours=tuple((x(m), clock(m)) for m in range(first, last + 1, 60)),
        closed=tuple(
            (x(start), round(x(end) - x(start), 1))
            for start, end in ((first, opens), (closes, last))
            if start < end
        ),
        lanes=tuple(lanes),
        now=x(now) if now is not None and first <= now <= last else None,
        first=first,
        scale=round(scale, 5),
    )


def merged(items: Iterable[Item]) -> list[Item]:
    """Items by hour, the phases of one test that follow one another as one."""
    found: list[Item] = []
    last: dict[tuple[str, str, bool], int] = {}
    for item in sorted(items, key=lambda i: (i.start, i.end)):
        same = (item.kind, item.key, item.alone)
        at = last.get(same)
        if at is not None and item.key and found[at].end == item.start:
            told = f"{found[at].description} ; {item.phase}"
            found[at] = replace(found[at], end=item.end, description=told)
        else:
            last[same] = len(found)
            found.append(item)
    return found


def clashes(items: Iterable[Item]) -> list[Span]:
    """The minutes when two things at least are at once in one lane."""
    found: list[tuple[int, int]] = []
    reached = 0
    for item in sorted(items, key=lambda i: (i.start, i.end)):
        start, end = item.start, min(item.end, reached)
        if start < end:
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        reached = max(reached, item.end)
    return [
        Span(a, b, Stretch.CLASH, ("Chevauchement", "!"), f"chevauchement de {clock(a)} à {clock(b)}")
        for a, b in found
    ]


def free_time(
    items: Iterable[Item], window: tuple[int, int], lunch: int, waiting: str = "attente"
) -> list[Span]:
    """Lunch and waits between the first and the last item: lunch is in the gap that leaves it most room.

    `waiting` names the minutes lost (empty: they are not told).
    """
    gaps: list[tuple[int, int]] = []
    reached: int | None = None
    for item in sorted(items, key=lambda i: (i.start, i.end)):
        if reached is not None and item.start > reached:
            gaps.append((reached, item.start))
        reached = max(item.end, reached or 0)
    room = [min(end, window[1]) - max(start, window[0]) for start, end in gaps]
    eats = room.index(max(room)) if lunch > 0 and room and max(room) >= lunch else None
    found: list[Span] = []
    for rank, (start, end) in enumerate(gaps):
        pieces = [(start, end)]
        if rank == eats:
            begins = max(start, window[0])
            pieces = [(start, begins), (begins + lunch, end)]
            told = f"déjeuner de {clock(begins)} à {clock(begins + lunch)}"
            found.append(Span(begins, begins + lunch, Stretch.LUNCH, ("Déjeuner", "Déj."), told))
        for a, b in pieces:
            if waiting and a < b:
                length = minutes(b - a)
                told = f"{waiting} de {length} à {clock(a)}"
                found.append(Span(a, b, Stretch.WAIT, (f"{waiting} {length}", length), told))
    return sorted(found, key=lambda span: span.start)


def _lane(strip: Strip, items: Sequence[Item], top: int, x: Position, scale: float) -> Lane:
    spans = [*strip.spans, *clashes(items)]
    forbidden = [s for s in spans if s.stretch in (Stretch.AWAY, Stretch.OFF, Stretch.CLASH)]
    rows: list[list[Item]] = []
    for item in items:
        row = next((row for row in rows if row[-1].end <= item.start), None)
        if row is None:
            rows.append([item])
        else:
            row.append(item)
    bars, heads = [], []
    for rank, row in enumerate(rows):
        heads += list(_heads(row, x, rank * LANE))
        for item in row:
            broken = any(item.start < span.end and span.start < item.end for span in forbidden)
            width = (item.end - item.start) * scale
            bars.append(
                Bar(
                    x=round(x(item.start) + 0.75, 2),
                    y=rank * LANE + BAR_TOP,
                    width=round(width - 1.5, 1),
                    css=_css(item),
                    text=_fitting(_names(item), width - 5),
                    anchor=item.anchor,
                    description=_described(item, broken=broken),
                    start=item.start,
                    end=item.end,
                    who=item.who,
                    locked=item.locked,
                    broken=broken,
                )
            )
    return Lane(
        key=strip.key,
        label=_cut(strip.label, (LEFT - 16) / 7),
        detail=_cut(strip.detail, (LEFT - 14) / 6),
        name=strip.name or strip.label,
        y=top,
        height=max(1, len(rows)) * LANE,
        bars=tuple(sorted(bars, key=lambda bar: (bar.start, bar.y))),
        heads=tuple(heads),
        zones=tuple(
            Zone(
                x(span.start),
                round(x(span.end) - x(span.start), 1),
                span.stretch,
                _fitting(span.texts, (span.end - span.start) * scale - 4),
                span.told,
            )
            for span in spans
            if x(span.start) < x(span.end)
        ),
    )


def _described(item: Item, *, broken: bool) -> str:
    told = item.description
    told += ", verrouillé" if item.locked else ""
    return f"{told} – une règle est enfreinte ici" if broken else told


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


def _heads(items: Sequence[Item], x: Position, y: int) -> Iterable[Head]:
    """The candidate's name over each stretch of bars that is theirs, cut to the room before the next name."""
    stretches: list[tuple[Item, int, int]] = []
    for item in items:
        if stretches and stretches[-1][0].group == item.group:
            stretches[-1] = (stretches[-1][0], stretches[-1][1], max(item.end, stretches[-1][2]))
        elif item.group or item.locked:
            stretches.append((item, item.start, item.end))
    for rank, (item, start, end) in enumerate(stretches):
        until = x(stretches[rank + 1][1]) if rank + 1 < len(stretches) else WIDTH
        room = (until - x(start) - (PADLOCK if item.locked else 0) - 3) / HEAD_CHARACTER
        text = _cut(item.group, room) if room >= 3 else ""
        yield Head(x(start) + 1, y, round(x(end) - x(start) - 2, 1), text, item.locked)
