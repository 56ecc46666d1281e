"""Whether a candidate may sit the session: every reason at once, each with its text.

Nothing here reads the clock, the database or the référentiel: the facts carry all that a rule compares.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from jalon.common.calendar import add_years
from jalon.common.typography import date_span, day_label
from jalon.dossier.rules import PieceDue
from jalon.examen.rules.agrement import prolongation_end
from jalon.examen.rules.scopes import FINAL_INTERVIEW
from jalon.parcours.rules import HoursGap

TITLE = "title"
TRAINING = frozenset({"formation", "apprentissage"})
APPRENTISSAGE = "apprentissage"
VAE, CAPITALISATION, RETAKE = "vae", "capitalisation", "retake"


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that keeps a candidate out (`blocking`), or that is still to be done before the day."""

    code: str
    message_fr: str
    basis: str
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another session where the same person is expected; `scopes` only when it is of the same title."""

    number: str
    first_day: date
    last_day: date
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionFacts:
    """Everything the rules look at for one candidate in one session.

    `scopes` are those asked ("title", "ccp1"…, "ccs1"…, "final_interview"), `session_scopes` those open;
    `ccps` are all the scopes of the title's CCPs in order; `acquired` the CCP (and CCS) scopes already held.
    `hours_gaps` is what lacks against the minimum of company hours of the scopes asked; `pieces_due` what the
    scopes require, `pieces` the kinds in hand. `arrangement` is "" or an `ArrangementStatus`. `elsewhere` are the
    other sessions where this person is registered, and whose results are not known yet.
    """

    today: date
    first_day: date
    last_day: date
    session_scopes: tuple[str, ...]
    scopes: tuple[str, ...]
    route: str
    ccps: tuple[str, ...]
    acquired: frozenset[str] = frozenset()
    holds_titre: bool = False
    birth_date: date | None = None
    birth_place: str = ""
    hours_gaps: tuple[HoursGap, ...] = ()
    recevabilite_until: date | None = None
    retake_since: date | None = None
    retake_count: int = 0
    retake_years: int
    retake_sessions_max: int
    training_started_on: date | None = None
    validity_end: date | None = None
    prolongation_years: int
    pieces_due: tuple[PieceDue, ...] = ()
    pieces: frozenset[str] = frozenset()
    reglement_acknowledged_on: date | None = None
    arrangement: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()


Rule = Callable[[AdmissionFacts], Iterator[Reason]]


def admission_reasons(facts: AdmissionFacts) -> list[Reason]:
    """Every reason against (or reservation about) this admission, in the order a person would read them."""
    return [reason for rule in _RULES for reason in rule(facts)]


def blocking(reasons: Iterable[Reason]) -> list[Reason]:
    """Those that forbid the admission."""
    return [reason for reason in reasons if reason.blocking]


def scope_name(scope: str) -> str:
    """« le titre », « le CCP 2 », « l’entretien final »."""
    if scope == TITLE:
        return "le titre"
    return "l’entretien final" if scope == FINAL_INTERVIEW else f"le {scope[:3].upper()} {scope[3:]}"


def identity_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """The procès-verbal and the parchemin name people by their birth."""
    if facts.birth_date is None:
        yield Reason("birth_date_missing", "La date de naissance manque.", "A7.5, A7.7")
    elif facts.birth_date >= facts.first_day:
        yield Reason("birth_date_wrong", "La date de naissance est postérieure à la session.", "A7.5")
    if not facts.birth_place.strip():
        yield Reason("birth_place_missing", "Le lieu de naissance manque.", "A7.5, A7.7")


def scope_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """What is asked must be open in this session, and hold together (A2.1, A2.2, A6.2)."""
    if not facts.scopes:
        yield Reason("scope_missing", "Rien n’est présenté : choisissez le titre ou des CCP.", "A2.1, A2.2")
    for scope in facts.scopes:
        if scope not in facts.session_scopes:
            yield Reason(
                "scope_closed", f"La session n’est pas ouverte pour {scope_name(scope)}.", "A2.1, A2.2"
            )
    if TITLE in facts.scopes and len(facts.scopes) > 1:
        yield Reason(
            "scope_mixed",
            "Le titre se présente seul : il comprend déjà les CCP et l’entretien final.",
            "A2.1",
        )


def route_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """The route must lead to what is asked (A1.2, A2.1, A2.2, A6.2, A7.3)."""
    if facts.route == CAPITALISATION and TITLE in facts.scopes:
        yield Reason(
            "route_scope",
            "Par capitalisation, on présente des CCP puis l’entretien final, non la session du titre.",
            "A1.2, A2.1",
        )
    if FINAL_INTERVIEW not in facts.scopes:
        return
    if facts.route not in {CAPITALISATION, RETAKE}:
        yield Reason(
            "route_scope",
            "L’entretien final seul s’ouvre aux candidats par capitalisation de CCP.",
            "A6.2, A7.3",
        )
    lacking = [ccp for ccp in facts.ccps if ccp not in facts.acquired and ccp not in facts.scopes]
    if lacking:
        yield Reason(
            "ccp_missing",
            f"L’entretien final demande tous les CCP : il manque {_listed(lacking)}.",
            "A6.2, A7.3",
        )


def acquired_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """A CCP is acquired definitively: nobody sits it twice (A1.1); a CCS comes after its title (A1.3)."""
    if facts.holds_titre and any(not scope.startswith("ccs") for scope in facts.scopes):
        yield Reason("titre_acquired", "Cette personne a déjà obtenu le titre.", "A1.1")
    for scope in facts.scopes:
        if scope in facts.acquired:
            yield Reason("ccp_acquired", f"Déjà acquis : {scope_name(scope).removeprefix('le ')}.", "A1.1")
        elif scope.startswith("ccs") and not facts.holds_titre:
            yield Reason(
                "ccs_without_titre", f"{scope_name(scope).capitalize()} suppose le titre déjà obtenu.", "A1.3"
            )
    if TITLE in facts.scopes and facts.ccps and facts.acquired.issuperset(facts.ccps):
        yield Reason(
            "only_interview_left",
            "Tous les CCP sont acquis : c’est l’entretien final qui reste à présenter.",
            "A6.2, A7.3",
        )


def hours_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """Company hours per CCP and in total with their proof, for candidates from training only (A.8, A2.12)."""
    if facts.route not in TRAINING:
        return
    work = " Ce temps, compris dans le temps de travail, est attesté par le maître d’apprentissage."
    told = work if facts.route == APPRENTISSAGE else ""
    for gap in facts.hours_gaps:
        where = "au total pour le titre" if gap.ccp_number is None else f"pour le CCP {gap.ccp_number}"
        code = "total" if gap.ccp_number is None else f"ccp{gap.ccp_number}"
        if gap.missing:
            yield Reason(
                f"hours_missing_{code}",
                f"Périodes en entreprise : {gap.done} h {where}, au lieu de {gap.required} h au moins.{told}",
                "A.8, RE",
            )
        if gap.unproven:
            yield Reason(
                f"hours_unproven_{code}",
                f"Périodes en entreprise : la preuve manque pour {gap.unproven} h {where}.{told}",
                "A.8, RE (preuve présentée au responsable de session)",
            )


def recevabilite_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """A VAE candidate comes with a recevabilité in force on the day (A2.11)."""
    if facts.route != VAE:
        return
    until = facts.recevabilite_until
    if until is None:
        yield Reason("recevabilite_missing", "La date de fin de recevabilité VAE manque.", "A2.11")
    elif until < facts.first_day:
        yield Reason(
            "recevabilite_over",
            f"La recevabilité VAE a pris fin le {day_label(until)}, avant la session.",
            "A2.11",
        )
    elif until < facts.last_day:
        yield Reason(
            "recevabilite_short",
            f"La recevabilité VAE prend fin le {day_label(until)} : ce candidat doit passer ce jour-là au plus tard.",
            "A2.11",
            blocking=False,
        )


def retake_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """A new presentation without new training: within a window, and a number of sessions (A2.3, A2.4)."""
    if facts.route != RETAKE:
        return
    if facts.retake_since is None:
        yield Reason("retake_unknown", "La date de validation de la session précédente manque.", "A2.3")
    elif facts.first_day > (limit := add_years(facts.retake_since, facts.retake_years)):
        yield Reason(
            "retake_late",
            f"Le délai pour se représenter a pris fin le {day_label(limit)} : "
            "un nouveau parcours de formation est nécessaire.",
            "A2.3",
        )
    if facts.retake_count >= facts.retake_sessions_max:
        yield Reason(
            "retake_too_many",
            f"{facts.retake_count} sessions déjà passées dans ce délai : "
            f"le maximum est de {facts.retake_sessions_max}.",
            "A2.4",
        )


def validity_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """Once the title has ended, only those whom the prolongation protects may come (A1.6, A2.5)."""
    end = facts.validity_end
    if end is None or facts.last_day <= end:
        return
    if facts.last_day > (limit := prolongation_end(end, facts.prolongation_years)):
        yield Reason(
            "titre_over", f"La prolongation du titre a pris fin le {day_label(limit)}.", "A1.6, A2.5"
        )
        return
    began_before = facts.training_started_on is not None and facts.training_started_on < end
    if facts.route not in {RETAKE, CAPITALISATION} and not facts.acquired and not began_before:
        yield Reason(
            "titre_ended",
            f"Le titre a pris fin le {day_label(end)} : la prolongation ne profite qu’aux candidats ajournés, "
            "à ceux qui tiennent déjà un CCP, et à ceux dont la formation a commencé avant cette date.",
            "A1.6",
        )


def elsewhere_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """One presentation at a time: each counts, and what it gives is given for good (A1.1, A2.4)."""
    for other in facts.elsewhere:
        days = date_span(other.first_day, other.last_day)
        if same := [scope for scope in facts.scopes if _covered(scope, other.scopes)]:
            yield Reason(
                "presented_elsewhere",
                f"Déjà inscrit à la session {other.number} ({days}) pour {_listed(same)}, résultat non connu : "
                "retirez l’une des deux inscriptions, ou attendez le procès-verbal.",
                "A1.1, A2.4",
            )
        elif other.first_day <= facts.last_day and facts.first_day <= other.last_day:
            yield Reason(
                "same_days",
                f"Déjà inscrit à la session {other.number}, aux mêmes dates ({days}) : "
                "veillez à ce que les épreuves ne se chevauchent pas.",
                "A2.8",
                blocking=False,
            )


def _covered(scope: str, others: tuple[str, ...]) -> bool:
    """Whether others hold this scope; the title holds its CCPs and the final interview, but no CCS."""
    if scope in others:
        return True
    within = not scope.startswith("ccs")
    return within and (TITLE in others or (scope == TITLE and any(not o.startswith("ccs") for o in others)))


def pieces_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """DP and productions are due on the first day at the latest: a reminder before, an obstacle then (A6.4)."""
    for due in facts.pieces_due:
        if due.kind not in facts.pieces:
            yield Reason(
                f"piece_missing_{due.kind}",
                f"{due.label} : à remettre au plus tard le {day_label(facts.first_day)}.",
                due.basis,
                blocking=facts.today >= facts.first_day,
            )


def reglement_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """The centre brings the règlement général to the candidate's knowledge (A2.10)."""
    if facts.reglement_acknowledged_on is None:
        yield Reason(
            "reglement_unknown", "Le règlement des sessions n’a pas été porté à sa connaissance.", "A2.10"
        )


def arrangement_rule(facts: AdmissionFacts) -> Iterator[Reason]:
    """The DDETS decides on an arrangement before the candidate is admitted (A10.2)."""
    if facts.arrangement == "requested":
        yield Reason(
            "arrangement_pending", "La décision de la DDETS sur l’aménagement est attendue.", "A10.2"
        )


_RULES: tuple[Rule, ...] = (
    identity_rule,
    scope_rule,
    route_rule,
    acquired_rule,
    validity_rule,
    recevabilite_rule,
    retake_rule,
    elsewhere_rule,
    hours_rule,
    reglement_rule,
    arrangement_rule,
    pieces_rule,
)


def _listed(scopes: list[str]) -> str:
    names = [scope_name(scope) for scope in scopes]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
