"""Contexts of the exam session's documents: frozen, plain, already written in French."""

from dataclasses import dataclass
from typing import Literal

from jalon.documents.blocks import DocumentContext, Recipient, Signatory

SlotKind = Literal["jury", "candidate", "preparation", "reading", "break"]
Stage = Literal["invitation", "convocation"]
Seal = Literal["intact", "broken", "missing"]


@dataclass(frozen=True, kw_only=True)
class SessionFacts:
    """The head of every session document; `kind` is « Session titre », « Session CCP », …

    `dates` is « le 12 novembre 2026 » or « du 12 au 13 novembre 2026 »; `titre_code` is
    « TP-00403 – millésime 08 »; `ddets` names the service, « DDETS du Rhône ».
    """

    reference: str
    kind: str
    titre: str
    titre_code: str
    dates: str
    site: str
    address: tuple[str, ...] = ()
    responsable: str = ""
    level: str = ""
    ceres_number: str = ""
    agrement: str = ""
    ddets: str = ""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A stretch of one day; `start` and `end` are minutes since midnight.

    `kind`: the jury is present (jury), the candidate is with someone else (candidate), prepares alone
    (preparation), the jury reads (reading), pause (break). `who` is the candidate or the person met.
    """

    start: int
    end: int
    label: str
    kind: SlotKind = "jury"
    day: str = ""
    room: str = ""
    who: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ConvocationCandidat(DocumentContext):
    """Convocation of a candidate (A2.7 to A2.10, A10.5, A10.6: the arrangement, never the diagnosis).

    `scope` says what is presented (« Titre professionnel complet », or CCP by CCP); `arrival` is
    « lundi 14 décembre 2026 à 8 h 15 ».
    """

    session: SessionFacts
    recipient: Recipient
    candidate_number: str
    route: str
    scope: tuple[str, ...]
    arrival: str
    slots: tuple[Slot, ...]
    to_bring: tuple[str, ...]
    instructions: tuple[str, ...]
    arrangements: tuple[str, ...] = ()
    place_date: str
    signatory: Signatory


@dataclass(frozen=True, kw_only=True)
class Presence:
    """One day of a juror or of the actor; minutes since midnight."""

    day: str
    start: int
    end: int
    room: str = ""
    load: str = ""


@dataclass(frozen=True, kw_only=True)
class ConvocationJure(DocumentContext):
    """Invitation, then convocation of a juror; the latter ends with a page for the employer (A4.5).

    `reply_by` is a date in French, for an invitation; `employer` is empty for a juror without one;
    `employer_notice_days` is the notice the law asks for, a setting.
    """

    stage: Stage
    session: SessionFacts
    recipient: Recipient
    jury_label: str = ""
    habilitation: str = ""
    presences: tuple[Presence, ...]
    preparation: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    reply_by: str = ""
    employer: str = ""
    employer_notice_days: int = 0
    contact: str = ""
    place_date: str
    signatory: Signatory


@dataclass(frozen=True, kw_only=True)
class ConvocationComedien(DocumentContext):
    """Convocation of the actor who plays the person received; the only one told of the scenario."""

    session: SessionFacts
    recipient: Recipient
    presences: tuple[Presence, ...]
    slots: tuple[Slot, ...] = ()
    preparation_room: str = ""
    instructions: tuple[str, ...] = ()
    contact: str = ""
    place_date: str
    signatory: Signatory


@dataclass(frozen=True, kw_only=True)
class EmargementRow:
    """Someone expected; `expected` is an hour or a span, `detail` a number or a quality."""

    name: str
    detail: str = ""
    expected: str = ""


@dataclass(frozen=True, kw_only=True)
class EmargementSheet:
    """One half-day on its own page (C8: a signature per half-day); `blank_rows` are left for a pen."""

    day: str
    half_day: str
    hours: str
    room: str = ""
    rows: tuple[EmargementRow, ...] = ()
    blank_rows: int = 0


@dataclass(frozen=True, kw_only=True)
class FeuilleEmargement(DocumentContext):
    """Signing sheets of one audience: « Candidats », « Membres du jury », …"""

    session: SessionFacts
    audience: str
    sheets: tuple[EmargementSheet, ...]


@dataclass(frozen=True, kw_only=True)
class SignedRow:
    """Someone of a signed sheet: the hour and the drawing of their signature, or what was recorded instead.

    `drawing` is strokes of points, in thousandths of the width of a pad of 1000 by 360; `typed` the name typed
    by who signed by the keyboard; `remark` « Absent », « Arrivé en retard à 9 h 05 ».
    """

    name: str
    detail: str = ""
    expected: str = ""
    signed: str = ""
    drawing: tuple[tuple[tuple[int, int], ...], ...] = ()
    typed: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class SignedSheet:
    """One half-day and its signatures; `tally` is « 11 signatures sur 12 attendues »."""

    day: str
    half_day: str
    hours: str
    tally: str
    rows: tuple[SignedRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FeuilleSignee(DocumentContext):
    """Signing sheets with the signatures collected on screen; `certified` says who certifies them and when."""

    session: SessionFacts
    audience: str
    sheets: tuple[SignedSheet, ...]
    certified: Signatory


@dataclass(frozen=True, kw_only=True)
class PlanningLane:
    """A column of the drawn day: a jury, a room or a person."""

    label: str
    detail: str = ""
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanningDay:
    """A day; `opens` and `closes` are minutes since midnight."""

    label: str
    opens: int
    closes: int
    lanes: tuple[PlanningLane, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Planning(DocumentContext):
    """A timetable of the whole session, of a person or of a room: `subject` says which."""

    session: SessionFacts
    subject: str
    version: str
    days: tuple[PlanningDay, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PosterBar:
    """A test on the poster; `names` from the longest to the shortest, `colour` 1 to 6, 0 for the jury's own work."""

    start: int
    end: int
    names: tuple[str, ...]
    colour: int
    alone: bool = False


