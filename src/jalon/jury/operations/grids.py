"""What jurors do with grids: open, note, hand in, reopen, and enter the joint sheet together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_access, record_act
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession, Inscription, JurySeat
from jalon.jury.enums import EntryOutcome, GridStatus, Observation
from jalon.jury.models import PV, CharterAcceptance, Grid, GridEntry, GridMark
from jalon.jury.queries.composition import jury_of
from jalon.jury.queries.grids import AWAY, candidate_forms, form_for, grid_page
from jalon.jury.rules.grid import SYNTHESIS, Row, Touch, Written, clean_text, judge, synthesis_of
from jalon.jury.workflow import GRID_WORKFLOW, SEALED
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TestKind

WORKING = frozenset({SessionStatus.IN_PROGRESS, SessionStatus.DELIBERATED})
NOTE_MAX = 4000
REFUSED = "refused"
ASIDE = frozenset({EntryOutcome.CONFLICT, EntryOutcome.LATE})
ANOTHERS = "Cet envoi porte l’identifiant d’un autre : rechargez la page."


class MarkRefused(Exception):
    """A touch that means nothing for this grid: unknown line, unknown observation, note too long (French)."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a touch: `outcome`, what stands now, and what was sent.

    `reached` is the revision right after this touch: what a later touch of the same device builds on.
    """

    outcome: str
    ref: str
    value: str
    note: str
    revision: int
    reached: int
    author: str
    sent_value: str
    sent_note: str
    refusal: str = ""

    @property
    def kept_aside(self) -> bool:
        return self.outcome in ASIDE


def is_sealed(session: ExamSession) -> bool:
    """Whether a procès-verbal of the session is being signed, or signed."""
    return PV.objects.filter(session=session, status__in=SEALED).exists()


def open_grid(
    *, actor: Actor, inscription: Inscription, scope: str, test_kind: str, juror: Person | None, now: datetime
) -> Grid:
    """Open the grid of one test for a juror, or the joint sheet (`juror` None); twice gives the same one.

    Raises TransitionRefused with every reason: session not under way, candidate away, no jury, no seat,
    charter not accepted (A5.9), test not in the référentiel.
    """
    session = ExamSession.objects.get(pk=inscription.session_id)
    jury = jury_of(inscription)
    reasons = []
    if session.status not in WORKING or session.starts_on > timezone.localdate(now):
        reasons.append("Les grilles s’ouvrent quand la session est en cours.")
    if is_sealed(session):
        reasons.append("Le procès-verbal est à la signature ou signé : aucune grille ne s’ouvre plus.")
    if inscription.presence in AWAY:
        reasons.append(f"{inscription.person} est enregistré absent.")
    if jury is None:
        reasons.append("Aucun jury n’est désigné pour ce candidat : le planning doit être publié.")
    if juror is not None:
        if jury is not None and not JurySeat.objects.filter(jury=jury, person=juror).exists():
            reasons.append(f"{juror} ne siège pas au jury {jury.number}.")
        if not CharterAcceptance.objects.filter(session=session, person=juror).exists():
            reasons.append("La charte de déontologie doit être acceptée avant d’ouvrir une grille (A5.9).")
    form = form_for(get_titre(session.titre_ref), scope, test_kind) if scope in inscription.scopes else None
    if form is None or (juror is not None and test_kind == SYNTHESIS):
        reasons.append("Le référentiel ne prévoit pas cette épreuve pour ce candidat.")
    if reasons or jury is None:
        raise TransitionRefused(reasons)
    grid, created = Grid.objects.get_or_create(
        inscription=inscription, scope=scope, test_kind=test_kind, juror=juror, defaults={"jury": jury}
    )
    if created:
        what = "la fiche commune" if juror is None else "sa grille"
        record_access(
            actor=actor,
            verb="jury.open_grid",
            target=grid,
            sentence=f"{actor.label} a ouvert {what} de {inscription.person}, {_test(test_kind)}.",
            now=now,
            session=session.pk,
        )
    return grid


def open_grids(*, actor: Actor, inscription: Inscription, juror: Person, now: datetime) -> list[Grid]:
    """Open every grid of a candidate for a juror, in the order of the tests. Raises TransitionRefused."""
    return [
        open_grid(
            actor=actor, inscription=inscription, scope=form.scope, test_kind=form.kind, juror=juror, now=now
        )
        for form in candidate_forms(inscription)
    ]


def save_mark(
    *,
    actor: Actor,
    grid: Grid,
    criterion_ref: str,
    value: str,
    note: str,
    base_revision: int,
    op_id: UUID,
    now: datetime,
) -> Saved:
    """Receive one touch: `save_marks` for it alone. Raises MarkRefused when it means nothing here."""
    touch = Touch(op_id, criterion_ref, value, note, base_revision)
    (saved,) = save_marks(actor=actor, grid=grid, touches=[touch], now=now)
    if saved.outcome == REFUSED:
        raise MarkRefused(saved.refusal)
    return saved


def save_marks(*, actor: Actor, grid: Grid, touches: Sequence[Touch], now: datetime) -> list[Saved]:
    """Receive the touches of a device in their order, each judged as if it came alone; one answer for each.

    Sent again under the same `op_id`, a touch changes nothing and is answered the same. One that was looking
    at an older revision is a disagreement: what stands stays, what was sent is kept beside it and shown, nobody
    chooses but people. One that comes after the grid was handed in, or after the procès-verbal was sealed, is
    kept aside too. One that means nothing for this grid is « refused » and leaves the others be. The number of
    queries does not depend on how many touches there are.
    """
    locked = (
        Grid.objects.select_for_update(of=("self",)).select_related("inscription__session").get(pk=grid.pk)
    )
    session = locked.inscription.session
    form = form_for(get_titre(session.titre_ref), locked.scope, locked.test_kind)
    lines = form.refs if form else {}
    known = {e.op_id: e for e in GridEntry.objects.filter(op_id__in={touch.op_id for touch in touches})}
    marks = {mark.criterion_ref: mark for mark in locked.marks.all()}
    closed = locked.status != GridStatus.OPEN or is_sealed(session)
    received: list[GridEntry] = []
    changed: dict[str, GridMark] = {}
    answers = []
    for touch in touches:
        ref = touch.ref
        if seen := known.get(touch.op_id):
            same = seen.grid_id == locked.pk and seen.criterion_ref == ref
            answers.append(_answer(marks.get(ref), seen) if same else _refused(touch, ANOTHERS))
            continue
        note = clean_text(touch.note)
        if refusal := _fault(lines.get(ref), ref, touch.value, note):
            answers.append(_refused(touch, refusal))
            continue
        mark = marks.get(ref)
        current = Written(mark.value, mark.note, mark.revision) if mark else Written()
        outcome = {
            "same": EntryOutcome.SAME,
            "apply": EntryOutcome.LATE if closed else EntryOutcome.APPLIED,
            "conflict": EntryOutcome.LATE if closed else EntryOutcome.CONFLICT,
        }[judge(current, replace(touch, note=note))]
        if outcome == EntryOutcome.APPLIED:
            mark = marks[ref] = changed[ref] = GridMark(
                grid=locked, criterion_ref=ref, value=touch.value, note=note, revision=current.revision + 1,
                updated_at=now, updated_by=actor.label,
            )  # fmt: skip
            for earlier in received:
                if earlier.criterion_ref == ref and earlier.outcome in ASIDE:
                    earlier.settled_at = now
        entry = GridEntry(
            op_id=touch.op_id,
            grid=locked,
            criterion_ref=ref,
            value=touch.value,
            note=note,
            base_revision=touch.base,
            revision=mark.revision if mark else 0,
            outcome=outcome,
            author=actor.label,
            received_at=now,
        )
        received.append(entry)
        known[touch.op_id] = entry
        answers.append(_answer(mark, entry))
    if changed:
        GridMark.objects.bulk_create(
            changed.values(),
            update_conflicts=True,
            unique_fields=["grid", "criterion_ref"],
            update_fields=["value", "note", "revision", "updated_at", "updated_by"],
        )
        GridEntry.objects.filter(
            grid=locked, criterion_ref__in=changed, outcome__in=ASIDE, settled_at=None
        ).update(settled_at=now)
    GridEntry.objects.bulk_create(received)
    return answers


def _answer(mark: GridMark | None, entry: GridEntry) -> Saved:
    return Saved(
        outcome=entry.outcome,
        ref=entry.criterion_ref,
        value=mark.value if mark else "",
        note=mark.note if mark else "",
        revision=mark.revision if mark else 0,
        reached=entry.revision,
        author=mark.updated_by if mark else "",
        sent_value=entry.value,
        sent_note=entry.note,
    )


def _refused(touch: Touch, why: str) -> Saved:
    return Saved(REFUSED, touch.ref, "", "", 0, 0, "", touch.value, touch.note, why)


def _fault(row: Row | None, ref: str, value: str, note: str) -> str:
    if row is None:
        return f"« {ref[:80]} » n’est pas un critère de cette grille."
    if value and (not row.valued or value not in Observation.values):
        return f"« {value[:40]} » n’est pas une observation possible pour cette ligne."
    if len(note) > NOTE_MAX:
        return f"La note compte {len(note)} caractères ; {NOTE_MAX} au plus."
    return ""


def keep_standing(*, actor: Actor, entry: GridEntry, now: datetime) -> None:
    """People look at a disagreement and keep what stands; what was sent stays in the record, settled."""
    GridEntry.objects.filter(pk=entry.pk, settled_at=None).update(settled_at=now)
    record_act(
        actor=actor,
        verb="jury.keep_standing",
        target=entry,
        sentence=f"{actor.label} a levé un désaccord de saisie en gardant l’observation enregistrée.",
        now=now,
    )


def _test(kind: str) -> str:
    return "fiche de synthèse" if kind == SYNTHESIS else f"épreuve « {TestKind(kind).label} »"


def submit_grid(*, actor: Actor, grid: Grid, now: datetime) -> Grid:
    """Hand in a grid or a joint sheet; twice changes nothing. Raises TransitionRefused with what is missing."""
    locked = (
        Grid.objects.select_for_update(of=("self",)).select_related("inscription__session").get(pk=grid.pk)
    )
    if locked.status == GridStatus.SUBMITTED:
        return locked
    page = grid_page(locked)
    reasons = [f"Sans observation : {text}" for text in page.missing]
    if page.disagreements:
        reasons.append("Un désaccord de saisie reste à lever.")
    if reasons:
        raise TransitionRefused(reasons)
    return _move(actor, locked, "submit", GridStatus.SUBMITTED, now, submitted_at=now)


def reopen_grid(*, actor: Actor, grid: Grid, now: datetime) -> Grid:
    """Take a grid back, as long as no procès-verbal is under signature (A7.5). Raises TransitionRefused."""
    locked = (
        Grid.objects.select_for_update(of=("self",)).select_related("inscription__session").get(pk=grid.pk)
    )
    if locked.status == GridStatus.OPEN:
        return locked
    return _move(actor, locked, "reopen", GridStatus.OPEN, now, submitted_at=None)


def _move(
    actor: Actor, grid: Grid, act: str, target: GridStatus, now: datetime, submitted_at: datetime | None
) -> Grid:
    transition = GRID_WORKFLOW.check(act, state=grid.status, roles=actor.roles)
    if is_sealed(grid.inscription.session):
        raise TransitionRefused(["Le procès-verbal est à la signature ou signé : la grille ne change plus."])
    grid.status, grid.submitted_at = target, submitted_at
    grid.save()
    record_act(
        actor=actor,
        verb=f"jury.{act}_grid",
        target=grid,
        sentence=f"{actor.label} {transition.done} de {grid.inscription.person}, {_test(grid.test_kind)}.",
        now=now,
        session=grid.inscription.session_id,
    )
    return grid


def prepare_joint_sheet(*, actor: Actor, inscription: Inscription, now: datetime) -> list[Grid]:
    """Open the joint sheets of a candidate, empty: their values are entered by people, never computed (A7.4).

    One per test, then one fiche de synthèse per scope. Raises TransitionRefused.
    """
    titre = get_titre(inscription.session.titre_ref)
    keys = [form.key for form in candidate_forms(inscription)]
    keys += [(scope, SYNTHESIS) for scope in inscription.scopes if synthesis_of(titre, scope).rows]
    return [
        open_grid(actor=actor, inscription=inscription, scope=s, test_kind=k, juror=None, now=now)
        for s, k in keys
    ]
