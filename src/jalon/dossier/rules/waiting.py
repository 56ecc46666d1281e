"""What of a dossier waits for whoever accompanies its author."""

from dataclasses import dataclass

from jalon.common.typography import NBSP


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dossier stands: `unread` the last version, if they have not opened it; `answered` remarks to look at.

    `late` is how late its hand-over is, "" in time.
    """

    handed_over: bool = False
    unread: int | None = None
    answered: int = 0
    late: str = ""


def reasons_to_look(standing: Standing) -> tuple[str, ...]:
    """Every reason why it waits; none once it is handed over: the jury has it."""
    if standing.handed_over:
        return ()
    answers = standing.answered
    reasons = (
        f"{answers}{NBSP}réponse{'s' if answers > 1 else ''} à lire" if answers else "",
        f"version{NBSP}{standing.unread} à lire" if standing.unread else "",
        standing.late,
    )
    return tuple(filter(None, reasons))
