"""Which sessions stay open to a person on a day: the title, each CCP, the final interview; every reason."""

from collections.abc import Iterable
from datetime import date

from jalon.common.typography import day_label
from jalon.parcours.rules.capitalisation_facts import (
    FINAL_INTERVIEW,
    TITLE,
    Opening,
    Reason,
    StandingFacts,
    ccp_scope,
    named,
)
from jalon.parcours.rules.capitalisation_windows import (
    Known,
    last_day,
    prolongation_last,
    protections,
    retake_window,
)

Way = tuple[date | None, Reason]
"""A reason why the session is open, and its own last day, None when only the life of the title bounds it."""


def openings(facts: StandingFacts, known: Known, on: date) -> tuple[Opening, ...]:
    """One answer per scope, in the order a person would ask: the title, the CCPs, the final interview."""
    ccps = {number: _ccp(facts, known, on, number) for number in facts.ccps}
    return (
        _title(facts, known, on),
        *ccps.values(),
        _final_interview(facts, known, on, {n: o for n, o in ccps.items() if n not in known.numbers}),
    )


def closed_to_all(facts: StandingFacts, known: Known, on: date) -> list[Reason]:
    """What closes every session on a day: the title is held, not in force yet, or over (A1.1, A1.5, A1.6)."""
    found = []
    if known.titre_on is not None:
        found.append(
            Reason("titre_held", f"Le titre est obtenu depuis le {day_label(known.titre_on)}.", "A1.1")
        )
    if on < facts.effective_on:
        found.append(
            Reason(
                "not_in_force",
                f"Ce millésime n’est en vigueur qu’à partir du {day_label(facts.effective_on)}.",
                "A1.9",
            )
        )
    end, limit = facts.validity_end, prolongation_last(facts)
    if end is None or limit is None or on <= end:
        return found
    if on > limit:
        found.append(
            Reason(
                "titre_over",
                f"Le titre a pris fin le {day_label(end)} et sa prolongation le {day_label(limit)}.",
                "A1.5, A1.6",
            )
        )
    elif not protections(facts, known):
        found.append(
            Reason(
                "titre_ended",
                f"Le titre a pris fin le {day_label(end)} : la prolongation ne profite qu’aux candidats ajournés, "
                "à ceux qui tiennent déjà un CCP et à ceux dont la formation a commencé avant cette date.",
                "A1.6",
            )
        )
    return found


def _title(facts: StandingFacts, known: Known, on: date) -> Opening:
    against = closed_to_all(facts, known, on)
    if facts.ccps and known.titre_on is None and known.numbers.issuperset(facts.ccps):
        against.append(
            Reason(
                "only_interview_left",
                "Tous les CCP sont acquis : il reste l’entretien final, non la session du titre.",
                "A6.2, A7.3",
            )
        )
    ways, refusals = _training_and_vae(facts, known, on, whole=True)
    if not ways and not refusals:
        refusals.append(
            Reason(
                "no_way_to_title",
                "La session du titre s’ouvre par une formation suivie ou par une recevabilité VAE : ni l’une ni "
                "l’autre n’est connue.",
                "A2.1",
            )
        )
    return _opening(facts, known, TITLE, against, ways, refusals)


def _ccp(facts: StandingFacts, known: Known, on: date, number: int) -> Opening:
    against = closed_to_all(facts, known, on)
    if number in known.numbers:
        against.append(
            Reason("ccp_held", f"Le CCP {number} est acquis définitivement : il ne se repasse pas.", "A1.1")
        )
        return _opening(facts, known, ccp_scope(number), against, [], [])
    ways, refusals = _training_and_vae(facts, known, on, whole=False)
    if others := sorted(known.numbers - {number}):
        ways.append((None, _by_others(known, others)))
    if not ways and not refusals:
        refusals.append(
            Reason(
                "no_way_to_ccp",
                "Une session de CCP s’ouvre par une formation cohérente avec ce CCP, par un CCP déjà acquis ou par "
                "une recevabilité VAE : rien de cela n’est connu.",
                "A2.2",
            )
        )
    return _opening(facts, known, ccp_scope(number), against, ways, refusals)