@dataclass(frozen=True, kw_only=True)
class PosterName:
    """A candidate's name over the tests that they take in a row."""

    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PosterLane:
    """A jury on one day; `told` is the whole lane in words."""

    label: str
    detail: str
    told: str
    names: tuple[PosterName, ...] = ()
    bars: tuple[PosterBar, ...] = ()
    lunches: tuple[tuple[int, int], ...] = ()
    clashes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PosterDay:
    label: str
    lanes: tuple[PosterLane, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PosterPage:
    """What stands on one sheet; `lane` is the height of a lane, in tenths of a millimetre."""

    lane: int
    days: tuple[PosterDay, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanningPoster(DocumentContext):
    """The whole session drawn by day and jury on A3 sheets; `opens` and `closes` frame every day."""

    session: SessionFacts
    version: str
    summary: str
    opens: int
    closes: int
    pages: tuple[PosterPage, ...]
    legend: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Premise:
    """A room the RE asks for, and the rooms planned for it."""

    test: str
    designation: str
    note: str = ""
    planned: str = ""


@dataclass(frozen=True, kw_only=True)
class ResourceLine:
    """A resource for one candidate; `max_sharing` is how many may share it, `required` the total to bring."""

    category: str
    designation: str
    count: str
    max_sharing: int | None = None
    required: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ChecklistPlateau(DocumentContext):
    """Premises and resources of annex 1 of the RE, to be checked on the spot (A4.11)."""

    session: SessionFacts
    candidates: int
    juries: int
    premises: tuple[Premise, ...]
    resources: tuple[ResourceLine, ...]


@dataclass(frozen=True, kw_only=True)
class Pli:
    """A sealed envelope of the dossier technique d’évaluation, as found."""

    label: str
    reference: str = ""
    seal: Seal = "intact"
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class PVOuverturePlis(DocumentContext):
    """Record of the opening of the DTE by the responsable with one candidate (A4.6, A4.7)."""

    session: SessionFacts
    received_on: str
    opened_at: str
    witness: str
    plis: tuple[Pli, ...]
    remarks: str = ""
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True)
class Rapport(DocumentContext):
    """Report of an incident or of a fraud, or what completes one (A7.14); it never names a sanction.

    `completes` is the number of the report completed. `happened` is « lundi 14 décembre 2026 à 10 h 35 », `heard`
    what became of the candidate's own statement, `seal` the SHA-256 of what is signed.
    """

    session: SessionFacts
    fraud: bool = False
    completes: str = ""
    happened: str = ""
    place: str = ""
    candidate: str = ""
    facts: str
    present: tuple[str, ...] = ()
    decided: str = ""
    statement: str = ""
    heard: str = ""
    authority: str = ""
    seal: str
    place_date: str
    signatory: Signatory
