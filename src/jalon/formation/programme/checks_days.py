"""Days of a programme's séances, where it gives them: closed days, hours that do not fit, two séances at once."""

from collections.abc import Iterator
from itertools import islice

from jalon.common.calendar import public_holidays
from jalon.common.typography import day_label
from jalon.referentiel.importer.wording import folded

from .durations import told
from .facts import Programme, Seance, When
from .report import Finding

_MOST = 200  # more would only hide the others
_OWN = "le programme lui-même"
_SHARED = (("trainer", "du formateur"), ("room", "de la salle"), ("group", "du groupe"))


def day_checks(programme: Programme) -> Iterator[Finding]:
    """Findings about the days of the séances, in their order; nothing where no séance has a day."""
    dated = [(seance, seance.when) for seance in programme.seances if seance.when is not None]
    for seance, when in dated:
        yield from _day(programme, seance, when)
    yield from islice(_together(dated), _MOST)


def _day(programme: Programme, seance: Seance, when: When) -> Iterator[Finding]:
    label = day_label(when.day)
    if when.day in public_holidays(when.day.year):
        yield Finding(
            "day_closed", "warning", f"« {seance.heading} » tombe le {label}, jour férié.",
            "Une séance se tient un jour ouvré.", "L3133-1", "Déplacez la séance, ou confirmez ce jour.",
            (seance.quote,),
        )  # fmt: skip
    elif when.day.weekday() == 6:
        yield Finding(
            "day_closed", "warning", f"« {seance.heading} » tombe le {label}, un dimanche.",
            "Le repos hebdomadaire est donné le dimanche.", "L3132-3", "Déplacez la séance, ou confirmez ce jour.",
            (seance.quote,),
        )  # fmt: skip
    for span in programme.spans:
        if span.starts_on <= span.ends_on and not span.starts_on <= when.day <= span.ends_on:
            yield Finding(
                "day_outside", "error", f"« {seance.heading} » est datée du {label}, hors de la formation "
                f"({day_label(span.starts_on)} – {day_label(span.ends_on)}).",
                "Une séance se tient pendant la formation.", _OWN,
                "Corrigez le jour de la séance, ou les dates de la formation.", (seance.quote, span.quote),
            )  # fmt: skip
    if when.start is None or when.end is None:
        return
    if when.end <= when.start:
        yield Finding(
            "day_hours", "error", f"« {seance.heading} » finit à {_clock(when.end)}, avant de commencer à "
            f"{_clock(when.start)}.", "La fin suit le début.", _OWN, "Corrigez l’une des deux heures.", (seance.quote,),
        )  # fmt: skip
    elif seance.minutes is not None and seance.minutes > when.end - when.start:
        yield Finding(
            "day_hours", "error", f"« {seance.heading} » compte {told(seance.minutes)} ; de {_clock(when.start)} à "
            f"{_clock(when.end)} il y a {told(when.end - when.start)}.",
            "La durée tient entre le début et la fin.", _OWN, "Corrigez la durée, le début ou la fin.", (seance.quote,),
        )  # fmt: skip


def _together(dated: list[tuple[Seance, When]]) -> Iterator[Finding]:
    """Two séances at once for one trainer, one room or one group, each pair told once."""
    rows = sorted(
        ((when.day, when.start, when.end, seance, when) for seance, when in dated if _timed(when)),
        key=lambda row: row[:3],
    )
    for rank, (day, _, end, one, first) in enumerate(rows):
        for other_day, other_start, _, other, second in rows[rank + 1 :]:
            if other_day != day or (other_start or 0) >= (end or 0):
                break
            same = [
                f"{what} {getattr(first, name)}"
                for name, what in _SHARED
                if getattr(first, name) and folded(getattr(first, name)) == folded(getattr(second, name))
            ]
            if same:
                yield Finding(
                    "day_overlap", "error", f"« {one.heading} » et « {other.heading} » se tiennent en même temps, le "
                    f"{day_label(day)} : c’est deux fois l’emploi {' et '.join(same)}.",
                    "Un formateur, une salle, un groupe ne sont qu’à un endroit à la fois.", _OWN,
                    "Déplacez l’une des deux séances.", (one.quote, other.quote),
                )  # fmt: skip


def _timed(when: When) -> bool:
    return when.start is not None and when.end is not None and when.start < when.end


def _clock(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{minutes // 60} h"