def _by_others(known: Known, others: list[int]) -> Reason:
    """A CCP held opens the others: after a partial success, or by adding up what other titles gave (A1.2)."""
    if any(one.origin == "session" for one in known.held if one.number in others):
        how, rule = "Réussite partielle", "A2.2, A2.5"
    else:
        how, rule = "Capitalisation", "A1.2, A2.2"
    text = f"{how} ({named(others)}) : les autres CCP se présentent pendant la validité du titre et sa prolongation."
    return Reason("partial", text, rule)


def _final_interview(facts: StandingFacts, known: Known, on: date, missing: dict[int, Opening]) -> Opening:
    against = closed_to_all(facts, known, on)
    if shut := [number for number, opening in missing.items() if not opening.open]:
        text = f"L’entretien final demande tous les CCP : {named(shut)} ne peut se présenter ce jour-là."
        text = text if len(shut) == 1 else text.replace("ne peut ", "ne peuvent ")
        against.append(Reason("ccp_missing", text, "A6.2, A7.3"))
    ways: list[Way] = []
    if missing:
        last = _earliest(opening.until for opening in missing.values())
        text = (
            f"À la fin de la session du dernier CCP : une même session peut réunir {named(list(missing))} "
            "et l’entretien final."
        )
        ways.append((last, Reason("with_last_ccp", text, "A6.2")))
    elif _failed(known):
        text = "Entretien final défavorable : tous les CCP restent acquis, un nouvel entretien est ouvert."
        ways.append((None, Reason("interview_again", text, "A7.3")))
    else:
        ways.append(
            (None, Reason("interview_left", "Tous les CCP sont acquis : il reste l’entretien final.", "A6.2"))
        )
    return _opening(facts, known, FINAL_INTERVIEW, against, ways, [], together=tuple(missing))


def interview_failed(facts: StandingFacts, known: Known) -> bool:
    """Whether every CCP is held, but a final interview was unfavourable (A7.3)."""
    return (
        bool(facts.ccps)
        and known.titre_on is None
        and known.numbers.issuperset(facts.ccps)
        and _failed(known)
    )


def _failed(known: Known) -> bool:
    results = [p.interview for p in known.presentations if p.interview]
    return bool(results) and results[-1] == "unfavourable"


def _training_and_vae(
    facts: StandingFacts, known: Known, on: date, *, whole: bool
) -> tuple[list[Way], list[Reason]]:
    ways: list[Way] = []
    refusals: list[Reason] = []
    rule = "A2.1" if whole else "A2.2"
    window = retake_window(facts, known)
    if window is None and known.trainings:
        ways.append((None, Reason("training", "Formation suivie en vue de ce titre.", rule)))
    elif window is not None and on > window.ends_on:
        text = (
            f"Le délai pour se représenter a pris fin le {day_label(window.ends_on)} : un nouveau parcours de "
            "formation est nécessaire."
        )
        refusals.append(Reason("retake_over", text, "A2.3"))
    elif window is not None and whole and not window.left:
        text = f"Les {facts.retake_sessions_max} sessions du titre permises dans ce délai sont passées."
        refusals.append(Reason("retake_too_many", text, "A2.4"))
    elif window is not None:
        ways.append((window.ends_on, window.reasons[0]))
    until = facts.recevabilite_until
    if until is not None and on <= until:
        text = f"Recevabilité VAE valable jusqu’au {day_label(until)}."
        ways.append((until, Reason("vae", text, f"{rule}, A2.11")))
    elif until is not None:
        text = f"La recevabilité VAE a pris fin le {day_label(until)}."
        refusals.append(Reason("recevabilite_over", text, "A2.11"))
    return ways, refusals


def _opening(
    facts: StandingFacts,
    known: Known,
    scope: str,
    against: list[Reason],
    ways: list[Way],
    refusals: list[Reason],
    *,
    together: tuple[int, ...] = (),
) -> Opening:
    if against or not ways:
        return Opening(scope, False, tuple(against + ([] if ways else refusals)), together=together)
    own = None if any(until is None for until, _ in ways) else max(u for u, _ in ways if u is not None)
    until = _earliest([own, last_day(facts, known)])
    return Opening(scope, True, tuple(reason for _, reason in ways), until, together)


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
