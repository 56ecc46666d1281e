"""Decisions and results of a session, as screens and documents show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from jalon.common.models import Job
from jalon.examen.enums import InscriptionStatus, Presence
from jalon.examen.models import ExamSession, Inscription, SessionJury
from jalon.jury.enums import InterviewResult, Outcome
from jalon.jury.models import PV, CCPDecision, Deliberation
from jalon.jury.queries.composition import juries_by_inscription
from jalon.jury.queries.grids import AWAY, observed
from jalon.jury.rules.deliberation import Candidature, CCPChoice, Decision, Odds, at_odds, candidature
from jalon.jury.rules.results import Tally, tally
from jalon.parcours.models import CCPAward
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion

# How a candidate stands on one CCP of the title.
AWARDED, REFUSED, HELD, NOT_PRESENTED, PENDING = "awarded", "refused", "held", "not_presented", ""
STAND_LABELS: Mapping[str, str] = {
    AWARDED: "accordé",
    REFUSED: "non accordé",
    HELD: "acquis avant la session",
    NOT_PRESENTED: "non présenté",
    PENDING: "à décider",
}


SHORT: Mapping[str, str] = {
    "title": "Titre",
    "partial": "CCP accordés",
    "none": "Aucun CCP",
    "absent": "Absent",
    "excused": "Excusé",
    "": "Attendue",
}


@dataclass(frozen=True, slots=True)
class Bloc:
    """A CCP or a CCS of the title, as columns of tables and lines of documents."""

    ref: str
    short: str
    title: str


@dataclass(frozen=True, slots=True)
class Stand:
    """A candidate on one CCP: awarded, refused, held before, not presented, or still to decide."""

    bloc: Bloc
    state: str
    reasons: str = ""

    @property
    def label(self) -> str:
        return STAND_LABELS[self.state]


@dataclass(frozen=True, slots=True)
class Result:
    """The line of one candidate: decided outcome, else absence as recorded, else pending (empty)."""

    inscription: Inscription
    jury: SessionJury | None
    deliberation: Deliberation | None
    facts: Candidature
    stands: tuple[Stand, ...]

    @property
    def outcome(self) -> str:
        if self.deliberation is not None:
            return self.deliberation.outcome
        if self.inscription.presence == Presence.EXCUSED:
            return Outcome.EXCUSED
        return Outcome.ABSENT if self.inscription.presence == Presence.ABSENT else ""

    @property
    def outcome_label(self) -> str:
        return outcome_label(self.outcome, self.facts)

    @property
    def outcome_short(self) -> str:
        """The decision in a word or two, for dense tables."""
        return SHORT[self.outcome]

    @property
    def pending(self) -> bool:
        return not self.outcome

    @property
    def tone(self) -> str:
        return {
            Outcome.TITLE: "success", Outcome.PARTIAL: "info", Outcome.NONE: "danger", "": "warning",
        }.get(self.outcome, "neutral")  # fmt: skip


def outcome_label(outcome: str, facts: Candidature) -> str:
    """The decision in words that suit what was presented: a CCP session refuses no title (A7.2, A7.3)."""
    if not outcome:
        return "Décision attendue"
    if outcome == Outcome.NONE and facts.final_interview and not facts.presented:
        return "Titre non accordé"
    if outcome == Outcome.PARTIAL and not facts.has_interview and len(facts.presented) == 1:
        return "CCP accordé"
    if outcome == Outcome.NONE and not facts.has_interview and len(facts.presented) == 1:
        return "CCP non accordé"
    return Outcome(outcome).label


def blocs_of(titre: TitreVersion) -> dict[str, Bloc]:
    """Scope (« ccp1 », « ccs1 ») → the bloc, CCPs first."""
    return {
        bloc.scope: Bloc(bloc.id, f"{bloc.scope[:3].upper()} {bloc.number}", bloc.title)
        for bloc in (*titre.ccps, *titre.ccss)
    }


def facts_of(titre: TitreVersion, inscription: Inscription, acquired: frozenset[str]) -> Candidature:
    """What a candidate is judged on, from the référentiel, the registration and the CCPs held."""
    blocs = blocs_of(titre)
    return candidature(
        title_ccps={ccp.id: f"CCP {ccp.number}" for ccp in titre.ccps},
        blocs={scope: bloc.ref for scope, bloc in blocs.items()},
        scopes=inscription.scopes,
        acquired=acquired,
        away=inscription.presence in AWAY,
    )


def candidature_of(inscription: Inscription) -> Candidature:
    """The same for one candidate, read from the records."""
    titre = get_titre(inscription.session.titre_ref)
    held = acquired_before(inscription.session, [inscription]).get(inscription.person_id, frozenset())
    return facts_of(titre, inscription, held)


def acquired_before(session: ExamSession, inscriptions: list[Inscription]) -> dict[int, frozenset[str]]:
    """Person id → CCPs held otherwise than by this very session (A1.1)."""
    found: dict[int, set[str]] = {}
    rows = CCPAward.objects.filter(
        person__in=[i.person_id for i in inscriptions], ccp_ref__startswith=f"{session.titre_ref}/"
    ).exclude(pv_number__startswith=f"{session.number}/PV")
    for person, ref in rows.values_list("person_id", "ccp_ref"):
        found.setdefault(person, set()).add(ref)
    return {person: frozenset(refs) for person, refs in found.items()}


def results_of(session: ExamSession, *, only: Inscription | None = None) -> list[Result]:
    """Every candidate admitted to the session, by number, in a constant number of queries."""
    titre = get_titre(session.titre_ref)
    rows = session.inscriptions.filter(status=InscriptionStatus.ADMITTED)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    inscriptions = list(rows.select_related("person", "parcours").order_by("number"))
    for inscription in inscriptions:
        inscription.session = session
    deliberations = {
        d.inscription_id: d
        for d in Deliberation.objects.filter(inscription__in=inscriptions).prefetch_related("ccp_decisions")
    }
    juries = juries_by_inscription(session)
    acquired = acquired_before(session, inscriptions)
    return [
        _result(titre, i, juries.get(i.pk), deliberations.get(i.pk), acquired.get(i.person_id, frozenset()))
        for i in inscriptions
    ]


def result_of(inscription: Inscription) -> Result:
    """One candidate's line, whatever the state of the registration."""
    found = results_of(inscription.session, only=inscription)
    if found:
        return found[0]
    titre = get_titre(inscription.session.titre_ref)
    return _result(titre, inscription, None, None, frozenset())


