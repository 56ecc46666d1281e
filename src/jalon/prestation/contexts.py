"""Contexts of the documents of a prestation: frozen, plain, already written in French."""

from dataclasses import dataclass

from jalon.documents.blocks import DocumentContext, Recipient, Signatory


@dataclass(frozen=True, kw_only=True)
class ClauseText:
    """One legal item of a deed: its heading, its text paragraph by paragraph, the article that asks for it."""

    heading: str
    paragraphs: tuple[str, ...]
    article: str


@dataclass(frozen=True, kw_only=True)
class PaymentLine:
    """One line of the schedule: « 30 octobre 2026 », « Premier versement », « 480 € »."""

    due: str
    label: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class Deed(DocumentContext):
    """A quote, a convention or a contract (C4). `parties` are who it binds, `retraction` the notice of that right."""

    name: str
    reference: str
    titre: str
    titre_code: str
    parties: tuple[str, ...]
    beneficiary: str
    heading: str
    dates: str
    duration: str
    place: str
    price: str
    clauses: tuple[ClauseText, ...]
    payments: tuple[PaymentLine, ...] = ()
    funders: tuple[str, ...] = ()
    retraction: str = ""
    valid_until: str = ""
    place_date: str
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True)
class Convening(DocumentContext):
    """Convocation to a prestation (indicator 9): when, where, with whom, what to bring, who to call."""

    recipient: Recipient
    heading: str
    titre: str
    dates: str
    duration: str
    place: tuple[str, ...]
    mode: str
    trainer: str
    seances: tuple[tuple[str, str, str, str], ...]
    remaining: str = ""
    access: str = ""
    place_date: str
    signatory: Signatory


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One person on a sheet; `drawing` are strokes, `typed` a name signed by the keyboard, `remark` an absence."""

    name: str
    remark: str = ""
    absent: bool = False
    signed: str = ""
    drawing: tuple[tuple[tuple[int, int], ...], ...] = ()
    typed: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetHalf:
    """One half-day of a séance: its hours, its heading, who signs, the trainer (C8)."""

    day: str
    half_day: str
    hours: str
    heading: str
    place: str
    mode: str
    rows: tuple[SheetRow, ...]
    trainer: SheetRow
    tally: str


@dataclass(frozen=True, kw_only=True)
class AttendanceSheet(DocumentContext):
    """Attendance sheet of a séance, a day or a week; blank cells are signed by hand (C8)."""

    heading: str
    titre: str
    period: str
    nature: str
    halves: tuple[SheetHalf, ...]


@dataclass(frozen=True, kw_only=True)
class Realisation(DocumentContext):
    """Certificat de réalisation (C9): the action, the dates, the hours really followed. `cofunding` names who paid."""

    recipient: str
    employer: str
    heading: str
    nature: str
    titre: str
    dates: str
    followed: str
    planned: str
    mode: str
    legal: str
    signatory: Signatory
    place_date: str
    hours: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class EndAttestation(DocumentContext):
    """Attestation de fin de formation (C11): objectives, nature, duration, results of the evaluation."""

    recipient: str
    heading: str
    nature: str
    titre: str
    dates: str
    followed: str
    objectives: tuple[str, ...]
    results: tuple[tuple[str, str, str], ...]
    evaluation: str
    signatory: Signatory
    place_date: str
