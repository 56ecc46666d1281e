"""What a draw of scenarios is about: the sheets, who draws, what may be shown to whom."""

from dataclasses import dataclass

from jalon.common.actor import Actor
from jalon.examen.enums import InscriptionStatus, Presence, SessionStatus
from jalon.examen.models import ExamSession, Inscription, ScenarioDraw, ScenarioDrawResult, ScenarioSheet
from jalon.examen.permissions import may_manage
from jalon.examen.planning.chains import STAGE
from jalon.examen.rules.draw import Drawn, discrepancies
from jalon.referentiel.queries import get_titre

OVER = frozenset(
    {
        SessionStatus.DELIBERATED, SessionStatus.PV_SIGNED, SessionStatus.TRANSMITTED,
        SessionStatus.VALIDATED, SessionStatus.REFUSED, SessionStatus.CLOSED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class DrawFacts:
    """`concerned`: whether the RE has the scenario drawn by lot; `waiting`: candidates still to draw for."""

    concerned: bool
    sheets: tuple[ScenarioSheet, ...]
    draw: ScenarioDraw | None
    results: tuple[ScenarioDrawResult, ...]
    waiting: tuple[Inscription, ...]
    may_reveal: bool


def scenario_drawn(session: ExamSession) -> bool:
    """Whether the RE of the title has a mise en situation whose scenario is drawn by lot, in these scopes."""
    titre = get_titre(session.titre_ref)
    return titre.conduct(STAGE).scenario_drawn and any(plays(session, [scope]) for scope in session.scopes)


def plays(session: ExamSession, scopes: list[str]) -> bool:
    """Whether a candidate to `scopes` goes through the mise en situation."""
    titre = get_titre(session.titre_ref)
    return any(scope in titre.schemes and titre.schemes[scope].test(STAGE) is not None for scope in scopes)


def draw_ref(inscription: Inscription) -> str:
    """The public reference of a candidate in the draw, the one that anybody replays it with."""
    return f"candidat-{inscription.number}"


def draw_facts(session: ExamSession) -> DrawFacts:
    """The state of a session's draw, in a constant number of queries."""
    draw = ScenarioDraw.objects.filter(session=session).first()
    results = (
        tuple(draw.results.select_related("inscription__person", "sheet").order_by("rank")) if draw else ()
    )
    done = {result.inscription_id for result in results}
    expected = [
        inscription
        for inscription in session.inscriptions.filter(status=InscriptionStatus.ADMITTED)
        .exclude(presence__in=(Presence.ABSENT, Presence.EXCUSED))
        .select_related("person")
        .order_by("number")
        if plays(session, inscription.scopes)
    ]
    waiting = tuple(i for i in expected if i.pk not in done)
    revealed = draw is not None and draw.revealed_at is not None
    over = session.status in OVER or (bool(results) and not waiting)
    return DrawFacts(
        concerned=scenario_drawn(session),
        sheets=tuple(session.scenario_sheets.order_by("number")),
        draw=draw,
        results=results,
        waiting=waiting,
        may_reveal=draw is not None and not revealed and over,
    )


def faults_of(draw: ScenarioDraw, results: tuple[ScenarioDrawResult, ...]) -> tuple[str, ...]:
    """What the replay of a revealed draw finds wrong; empty when all holds. Raises ValueError before that."""
    if draw.revealed_at is None:
        raise ValueError("La graine n’est pas encore révélée.")
    recorded = [Drawn(r.rank, draw_ref(r.inscription), r.sheet.number) for r in results]
    return discrepancies(draw.commitment, draw.seed, draw.sheet_numbers, recorded)


def may_see_sheets(actor: Actor | None, session: ExamSession) -> bool:
    """Only the responsable knows which sheet was drawn before the seed is revealed, to brief the actor."""
    return may_manage(actor, session)