def _result(
    titre: TitreVersion,
    inscription: Inscription,
    jury: SessionJury | None,
    deliberation: Deliberation | None,
    acquired: frozenset[str],
) -> Result:
    facts = facts_of(titre, inscription, acquired)
    decided: dict[str, CCPDecision] = (
        {d.ccp_ref: d for d in deliberation.ccp_decisions.all()} if deliberation else {}
    )
    stands = []
    for bloc in blocs_of(titre).values():
        decision = decided.get(bloc.ref)
        if bloc.ref not in facts.title_ccps and bloc.ref not in facts.presented:
            continue
        if decision is not None:
            state = AWARDED if decision.awarded else REFUSED
        elif bloc.ref in acquired:
            state = HELD
        else:
            state = PENDING if bloc.ref in facts.presented and not facts.away else NOT_PRESENTED
        stands.append(Stand(bloc, state, decision.reasons if decision else ""))
    return Result(inscription, jury, deliberation, facts, tuple(stands))


def tally_of(results: list[Result]) -> Tally:
    """Counts of a session (A.11)."""
    return tally(result.outcome for result in results)


def decision_of(deliberation: Deliberation) -> Decision:
    """A recorded deliberation as the rules see it."""
    return Decision(
        deliberation.outcome,
        {d.ccp_ref: CCPChoice(d.awarded, d.reasons) for d in deliberation.ccp_decisions.all()},
        deliberation.interview_result,
        deliberation.interview_reasons,
    )


def odds_of(inscription: Inscription, deliberation: Deliberation | None) -> tuple[Odds, ...]:
    """Decisions that the joint sheets do not bear out: pointed out, never blocking."""
    if deliberation is None:
        return ()
    facts = candidature_of(inscription)
    return at_odds(facts, decision_of(deliberation), observed(inscription))


def interview_label(deliberation: Deliberation | None) -> str:
    """« Favorable », « Défavorable », or empty when there is no final interview."""
    if deliberation is None or deliberation.interview_result == InterviewResult.NOT_APPLICABLE:
        return ""
    return str(InterviewResult(deliberation.interview_result).label)


# --- who was told


@dataclass(frozen=True, slots=True)
class Untold:
    """A candidate whom the validated result has not reached, and why (French)."""

    result: Result
    why: str


def mail_key(pv: PV, inscription: Inscription) -> str:
    """What names the mail of a candidate's result, whatever the address."""
    return f"results:{pv.pk}:{inscription.pk}"


def untold(pv: PV, results: list[Result]) -> list[Untold]:
    """Whom the responsable has to tell otherwise: nobody is told nothing because an address was missing."""
    mails = Job.objects.filter(unique_key__startswith=f"results:{pv.pk}:").values_list("unique_key", "state")
    states: dict[str, set[str]] = {}
    for key, state in mails:
        states.setdefault(key.partition("|")[0], set()).add(state)
    found = []
    for result in results:
        email, seen = result.inscription.person.email, states.get(mail_key(pv, result.inscription), set())
        if not seen:
            why = "le courriel n’est pas encore parti" if email else "sans adresse électronique"
            found.append(Untold(result, why))
        elif seen == {Job.State.FAILED}:
            found.append(Untold(result, "son adresse électronique a été refusée"))
    return found
