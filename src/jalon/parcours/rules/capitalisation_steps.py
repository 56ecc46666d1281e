"""What to propose next from where a person stands: which session, for which CCPs, before which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jalon.common.typography import counted, day_label
from jalon.parcours.rules.capitalisation_facts import (
    FINAL_INTERVIEW,
    TITLE,
    Presentation,
    Reason,
    Standing,
    ccp_scope,
    named,
)

TRAINING_ROUTES = frozenset({"formation", "apprentissage"})
VAE, CAPITALISATION, RETAKE = "vae", "capitalisation", "retake"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A next step: what, for which scopes of a session if it is one, before which day."""

    code: str
    text: str
    rule: str
    scopes: tuple[str, ...] = ()
    until: date | None = None

    @property
    def source(self) -> str:
        return Reason(self.code, self.text, self.rule).source


def next_steps(standing: Standing, *, route: str, last: Presentation | None) -> list[Proposal]:
    """Steps in the order to take them, from the last result and from what stays open.

    A partial success leads to sessions of CCPs, a failure to the retake window, a partial VAE first to the
    post-jury interview, all the CCPs to the final interview, the title to the CCSs that complete it.
    """
    if standing.titre_held:
        return [_ccs(number, title) for number, title in sorted(standing.ccss.items())]
    found = _record(standing)
    if last is not None and route == VAE and last.outcome in {"partial", "none"}:
        found.append(
            Proposal(
                "post_jury",
                "Tenir l’entretien post-jury : le jury a dit ce qui demande un contrôle complémentaire ; le plan "
                "suivant s’en déduit.",
                "B7, B10",
            )
        )
    if not standing.needed:
        return found + _interview(standing)
    if standing.held:
        found += _ccps(standing)
    elif last is not None:
        found += _again(standing, last)
    else:
        found += _first(standing, route)
    return found or [_nothing(standing)]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How to register a person to a session: by which route, for which scopes; none when nothing fits."""

    route: str
    scopes: tuple[str, ...]


def suggestion(
    standing: Standing,
    open_scopes: Iterable[str],
    *,
    route: str,
    last: Presentation | None = None,
    aimed: Iterable[int] = (),
) -> Suggestion:
    """What to tick when registering to a session open to `open_scopes`, and the route that it makes.

    A first presentation keeps the route of the path, and takes the title when the session holds it and the path
    aims at the whole (A2.1). Then the missing CCPs, and the final interview as soon as the session may be that of
    the last one (A6.2).
    """
    offered, aims = tuple(open_scopes), set(aimed)
    taken = route_for(standing, route, last=last)
    if standing.titre_held:
        return Suggestion(taken, ())
    if not standing.needed:
        return Suggestion(taken, tuple(s for s in offered if s == FINAL_INTERVIEW))
    whole = not aims and taken != CAPITALISATION and (not standing.held or taken in TRAINING_ROUTES)
    if whole and TITLE in offered:
        return Suggestion(taken, (TITLE,))
    wanted = {ccp_scope(n) for n in standing.needed if not aims or n in aims}
    ticked = wanted & set(offered)
    if taken in {CAPITALISATION, RETAKE} and {ccp_scope(n) for n in standing.needed} <= ticked:
        ticked |= {FINAL_INTERVIEW}
    return Suggestion(taken, tuple(s for s in offered if s in ticked))


def route_for(standing: Standing, route: str, *, last: Presentation | None = None) -> str:
    """By which route a person on a path is registered now.

    A first presentation keeps the route of the path; after a failure it is a new presentation (A2.3), after a
    partial success or without any CCP left the CCPs are capitalised (A1.2, A2.5). The VAE stays the VAE as long as
    nothing is acquired.
    """
    if not standing.needed and not standing.titre_held:
        return CAPITALISATION
    if last is None or standing.titre_held:
        return route
    if standing.held or route == CAPITALISATION:
        return CAPITALISATION
    return route if route == VAE else RETAKE


def _record(standing: Standing) -> list[Proposal]:
    numbers = [one.number for one in standing.held if not one.recorded]
    if not numbers:
        return []
    worth = "le reconnaît" if len(numbers) == 1 else "les reconnaît"
    text = f"Inscrire au livret {named(numbers)} : le référentiel {worth}."
    return [Proposal("record", text, "A1.8")]


def _interview(standing: Standing) -> list[Proposal]:
    opening = standing.opening(FINAL_INTERVIEW)
    if not opening.open:
        return [_nothing(standing)]
    again = standing.interview_failed
    text = "Présenter de nouveau l’entretien final" if again else "Présenter l’entretien final"
    return [Proposal("interview", f"{text}{_before(opening.until)}.", opening.reasons[0].rule,
                     (FINAL_INTERVIEW,), opening.until)]  # fmt: skip


def _ccps(standing: Standing) -> list[Proposal]:
    shut = [n for n in standing.needed if not standing.opening(ccp_scope(n)).open]
    still = [n for n in standing.needed if n not in shut]
    if not still:
        return [_nothing(standing)]
    days = [u for n in still if (u := standing.opening(ccp_scope(n)).until) is not None]
    until = min(days, default=None)
    found = [
        Proposal("ccps", f"Présenter {named(still)} à une session de CCP{_before(until)}.", "A2.2, A2.5",
                 tuple(ccp_scope(n) for n in still), until)
    ]  # fmt: skip
    if not shut:
        found.append(
            Proposal(
                "interview_with_last",
                "Passer l’entretien final à la fin de la session du dernier CCP : demandez-le à l’inscription.",
                "A6.2",
                (*(ccp_scope(n) for n in still), FINAL_INTERVIEW),
                until,
            )
        )
    return found


def _again(standing: Standing, last: Presentation) -> list[Proposal]:
    title = standing.opening(TITLE)
    away = last.outcome in {"absent", "excused"}
    if title.open:
        window = standing.window("retake")
        left = f" ({counted(window.left, 'session')} du titre au plus)" if window and window.left else ""
        text = f"S’inscrire à une nouvelle session{_before(title.until)}{left}."
        rule = "A2.6, A2.3" if away else "A2.3, A2.4"
        return [Proposal("again", text, rule, (TITLE,), title.until)]
    codes = {reason.code for reason in title.reasons}
    if "retake_over" in codes or "retake_too_many" in codes:
        return [
            Proposal("train_again", "Suivre un nouveau parcours de formation cohérent avec le titre.", "A2.3")
        ]
    if "recevabilite_over" in codes:
        return [Proposal("vae_again", "Demander une nouvelle recevabilité VAE.", "A2.11")]
    return []


def _first(standing: Standing, route: str) -> list[Proposal]:
    opening = standing.opening(TITLE)
    if opening.open and route != CAPITALISATION:
        return [Proposal("title", f"Présenter le titre à une session{_before(opening.until)}.", "A2.1",
                         (TITLE,), opening.until)]  # fmt: skip
    return _ccps(standing)


def _nothing(standing: Standing) -> Proposal:
    over = any(reason.code == "titre_over" for o in standing.openings for reason in o.reasons)
    if over:
        carried = next((r for r in standing.reasons if r.code == "revised"), None)
        text = (
            "Le titre n’a plus de session : ouvrez un parcours vers la version qui suit, où les CCP acquis valent."
            if carried
            else "Le titre n’a plus de session : les CCP acquis le restent, mais ils n’ouvrent plus ce titre."
        )
        return Proposal("over", text, "A1.5, A1.8" if carried else "A1.5")
    reasons = [r for o in standing.openings if not o.open for r in o.reasons]
    codes = {r.code for r in reasons}
    if "retake_over" in codes:
        return Proposal(
            "train_again", "Suivre un nouveau parcours de formation cohérent avec le titre.", "A2.3"
        )
    text = "Suivre une formation cohérente avec les CCP visés, ou demander une recevabilité VAE."
    return Proposal("find_a_way", text, "A2.1, A2.2")


def _ccs(number: int, title: str) -> Proposal:
    text = (
        f"Compléter le titre par le CCS {number}, « {title} » : par une session de CCS, après une formation cohérente "
        "avec lui ou un an d’expérience, ou par équivalence."
    )
    return Proposal(f"ccs_{number}", text, "A1.3")


def _before(until: date | None) -> str:
    return "" if until is None else f", au plus tard le {day_label(until)}"
