"""« Ce qu’il me reste à obtenir, et jusqu’à quand »: the answer on any day, with its reasons (A1, A2, A6.2, A7.3)."""

from collections.abc import Mapping
from datetime import date

from jalon.common.typography import day_label
from jalon.parcours.rules.capitalisation_facts import (
    FINAL_INTERVIEW,
    TITLE,
    Reason,
    Standing,
    StandingFacts,
    named,
)
from jalon.parcours.rules.capitalisation_openings import interview_failed, openings
from jalon.parcours.rules.capitalisation_windows import Known, known_on, last_day, retake_window, windows


def standing(facts: StandingFacts, on: date) -> Standing:
    """Where a person stands before a title at the end of a day: what they hold, need, may still present, until when."""
    known = known_on(facts, on)
    needed = () if known.titre_on else tuple(n for n in facts.ccps if n not in known.numbers)
    found = openings(facts, known, on)
    ends = [o for o in found if o.open and o.scope in {TITLE, FINAL_INTERVIEW}]
    limited = [o.until for o in ends if o.until is not None]
    return Standing(
        on=on,
        titre_held=known.titre_on is not None,
        held=known.held,
        needed=needed,
        interview_needed=known.titre_on is None,
        interview_failed=interview_failed(facts, known),
        windows=windows(facts, known),
        openings=found,
        reasons=tuple(_reasons(facts, known, needed, on)),
        until=max(limited) if ends and len(limited) == len(ends) else None,
        blocked=known.titre_on is None and not ends,
        ccss=_ccss(facts, known, on),
    )


def _ccss(facts: StandingFacts, known: Known, on: date) -> Mapping[int, str]:
    """The CCSs open to who holds the title they complete, as long as it is in force (A1.3)."""
    over = facts.validity_end is not None and on > facts.validity_end
    if known.titre_on is None or over:
        return {}
    return {number: title for number, title in facts.ccss.items() if number not in facts.ccss_held}


def _reasons(facts: StandingFacts, known: Known, needed: tuple[int, ...], on: date) -> list[Reason]:
    if known.titre_on is not None:
        return [
            Reason("titre_held", f"Le titre est obtenu depuis le {day_label(known.titre_on)}.", "A1.1, A1.2"),
        ]
    found = _held(known)
    if needed:
        ways = "par des sessions de CCP, par la session du titre ou par équivalence"
        found.append(Reason("needed", f"Il reste à acquérir {named(list(needed))} : {ways}.", "A1.2"))
        found.append(
            Reason(
                "interview_after", "L’entretien final se tient à la fin de la session du dernier CCP.", "A6.2"
            )
        )
    elif interview_failed(facts, known):
        found.append(
            Reason(
                "interview_again",
                "Tous les CCP sont acquis ; l’entretien final est à représenter.",
                "A7.3",
            )
        )
    else:
        found.append(
            Reason("interview_left", "Tous les CCP sont acquis ; il reste l’entretien final.", "A6.2")
        )
    found += _ends(facts, known, on)
    if known.held and needed:
        found += _doubt(facts, known, on)
    return found


def _held(known: Known) -> list[Reason]:
    found = []
    for one in known.held:
        what = {
            "session": "acquis en session",
            "equivalence": "acquis par équivalence avec un autre titre",
            "correspondence": "acquis par correspondance avec l’ancienne version du titre",
        }[one.origin]
        rule = "A1.1" if one.origin == "session" else "A1.1, A1.8"
        since = f"depuis le {day_label(one.since)}"
        told = f" — {one.evidence}" if one.evidence else ""
        found.append(Reason(f"held_{one.number}", f"CCP {one.number} {what} {since}{told}.", rule))
        if not one.recorded:
            text = (
                f"Le CCP {one.number} découle du référentiel : inscrivez-le au livret avant une inscription."
            )
            found.append(Reason(f"unrecorded_{one.number}", text, "A1.8"))
    return found


def _ends(facts: StandingFacts, known: Known, on: date) -> list[Reason]:
    end = facts.validity_end
    if end is None:
        return [Reason("no_end", "La fin de validité du titre n’est pas connue de son référentiel.", "A1.9")]
    found, last = [], last_day(facts, known)
    if last is not None and last > end:
        text = (
            f"Le titre prend fin le {day_label(end)} ; la prolongation laisse jusqu’au {day_label(last)} pour obtenir "
            "le titre, dans une session enregistrée dans CERES avant la fin du titre."
        )
        found.append(Reason("prolonged", text, "A1.5, A1.6, A2.5"))
    else:
        found.append(Reason("ends", f"Le titre prend fin le {day_label(end)}.", "A1.5, A1.9"))
    following = facts.successor
    if following is not None:
        carried = {n: following.worth[n] for n in sorted(known.numbers) if n in following.worth}
        worth = ", ".join(f"le CCP {old} vaut le CCP {new}" for old, new in carried.items())
        since = day_label(following.effective_on)
        if worth:
            text = f"Le titre est révisé : dans {following.label}, en vigueur depuis le {since}, {worth}."
            if on < following.effective_on:
                text = f"Le titre sera révisé : dans {following.label}, en vigueur le {since}, {worth}."
            found.append(Reason("revised", text, "A1.5, A1.8"))
    return found


def _doubt(facts: StandingFacts, known: Known, on: date) -> list[Reason]:
    """Two texts read differently: the year of A2.3 after a partial success, the validity of the title in A2.5."""
    window = retake_window(facts, known)
    if window is None or on <= window.ends_on:
        return []
    text = (
        f"Le délai d’un an pour se représenter sans formation a pris fin le {day_label(window.ends_on)}. La fin de "
        "validité du titre est retenue ici pour les CCP restants : faites-le confirmer par la DDETS."
    ).replace("d’un an ", "" if facts.retake_years != 1 else "d’un an ")
    return [Reason("retake_doubt", text, "A2.3, A2.5")]
