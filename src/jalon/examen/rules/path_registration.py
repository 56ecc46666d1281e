"""Which reasons forbid to register someone from their path, and which are still to be completed before the day."""

from collections.abc import Iterable
from dataclasses import dataclass

from jalon.examen.rules.admission import Reason

_TO_COMPLETE = frozenset(
    {
        "birth_date_missing",
        "birth_place_missing",
        "recevabilite_missing",
        "reglement_unknown",
        "arrangement_pending",
    }
)
_TO_PROVE = ("hours_", "piece_missing_")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The reasons of an admission in three parts: what forbids it, what is to be completed, what is only recalled."""

    against: tuple[Reason, ...]
    to_complete: tuple[Reason, ...]
    reminders: tuple[Reason, ...]

    @property
    def possible(self) -> bool:
        """Whether the registration may be made now."""
        return not self.against

    @property
    def ready(self) -> bool:
        """Whether the candidate may be admitted in the same act."""
        return not self.against and not self.to_complete


def path_reasons(*, stage: str, ended: bool, same_title: bool) -> list[Reason]:
    """What the path itself opposes to a registration; `stage` is the label of where it stands."""
    found = []
    if ended:
        found.append(
            Reason(
                "path_ended",
                f"Ce parcours est à l’étape « {stage} » : reprenez-le avant d’inscrire à une session.",
                "A2.1",
            )
        )
    if not same_title:
        found.append(
            Reason("other_title", "Cette session n’est pas une session du titre de ce parcours.", "A2.1")
        )
    return found


def verdict(reasons: Iterable[Reason]) -> Verdict:
    """Sort the reasons: an inscription is made only where nothing but papers can be missing."""
    known = list(reasons)
    blocking = [reason for reason in known if reason.blocking]
    later = [r for r in blocking if r.code in _TO_COMPLETE or r.code.startswith(_TO_PROVE)]
    return Verdict(
        against=tuple(r for r in blocking if r not in later),
        to_complete=tuple(later),
        reminders=tuple(r for r in known if not r.blocking),
    )
