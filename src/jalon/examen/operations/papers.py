"""The papers that a published timetable gives: planning of the session, signing sheets (A7.12, C8)."""

from datetime import datetime

from jalon.common.actor import Actor
from jalon.documents.kinds import AnyKind
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.examen import documents, letters
from jalon.examen.contexts import FeuilleEmargement, Planning
from jalon.examen.models import ExamSession, Timetable
from jalon.examen.queries.planning import appointments_of

PLANNING, CANDIDATES, JURORS = "planning", "candidats", "jurys"
_TITLES = {
    PLANNING: "Planning de la session",
    CANDIDATES: "Feuilles d’émargement des candidats",
    JURORS: "Feuilles d’émargement des jurys",
}


def paper_kind(paper: str) -> AnyKind:
    """The kind of document of a paper."""
    return documents.PLANNING_SESSION if paper == PLANNING else documents.FEUILLE_EMARGEMENT


def paper_context(paper: str, session: ExamSession, timetable: Timetable) -> Planning | FeuilleEmargement:
    """The content of a paper as the timetable stands."""
    rows = appointments_of(timetable)
    if paper == PLANNING:
        return letters.planning_context(session, timetable, rows)
    build = letters.emargement_candidats if paper == CANDIDATES else letters.emargement_jures
    return build(session, rows)


def issued_paper(paper: str, timetable: Timetable) -> IssuedDocument | None:
    """The paper issued for this version, if the queue has already done it."""
    subject, title = f"examen.session:{timetable.session_id}", paper_title(paper, timetable)
    found = IssuedDocument.objects.filter(subject_ref=subject, kind=paper_kind(paper).name, title=title)
    return found.first()


def paper_title(paper: str, timetable: Timetable) -> str:
    return f"{_TITLES[paper]} – version {timetable.version}"


def issue_papers(*, actor: Actor, timetable: Timetable, now: datetime) -> list[IssuedDocument]:
    """Issue the papers of a published version, each superseding that of the version before; once only."""
    session = ExamSession.objects.select_related("organisme", "site", "responsable").get(
        pk=timetable.session_id
    )
    issued = []
    for paper, name in _TITLES.items():
        if issued_paper(paper, timetable) is not None:
            continue
        kind = paper_kind(paper)
        former = IssuedDocument.objects.filter(
            subject_ref=f"examen.session:{session.pk}", kind=kind.name, title__startswith=f"{name} – version ",
            superseded_by__isnull=True,
        ).first()  # fmt: skip
        issued.append(
            issue_document(
                kind=kind,
                context=paper_context(paper, session, timetable),
                subject_ref=f"examen.session:{session.pk}",
                organisme_ref=f"organisme:{session.organisme_id}",
                actor_ref=actor.ref,
                now=now,
                title=paper_title(paper, timetable),
                supersedes=former,
            )
        )
    return issued
