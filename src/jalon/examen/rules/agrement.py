"""Whether a site may hold a session on given days: its agréments, and the life of the title."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jalon.common.calendar import add_years
from jalon.common.typography import day_label


@dataclass(frozen=True, slots=True)
class AgrementPeriod:
    """An agrément as a rule sees it; `ccs` is "" for the title and its CCPs, else the one CCS it adds (A3.3)."""

    titre_code: str
    site: str
    number: str
    valid_from: date
    valid_until: date
    ccs: str = ""

    def covers(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class SessionFrame:
    """What is asked of the site: which title, where, which days, which scopes ("title", "ccp1", "ccs1"…).

    `validity_end` is the title's last day, `prolongation_years` the setting of A1.6; `declared_on` is None as
    long as the session is not recorded in CERES.
    """

    titre_code: str
    site: str
    days: tuple[date, ...]
    scopes: tuple[str, ...]
    effective_on: date
    validity_end: date | None
    prolongation_years: int
    declared_on: date | None = None


def prolongation_end(validity_end: date, years: int) -> date:
    """Last day on which a session of an ended title may still be held (A1.6, A2.5)."""
    return add_years(validity_end, years)


def agrement_faults(frame: SessionFrame, agrements: Iterable[AgrementPeriod]) -> list[str]:
    """Why the site may not hold this session, in French; empty when every day is covered (A3.1, A3.3, A1.6).

    The agrément of the title covers its CCPs; each CCS needs its own on top of it. An agrément never outlives
    its title: within the prolongation, the one in force on the title's last day holds.
    """
    held = [a for a in agrements if a.titre_code == frame.titre_code and a.site == frame.site]
    faults: list[str] = []
    for ccs in ("", *sorted({s for s in frame.scopes if s.startswith("ccs")})):
        object_label = f"le {ccs[:3].upper()} {ccs[3:]}" if ccs else "ce titre"
        candidates = [a for a in held if a.ccs == ccs]
        bare = [day for day in frame.days if not any(a.covers(_due(frame, day)) for a in candidates)]
        if bare and not candidates:
            faults.append(
                f"Aucun agrément pour {object_label} ({frame.titre_code}) sur le site « {frame.site} »."
            )
        elif bare:
            faults.append(f"Aucun agrément pour {object_label} ne couvre {_days(bare)}.")
    return faults


def validity_faults(frame: SessionFrame) -> list[str]:
    """Why the title may not be examined on these days, in French (A1.6, A2.5)."""
    faults = []
    if early := [day for day in frame.days if day < frame.effective_on]:
        faults.append(
            f"Ce millésime du titre n’est en vigueur que depuis le {day_label(frame.effective_on)} : "
            f"{_days(early)} {_precede(early)} cette date."
        )
    if frame.validity_end is None or max(frame.days, default=date.min) <= frame.validity_end:
        return faults
    limit = prolongation_end(frame.validity_end, frame.prolongation_years)
    if late := [day for day in frame.days if day > limit]:
        faults.append(
            f"Le titre a pris fin le {day_label(frame.validity_end)} et sa prolongation le {day_label(limit)} : "
            f"{_days(late)} {_follow(late)} cette date."
        )
    if frame.declared_on is not None and frame.declared_on > frame.validity_end:
        faults.append(
            "Pendant la prolongation, seules sont permises les sessions enregistrées dans CERES "
            f"au plus tard le {day_label(frame.validity_end)}."
        )
    return faults


def in_prolongation(frame: SessionFrame) -> bool:
    """Whether a day of the session falls after the title's end: only some candidates may come (A1.6)."""
    return frame.validity_end is not None and any(day > frame.validity_end for day in frame.days)


def _due(frame: SessionFrame, day: date) -> date:
    return min(day, frame.validity_end) if frame.validity_end else day


def _days(days: Sequence[date]) -> str:
    if len(days) == 1:
        return f"le {day_label(days[0])}"
    return f"{', '.join(f'le {day_label(d)}' for d in days[:-1])} et le {day_label(days[-1])}"


def _precede(days: Sequence[date]) -> str:
    return "précèdent" if len(days) > 1 else "précède"


def _follow(days: Sequence[date]) -> str:
    return "suivent" if len(days) > 1 else "suit"
