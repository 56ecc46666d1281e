"""The session as a step of the path: the first day of the exam, until the result is known."""

from collections.abc import Sequence

from jalon.common.typography import date_span
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Inscription
from jalon.examen.workflow import BEFORE_EXAM
from jalon.parcours.models import Parcours
from jalon.parcours.steps import Step

CONCERNED = frozenset(
    {"responsable_session", "administrateur", "formateur", "accompagnateur_vae", "candidat"}
)


def tell_sessions(paths: Sequence[Parcours]) -> dict[int, list[Step]]:
    """The sessions to come of each path; one query per five hundred paths."""
    found: dict[int, list[Step]] = {}
    pks = [path.pk for path in paths]
    for chunk in (pks[i : i + 500] for i in range(0, len(pks), 500)):
        rows = (
            Inscription.objects.filter(parcours__in=chunk, session__status__in=BEFORE_EXAM)
            .exclude(status=InscriptionStatus.WITHDRAWN)
            .select_related("session__site")
        )
        for row in rows:
            session = row.session
            days = date_span(session.starts_on, session.ends_on)
            found.setdefault(row.parcours_id, []).append(
                Step(
                    code=f"examen.session.{session.pk}",
                    label=f"Se présenter à la session {session.number}",
                    who="le candidat",
                    due_on=session.starts_on,
                    roles=CONCERNED,
                    basis="A2.8",
                    note=f"{days[:1].upper()}{days[1:]}, {session.site.name}.",
                )
            )
    return found
