"""The stretches of days of a capitalisation: validity of the title, its prolongation, the retake window."""

from dataclasses import dataclass
from datetime import date, timedelta

from jalon.common.calendar import add_years
from jalon.common.typography import counted, day_label
from jalon.parcours.rules.capitalisation_facts import (
    TITLE,
    Held,
    Presentation,
    Reason,
    StandingFacts,
    Training,
    Window,
    named,
)

MISSED = frozenset({"none", "absent", "excused"})


@dataclass(frozen=True, slots=True)
class Known:
    """What had happened on a day: later facts are not known yet."""

    held: tuple[Held, ...]
    presentations: tuple[Presentation, ...]
    trainings: tuple[Training, ...]
    titre_on: date | None

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(one.number for one in self.held)


def known_on(facts: StandingFacts, on: date) -> Known:
    """The facts as they stood at the end of a day; a CCP known twice counts from the first."""
    first: dict[int, Held] = {}
    for one in sorted(facts.held, key=lambda h: (h.since, not h.recorded)):
        if one.since <= on and one.number in facts.ccps:
            first.setdefault(one.number, one)
    return Known(
        held=tuple(first[number] for number in sorted(first)),
        presentations=tuple(
            sorted((p for p in facts.presentations if p.validated_on <= on), key=lambda p: (p.validated_on, p.on))
        ),
        trainings=tuple(t for t in facts.trainings if t.starts_on is None or t.starts_on <= on),
        titre_on=facts.titre_on if facts.titre_on is not None and facts.titre_on <= on else None,
    )  # fmt: skip


def protections(facts: StandingFacts, known: Known) -> list[Reason]:
    """Why the prolongation year benefits to this person: which of its three categories (A1.6, A2.5)."""
    end, found = facts.validity_end, []
    if end is None:
        return []
    if any(p.on <= end and p.outcome in MISSED for p in known.presentations):
        found.append(
            Reason("failed", "Ajourné ou absent à une session tenue avant la fin du titre.", "A1.6, A2.6")
        )
    if known.held:
        found.append(
            Reason("partial", f"Tient déjà {named([one.number for one in known.held])}.", "A1.5, A1.6, A2.5")
        )
    if any(t.starts_on is not None and t.starts_on < end for t in known.trainings):
        found.append(Reason("began", "Entré en formation avant la fin du titre.", "A1.6"))
    return found


def prolongation_last(facts: StandingFacts) -> date | None:
    """The last day of the prolongation, None when the end of the title is not known."""
    end = facts.validity_end
    return None if end is None else add_years(end, facts.prolongation_years)


def last_day(facts: StandingFacts, known: Known) -> date | None:
    """The last day on which a session of the title may hold this person, None when no end is known."""
    return prolongation_last(facts) if protections(facts, known) else facts.validity_end


def windows(facts: StandingFacts, known: Known) -> tuple[Window, ...]:
    """Every stretch that matters to the person, in the order of the calendar."""
    found = [*_life_of_title(facts, known)]
    if (retake := retake_window(facts, known)) is not None:
        found.append(retake)
    return tuple(sorted(found, key=lambda w: (w.starts_on, w.ends_on)))


def retake_window(facts: StandingFacts, known: Known) -> Window | None:
    """The year in which a candidate from training may come again without new training (A2.3, A2.4, A2.6).

    It runs from the validation of the first session sat since the last training began; None before such a session,
    for who comes from no training, and once the title is held. Its first session is not one of those it counts.
    """
    if not known.trainings or known.titre_on is not None:
        return None
    series = _series(known)
    if not series:
        return None
    first = series[0]
    end = add_years(first.validated_on, facts.retake_years)
    again = [p for p in series if TITLE in p.scopes and first.validated_on < p.on <= end]
    left = max(0, facts.retake_sessions_max - len(again))
    how = "une absence" if first.outcome in {"absent", "excused"} else "un échec"
    how = "une réussite partielle" if first.outcome == "partial" else how
    reasons = [
        Reason(
            "retake",
            f"Après {how} validé{'' if how == 'un échec' else 'e'} le {day_label(first.validated_on)} : nouvelle "
            f"présentation sans nouvelle formation jusqu’au {day_label(end)}.",
            "A2.3, A2.6" if first.outcome in {"absent", "excused"} else "A2.3",
        ),
        Reason(
            "retake_left",
            f"Sessions du titre encore permises dans ce délai : {left} sur {facts.retake_sessions_max}.",
            "A2.4",
        ),
    ]
    return Window("retake", "Nouvelle présentation", first.validated_on, end, tuple(reasons), left=left)


def _series(known: Known) -> list[Presentation]:
    began = max((t.starts_on for t in known.trainings if t.starts_on is not None), default=date.min)
    return [p for p in known.presentations if p.on >= began and p.outcome != TITLE]


def latest(facts: StandingFacts, on: date) -> Presentation | None:
    """The last session sat with its result known, none since a new training began: then all starts again (A2.3)."""
    known = known_on(facts, on)
    series = _series(known)
    return series[-1] if series else None


def _life_of_title(facts: StandingFacts, known: Known) -> list[Window]:
    end, limit = facts.validity_end, prolongation_last(facts)
    if end is None or limit is None:
        return []
    found = [
        Window(
            "validity",
            "Validité du titre",
            facts.effective_on,
            end,
            (
                Reason(
                    "validity",
                    f"Les CCP s’acquièrent pendant la validité du titre : du {day_label(facts.effective_on)} "
                    f"au {day_label(end)}.",
                    "A1.7, A1.9",
                ),
            ),
        )
    ]
    if limit > end:
        who = protections(facts, known)
        refusal = Reason(
            "unprotected",
            "Ne profite qu’aux candidats ajournés, à ceux qui tiennent déjà un CCP et à ceux dont la formation a "
            "commencé avant la fin du titre.",
            "A1.6",
        )
        found.append(
            Window(
                "prolongation",
                f"Prolongation ({counted(facts.prolongation_years, 'an')})",
                end + timedelta(days=1),
                limit,
                tuple(who or [refusal]),
                applies=bool(who),
            )
        )
    return found
