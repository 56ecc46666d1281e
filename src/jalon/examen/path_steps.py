"""The session as a step of the path: the day of the exam, then the procès-verbal, until the result is known."""

from collections.abc import Sequence

from jalon.common.typography import date_span
from jalon.examen.enums import InscriptionStatus, SessionStatus
from jalon.examen.models import Inscription
from jalon.examen.workflow import AWAITED, BEFORE_EXAM
from jalon.parcours.models import Parcours
from jalon.parcours.steps import Step

CONCERNED = frozenset(
    {"responsable_session", "administrateur", "formateur", "accompagnateur_vae", "candidat"}
)


def tell_sessions(paths: Sequence[Parcours]) -> dict[int, list[Step]]:
    """The sessions of each path whose results are not known yet; one query per five hundred paths."""
    found: dict[int, list[Step]] = {}
    pks = [path.pk for path in paths]
    for chunk in (pks[i : i + 500] for i in range(0, len(pks), 500)):
        rows = (
            Inscription.objects.filter(parcours__in=chunk, session__status__in=AWAITED)
            .exclude(status=InscriptionStatus.WITHDRAWN)
            .select_related("session__site")
        )
        for row in rows:
            found.setdefault(row.parcours_id, []).append(_step(row))
    return found


def _step(row: Inscription) -> Step:
    """To come, held now, or waiting for its procès-verbal: who did not come waits for nothing but its record."""
    session = row.session
    days = date_span(session.starts_on, session.ends_on)
    note = f"{days[:1].upper()}{days[1:]}, {session.site.name}."
    if session.status in BEFORE_EXAM or session.status == SessionStatus.IN_PROGRESS:
        begun = session.status not in BEFORE_EXAM
        return Step(
            code=f"examen.session.{session.pk}",
            label=f"Se présenter à la session {session.number}",
            who="le candidat",
            due_on=session.ends_on if begun else session.starts_on,
            roles=CONCERNED,
            basis="A2.8",
            note=f"{note} La session se tient en ce moment." if begun else note,
        )
    return Step(
        code=f"examen.result.{session.pk}",
        label=f"Attendre le procès-verbal validé de la session {session.number}",
        who="le représentant de l’État",
        basis="A7.5",
        note=f"{note} Le résultat est connu quand le procès-verbal est validé.",
    )
