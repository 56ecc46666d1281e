"""How good a timetable is, and what is proved of it, in words: never a figure without its bound."""

from dataclasses import dataclass

from jalon.common.typography import NBSP, minutes

UNPROVED = "minimum non prouvé"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a timetable, in minutes, and the minimum proved of each (0 or None: not proved).

    `jury_days_bound` holds for as many candidates placed; `lost_bound` (waiting plus idleness) for up to as many
    jury-days; `longest_wait_bound` for as much waiting and idleness. `measured`: idleness and the longest wait were.
    """

    placed: int
    left_out: int = 0
    jury_days: int = 0
    jury_days_bound: int = 0
    waiting: int = 0
    idle: int = 0
    lost_bound: int | None = None
    longest_wait: int = 0
    longest_wait_bound: int | None = None
    measured: bool = True

    @property
    def lost(self) -> int:
        """Minutes that candidates wait and juries sit idle."""
        return self.waiting + self.idle

    @property
    def fewest_days(self) -> bool:
        """Whether it is proved that no fewer jury-days place as many candidates."""
        return 0 < self.jury_days <= self.jury_days_bound

    @property
    def least_lost(self) -> bool:
        """Whether it is proved that so many jury-days cannot lose less."""
        return self.measured and (not self.lost or self.lost <= (self.lost_bound or 0))

    @property
    def shortest_wait(self) -> bool:
        """Whether it is proved that the longest wait cannot be shorter."""
        return self.measured and (
            not self.longest_wait or self.longest_wait <= (self.longest_wait_bound or 0)
        )


def days(count: int) -> str:
    """« 6 journées » with its no-break space."""
    return f"{count}{NBSP}journée{'s' if count > 1 else ''}"


def placed_note(figures: Figures) -> str:
    """Under the number of candidates placed."""
    return f"{figures.left_out} à placer" if figures.left_out else "tous les candidats admis"


def days_note(figures: Figures) -> str:
    """Under the number of jury-days: what is proved."""
    if figures.fewest_days:
        return "et il n’en faut pas moins"
    return f"minimum prouvé : {figures.jury_days_bound}" if figures.jury_days_bound else UNPROVED


def lost_note(figures: Figures) -> str:
    """Under waiting plus idleness: what is proved, so many jury-days being used."""
    if not figures.measured:
        return UNPROVED
    if not figures.lost:
        return "rien à gagner"
    if figures.least_lost:
        return f"et on ne peut pas moins, avec {days(figures.jury_days)}"
    return f"minimum prouvé : {minutes(figures.lost_bound)}" if figures.lost_bound else UNPROVED


def longest_wait_note(figures: Figures) -> str:
    """Under the longest wait of one candidate: what is proved."""
    if not figures.measured:
        return UNPROVED
    if not figures.longest_wait:
        return "personne n’attend"
    if figures.shortest_wait:
        return "et on ne peut pas moins"
    if figures.longest_wait_bound:
        return f"minimum prouvé : {minutes(figures.longest_wait_bound)}"
    return UNPROVED


def notes(figures: Figures) -> dict[str, str]:
    """What stands under each figure of a page."""
    each = minutes(figures.waiting // figures.placed) if figures.placed else ""
    return {
        "placed": placed_note(figures),
        "waiting": f"soit {each} par candidat" if each else "",
        "days": days_note(figures),
        "lost": lost_note(figures),
        "longest_wait": longest_wait_note(figures),
    }


def summary(figures: Figures) -> str:
    """« 6 journées, attente 2 h 10, temps mort 25 min, plus longue attente 50 min »."""
    parts = [days(figures.jury_days), f"attente {minutes(figures.waiting)}"]
    if figures.measured:
        parts += [
            f"temps mort {minutes(figures.idle)}",
            f"plus longue attente {minutes(figures.longest_wait)}",
        ]
    if figures.left_out:
        parts.append(f"{figures.left_out} à placer")
    return ", ".join(parts)


def intents(choices: list[Figures]) -> list[str]:
    """What each alternative was looked for, from the fewest jury-days up: what one more jury-day buys."""
    found: list[str] = []
    for rank, figures in enumerate(choices):
        if not rank:
            only = len(choices) == 1
            found.append(
                "Le moins de journées de jury ; en prendre plus ne ferait rien gagner d’utile"
                if only
                else "Le moins de journées de jury"
            )
            continue
        more = figures.jury_days - choices[0].jury_days
        gain = minutes(max(0, choices[0].lost - figures.lost))
        found.append(f"{days(more).capitalize()} de plus pour {gain} d’attente et de temps mort en moins")
    return found
