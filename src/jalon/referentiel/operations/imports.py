"""Writes on imports: receive documents, keep a reading, answer and correct, publish, abandon."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from jalon.common.actor import Actor
from jalon.common.jobs import enqueue
from jalon.common.journal import record_act
from jalon.common.models import Job
from jalon.common.uploads import Received
from jalon.common.workflow import TransitionRefused
from jalon.referentiel import addresses, kept, overlay, pieces
from jalon.referentiel.addresses import AddressTaken, UnknownAddress
from jalon.referentiel.document import InvalidReferentiel, canonical, from_json, type_faults
from jalon.referentiel.enums import CorrectionAct
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.models import (
    ImportCorrection,
    ImportedFile,
    ImportLineAnswer,
    ImportReading,
    PublishedTitre,
    ReferentielImport,
)
from jalon.referentiel.operations.titres import PublicationRefused, publish_titre
from jalon.referentiel.overlay import Correction
from jalon.referentiel.queries.imports import (
    LastAct,
    find_same_documents,
    last_act,
    review_of,
    standing_corrections,
    text_digest,
)
from jalon.referentiel.review import Review
from jalon.referentiel.workflow import IMPORT_WORKFLOW, OPEN, PublicationFacts

READ = "referentiel.read_import"
MAX_FILES = 8


# --- documents and readings ---


def receive_documents(
    *, actor: Actor, files: Sequence[Received], now: datetime
) -> tuple[ReferentielImport, Job | None]:
    """Keep official documents as they were sent and ask for their reading.

    The same documents received again lead to the import still open, without a job; if it is closed, a new import
    takes up its corrections and answers. Raises TransitionRefused.
    """
    if not files:
        raise TransitionRefused(["Choisissez au moins un document."])
    if len(files) > MAX_FILES:
        raise TransitionRefused(
            [f"{MAX_FILES} documents au plus : déposez le REAC et le RE d’un seul titre."]
        )
    unique = list({sha256(file.content).hexdigest(): file for file in files}.items())
    known = find_same_documents(digest for digest, _ in unique)
    if known is not None and known.status in OPEN:
        return known, None
    imported = ReferentielImport.objects.create(received_at=now, received_by=actor.label, continues=known)
    taken: set[str] = set()
    for digest, file in unique:
        name = _free_name(file.name, taken)
        taken.add(name)
        kept_file = ImportedFile(
            owner=imported, name=name, extension=file.kind.extension, size=len(file.content), sha256=digest
        )
        kept_file.file.save(f"{uuid4().hex}.{file.kind.extension}", ContentFile(file.content), save=False)
        kept_file.save()
    if known is not None:
        _take_up(known, imported)
    record_act(
        actor=actor,
        verb="referentiel.receive",
        target=imported,
        sentence=f"A déposé les documents d’un titre : {', '.join(sorted(taken))}.",
        now=now,
        sha256=[digest for digest, _ in unique],
    )
    return imported, ask_reading(actor=actor, imported=imported, now=now)


def ask_reading(*, actor: Actor, imported: ReferentielImport, now: datetime) -> Job:
    """Ask for the documents to be read, for the first time or by a newer engine. Raises TransitionRefused."""
    IMPORT_WORKFLOW.check("read", state=imported.status, roles=actor.roles)
    return enqueue(
        READ,
        actor=actor,
        now=now,
        payload={"imported": imported.pk},
        label=f"Lecture de {', '.join(imported.files.values_list('name', flat=True))}"[:200],
        unique_key=f"referentiel-import:{imported.pk}",
    )


def keep_reading(
    *, actor: Actor, imported: ReferentielImport, outcome: Imported, engine: str, now: datetime
) -> ImportReading:
    """Keep what the engine read; the corrections are laid over it from now on. Raises TransitionRefused."""
    locked = _locked(imported)
    transition = IMPORT_WORKFLOW.check("read", state=locked.status, roles=actor.roles)
    number = locked.readings.count() + 1
    reading = ImportReading.objects.create(
        owner=locked, number=number, engine=engine, read_at=now, outcome=kept.dump(outcome)
    )
    document = outcome.document
    locked.status, locked.refusals = transition.target, []
    locked.ref = _ref(document)
    locked.heading = str(document.get("title") or "")[:300]
    locked.save(update_fields=["status", "refusals", "ref", "heading"])
    _journal(
        actor,
        locked,
        "referentiel.read",
        f"{transition.done} {locked}, lecture {number}.",
        now,
        engine=engine,
    )
    return reading


def refuse_documents(
    *, actor: Actor, imported: ReferentielImport, reasons: Iterable[str], now: datetime
) -> ReferentielImport:
    """Keep why the documents cannot be read; a new reading by a better engine stays possible.

    Documents already read once keep their reading: only the reasons are kept beside it.
    """
    locked = _locked(imported)
    locked.refusals = list(reasons)
    if not locked.readings.exists():
        transition = IMPORT_WORKFLOW.check("refuse", state=locked.status, roles=actor.roles)
        locked.status = transition.target
    locked.save(update_fields=["status", "refusals"])
    _journal(
        actor, locked, "referentiel.refuse", f"N’a pas pu faire lire {locked}.", now, reasons=locked.refusals
    )
    return locked


def keep_page_sizes(*, file: ImportedFile, sizes: Sequence[tuple[float, float]]) -> None:
    """Keep the sizes of the pages, which place the outlines over their picture."""
    file.page_sizes = [[round(width, 1), round(height, 1)] for width, height in sizes]
    file.save(update_fields=["page_sizes"])


# --- decisions ---


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: the rows written, and the faults that it opened elsewhere in the document."""

    corrections: tuple[ImportCorrection, ...]
    opened: tuple[str, ...] = ()


def confirm_piece(
    *,
    actor: Actor,
    imported: ReferentielImport,
    address: str,
    now: datetime,
    reason: str = "",
    seen: str = "",
    also: Sequence[str] = (),
) -> Decided:
    """Say that a piece stands as it was read, which settles its doubt; `also` are pieces asked with it.

    Raises TransitionRefused.
    """
    locked, review = _deciding(actor, imported)
    _refuse_if_changed(review, address, seen)
    corrections = [
        overlay.confirming(review.document, one, author=actor.label, reason=reason.strip(), at=now)
        for one in dict.fromkeys((address, *also))
    ]
    return _decide(actor, locked, review, corrections, now)


def correct_piece(
    *,
    actor: Actor,
    imported: ReferentielImport,
    address: str,
    value: Any,
    reason: str,
    now: datetime,
    seen: str = "",
    settles: Sequence[str] = (),
    replaces: int | None = None,
) -> Decided:
    """Give a piece another value: a text, a figure, a list, an object; nothing else moves.

    `settles` are the pieces whose doubt this answers, changed or not. `replaces` is the correction, fallen into
    conflict, that this one takes the place of. Raises TransitionRefused with every reason.
    """
    return correct_pieces(
        actor=actor, imported=imported, values={address: value}, reason=reason, now=now, seen={address: seen},
        settles=settles, replaces=replaces,
    )  # fmt: skip


def correct_pieces(
    *,
    actor: Actor,
    imported: ReferentielImport,
    values: dict[str, Any],
    reason: str,
    now: datetime,
    seen: dict[str, str] | None = None,
    settles: Sequence[str] = (),
    replaces: int | None = None,
) -> Decided:
    """Give several pieces their values at once: an item moved from one group of know-how to another.

    Raises TransitionRefused with every reason.
    """
    locked, review = _deciding(actor, imported)
    if not reason.strip():
        raise TransitionRefused(["Dites pourquoi : le motif reste attaché à la correction."])
    told: dict[str, Any] = {"author": actor.label, "reason": reason.strip(), "at": now}
    made: list[Correction] = []
    document = review.document
    for address, value in values.items():
        _refuse_if_changed(review, address, (seen or {}).get(address, ""))
        try:
            steps = _editing(document, address, value, told)
        except UnknownAddress:
            steps = (_inserting(document, address, value, told),)
        made += steps
        document = overlay.apply(document, steps).document
    if not made:
        raise TransitionRefused(["Rien n’a changé : confirmez la pièce, ou donnez-lui une autre valeur."])
    made += _settling(review.document, made, settles, told)
    return _decide(actor, locked, review, made, now, checked=tuple(values), replaces=replaces)


def add_piece(
    *, actor: Actor, imported: ReferentielImport, address: str, value: Any, reason: str, now: datetime
) -> Decided:
    """Add an item, an object or a missing value at an address. Raises TransitionRefused."""
    locked, review = _deciding(actor, imported)
    if not reason.strip():
        raise TransitionRefused(["Dites pourquoi : le motif reste attaché à la correction."])
    correction = _inserting(
        review.document, address, value, {"author": actor.label, "reason": reason.strip(), "at": now}
    )
    return _decide(actor, locked, review, [correction], now, checked=(address,))


def remove_piece(
    *, actor: Actor, imported: ReferentielImport, address: str, reason: str, now: datetime, seen: str = ""
) -> Decided:
    """Take an item or an object away from its list. Raises TransitionRefused."""
    locked, review = _deciding(actor, imported)
    _refuse_if_changed(review, address, seen)
    if not reason.strip():
        raise TransitionRefused(["Dites pourquoi : le motif reste attaché à la correction."])
    parent, _, _ = address.rpartition("/")
    try:
        if not parent or not isinstance(addresses.get(review.document, parent), list):
            raise TransitionRefused(["Seul un élément d’une liste se retire : videz plutôt cette valeur."])
        correction = overlay.removing(
            review.document, address, author=actor.label, reason=reason.strip(), at=now
        )
    except UnknownAddress:
        raise TransitionRefused([_GONE]) from None
    return _decide(actor, locked, review, [correction], now, checked=(parent,))


def dismiss_lines(
    *, actor: Actor, imported: ReferentielImport, lines: Iterable[tuple[str, str]], reason: str, now: datetime
) -> int:
    """Say that lines not understood carry nothing of the référentiel; how many were answered.

    `lines` are (file, text); those already answered, or unknown, are left as they are. Raises TransitionRefused.
    """
    locked, review = _deciding(actor, imported)
    left = {(point.places[0].file, point.texts[0]) for point in review.of("left") if point.open}
    wanted = [line for line in dict.fromkeys(lines) if line in left]
    ImportLineAnswer.objects.bulk_create(
        ImportLineAnswer(
            owner=locked, file=file, text=text, text_sha256=text_digest(text),
            author=actor.label, reason=reason.strip(), at=now,
        )
        for file, text in wanted
    )  # fmt: skip
    if wanted:
        _under_review(actor, locked)
        noun = "une ligne non comprise" if len(wanted) == 1 else f"{len(wanted)} lignes non comprises"
        _journal(
            actor, locked, "referentiel.dismiss", f"A dit sans objet {noun} de {locked}.", now,
            lines=[text[:200] for _, text in wanted[:50]],
        )  # fmt: skip
    return len(wanted)


def attach_line(
    *,
    actor: Actor,
    imported: ReferentielImport,
    file: str,
    text: str,
    address: str,
    value: Any,
    reason: str,
    now: datetime,
) -> Decided:
    """Make a piece of a line that was not understood: a new item at `address`. Raises TransitionRefused."""
    locked, review = _deciding(actor, imported)
    _refuse_unless_left(review, file, text)
    why = reason.strip() or "Ligne non comprise, rattachée à la relecture."
    correction = _inserting(
        review.document, address, value, {"author": actor.label, "reason": why, "at": now}
    )
    return _attached(actor, locked, review, correction, file, text, why, now)


def extend_piece(
    *,
    actor: Actor,
    imported: ReferentielImport,
    file: str,
    text: str,
    address: str,
    reason: str,
    now: datetime,
) -> Decided:
    """Add a line that was not understood to the end of the text that precedes it. Raises TransitionRefused."""
    locked, review = _deciding(actor, imported)
    _refuse_unless_left(review, file, text)
    try:
        before = addresses.get(review.document, address)
    except UnknownAddress:
        raise TransitionRefused([_GONE]) from None
    if not isinstance(before, str):
        raise TransitionRefused(["Seul un texte peut être prolongé."])
    why = reason.strip() or "Suite du texte, que la lecture avait laissée à part."
    correction = overlay.replacing(
        review.document, address, f"{before} {text}", author=actor.label, reason=why, at=now
    )
    return _attached(actor, locked, review, correction, file, text, why, now)


def withdraw_correction(
    *, actor: Actor, imported: ReferentielImport, correction: int, now: datetime
) -> ImportCorrection:
    """Take a correction back: the piece reads again as the importer read it, and its doubt is open again.

    Corrections decided since then may no longer find what they correct: they are then asked again. So is the one, in
    conflict, that it took the place of.
    """
    locked, _ = _deciding(actor, imported)
    row = standing_corrections(locked).select_for_update().filter(pk=correction).first()
    if row is None:
        raise TransitionRefused(["Cette correction a déjà été reprise."])
    replaced = _replaced(locked, row.author, row.at)
    _withdraw(row, actor, now)
    if not standing_corrections(locked).filter(author_ref=row.author_ref, at=row.at).exists():
        _bring_back(replaced)
    _under_review(actor, locked)
    _journal(
        actor, locked, "referentiel.withdraw", f"A repris une correction de {locked} ({row.address}).", now,
        correction=row.pk,
    )  # fmt: skip
    return row


def undo_last_act(*, actor: Actor, imported: ReferentielImport, now: datetime) -> LastAct:
    """Take back what the actor decided last, whole: pieces or lines answered at once. Raises TransitionRefused."""
    locked, _ = _deciding(actor, imported)
    last = last_act(locked, actor)
    if last is None:
        raise TransitionRefused(["Vous n’avez pas de décision à annuler sur cet import."])
    replaced = _replaced(locked, actor.label, last.at)
    for row in standing_corrections(locked).select_for_update().filter(author_ref=actor.ref, at=last.at):
        _withdraw(row, actor, now)
    _bring_back(replaced)
    locked.line_answers.filter(author=actor.label, at=last.at).delete()
    _under_review(actor, locked)
    _journal(
        actor, locked, "referentiel.undo", f"A annulé sa dernière décision sur {locked}.", now,
        pieces=list(last.addresses), lines=[text[:200] for _, text in last.lines[:50]],
    )  # fmt: skip
    return last


def reopen_line(*, actor: Actor, imported: ReferentielImport, file: str, text: str, now: datetime) -> None:
    """Take back the answer given to a line; a piece made of it goes with it. Raises TransitionRefused."""
    locked, _ = _deciding(actor, imported)
    row = locked.line_answers.filter(file=file, text_sha256=text_digest(text)).first()
    if row is None:
        raise TransitionRefused(["Cette ligne n’a pas de réponse."])
    if row.correction is not None and row.correction.withdrawn_at is None:
        _withdraw(row.correction, actor, now)
    row.delete()
    _under_review(actor, locked)
    _journal(
        actor,
        locked,
        "referentiel.reopen",
        f"A rouvert une ligne non comprise de {locked}.",
        now,
        line=text[:200],
    )


def _refuse_unless_left(review: Review, file: str, text: str) -> None:
    left = {(point.places[0].file, point.texts[0]) for point in review.of("left") if point.open}
    if (file, text) not in left:
        raise TransitionRefused(["Cette ligne a déjà une réponse, ou ne se lit plus."])


def _attached(
    actor: Actor, imported: ReferentielImport, review: Review, correction: Correction, file: str, text: str,
    reason: str, now: datetime,
) -> Decided:  # fmt: skip
    decided = _decide(actor, imported, review, [correction], now, checked=(correction.address,))
    ImportLineAnswer.objects.create(
        owner=imported, file=file, text=text, text_sha256=text_digest(text), correction=decided.corrections[0],
        author=actor.label, reason=reason, at=now,
    )  # fmt: skip
    return decided


# --- the end ---


def publish_import(
    *, actor: Actor, imported: ReferentielImport, now: datetime, findings_digest: str = "", reason: str = ""
) -> PublishedTitre:
    """Publish what was read and corrected; the version never changes afterwards.

    `findings_digest` is that of the findings shown to whoever accepts them; `reason` is asked when the version is
    already published otherwise. Raises TransitionRefused with every reason at once.
    """
    locked = _locked(imported)
    review = review_of(locked)
    if review is None:
        raise TransitionRefused(["Les documents n’ont pas encore été lus."])
    facts = PublicationFacts(
        faults=tuple(review.reasons_against_publication()),
        findings=len(review.findings),
        findings_accepted=findings_digest == review.findings_digest,
    )
    transition = IMPORT_WORKFLOW.check("publish", state=locked.status, roles=actor.roles, facts=facts)
    try:
        stored = publish_titre(actor=actor, document=review.publishable, now=now, reason=reason)
    except PublicationRefused as refusal:
        raise TransitionRefused([str(refusal)]) from refusal
    except InvalidReferentiel as error:
        raise TransitionRefused(error.faults) from error
    locked.status, locked.published = transition.target, stored
    locked.ref, locked.heading = stored.ref, str(review.document["title"])[:300]
    locked.closed_at, locked.closed_by, locked.reason = now, actor.label, reason.strip()[:300]
    locked.findings = [[f.severity, f.code, f.message, f.where] for f in review.findings]
    locked.provenance = {address: kept.dump_places(places) for address, places in review.provenance().items()}
    locked.save()
    _journal(
        actor, locked, "referentiel.publish", f"{transition.done} {locked}, révision {stored.revision}.", now,
        sha256=stored.sha256, findings=len(locked.findings),
    )  # fmt: skip
    return stored


def abandon_import(
    *, actor: Actor, imported: ReferentielImport, reason: str, now: datetime
) -> ReferentielImport:
    """Set an import aside; its documents and its corrections are kept. Raises TransitionRefused."""
    locked = _locked(imported)
    transition = IMPORT_WORKFLOW.check(
        "abandon", state=locked.status, roles=actor.roles, facts=PublicationFacts(reason=reason)
    )
    locked.status, locked.reason = transition.target, reason.strip()[:300]
    locked.closed_at, locked.closed_by = now, actor.label
    locked.save()
    _journal(actor, locked, "referentiel.abandon", f"{transition.done} {locked}.", now, reason=locked.reason)
    return locked


# --- shared steps ---

_GONE = "Cette pièce ne se lit plus dans le document : rouvrez la relecture."


def piece_seen(document: Any, address: str) -> str:
    """What a form carries of the value it showed, so that a piece changed meanwhile is not overwritten."""
    try:
        value = addresses.get(document, address)
    except UnknownAddress:
        return "absente"
    return sha256(canonical({"value": value})).hexdigest()[:16]


def _refuse_if_changed(review: Review, address: str, seen: str) -> None:
    if seen and seen != piece_seen(review.document, address):
        raise TransitionRefused(["Cette pièce a changé depuis que la page est ouverte : relisez-la."])


def _inserting(document: Any, address: str, value: Any, told: dict[str, Any]) -> Correction:
    try:
        return overlay.inserting(document, address, value, **told)
    except AddressTaken:
        raise TransitionRefused(
            [f"{pieces.label_of(document, address)} existe déjà : corrigez-la."]
        ) from None
    except UnknownAddress:
        raise TransitionRefused(["Rien ne peut être ajouté à cet endroit du document."]) from None


def _settling(
    document: Any, made: Sequence[Correction], settles: Sequence[str], told: dict[str, Any]
) -> Iterator[Correction]:
    """The confirmations of the pieces that were looked at and left as they are, where they stand now."""
    laid = overlay.apply(document, made)
    now = {origin: address for address, origin in laid.origins.items()}
    changed = {one.origin for one in laid.applied if one.origin}
    for piece in settles:
        if piece not in changed and piece in now:
            yield overlay.confirming(laid.document, now[piece], **told)


def _editing(document: Any, address: str, value: Any, told: dict[str, Any]) -> tuple[Correction, ...]:
    """The boxes ticked of a list are one value; a list of texts is corrected item by item."""
    if pieces.field_at(address).kind in ("choices", "competences"):
        same = addresses.get(document, address) == value
        return () if same else (overlay.replacing(document, address, value, **told),)
    return overlay.editing(document, address, value, **told)


def _deciding(actor: Actor, imported: ReferentielImport) -> tuple[ReferentielImport, Review]:
    locked = _locked(imported)
    IMPORT_WORKFLOW.check("decide", state=locked.status, roles=actor.roles)
    review = review_of(locked)
    if review is None:
        raise TransitionRefused(["Les documents n’ont pas encore été lus."])
    return locked, review


def _decide(
    actor: Actor,
    imported: ReferentielImport,
    review: Review,
    corrections: Sequence[Correction],
    now: datetime,
    *,
    checked: tuple[str, ...] = (),
    replaces: int | None = None,
) -> Decided:
    """Keep corrections once their own values are those of a référentiel; faults opened elsewhere are told."""
    opened = _faults_opened(review, corrections)
    laid = overlay.apply(review.document, corrections).document
    typed = set(type_faults(laid))
    # A whole object may await the links of others; a single value is refused at once.
    own = [
        fault
        for fault in opened
        for address in checked
        if _concerns(fault, pieces.fault_path(laid, address))
        and (fault in typed or not isinstance(_value(laid, address), Mapping))
    ]
    if own:
        raise TransitionRefused(_told(laid, fault) for fault in own)
    if replaces is not None and (former := standing_corrections(imported).filter(pk=replaces).first()):
        _withdraw(former, actor, now)
    rows = tuple(
        ImportCorrection.objects.create(
            owner=imported, act=one.act, address=one.address, before=one.before, after=one.after,
            within=one.within, author=one.author, author_ref=actor.ref, reason=one.reason, at=one.at,
        )
        for one in corrections
    )  # fmt: skip
    _under_review(actor, imported)
    for row, one in zip(rows, corrections, strict=True):
        verb = CorrectionAct(one.act)
        done = {"replace": "Corrigé", "insert": "Ajouté", "remove": "Retiré", "confirm": "Confirmé"}[
            verb.value
        ]
        _journal(
            actor, imported, f"referentiel.{verb.value}",
            f"{done} dans {imported} : {pieces.label_of(laid, one.address)}.", now,
            correction=row.pk, address=one.address, reason=one.reason,
        )  # fmt: skip
    return Decided(rows, tuple(_told(laid, fault) for fault in opened))


def _faults_opened(review: Review, corrections: Sequence[Correction]) -> list[str]:
    laid = overlay.apply(review.document, corrections).document
    try:
        from_json(laid)
    except InvalidReferentiel as error:
        return [fault for fault in error.faults if fault not in review.faults]
    return []


def _value(document: Any, address: str) -> Any:
    try:
        return addresses.get(document, address)
    except UnknownAddress:
        return None


def _concerns(fault: str, root: str) -> bool:
    path = fault.partition(" : ")[0]
    return path == root or path.startswith((f"{root}.", f"{root}["))


def _told(document: Any, fault: str) -> str:
    label = pieces.label_of(document, pieces.address_of_fault(document, fault))
    reason = fault.partition(" : ")[2] or fault
    return f"{label} : {reason}" if label else fault


def _under_review(actor: Actor, imported: ReferentielImport) -> None:
    transition = IMPORT_WORKFLOW.check("decide", state=imported.status, roles=actor.roles)
    if imported.status != transition.target:
        imported.status = transition.target
        imported.save(update_fields=["status"])


def _withdraw(row: ImportCorrection, actor: Actor, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by = now, actor.label
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    row.lines.all().delete()  # the line it was made of is asked again


def _replaced(imported: ReferentielImport, author: str, at: datetime) -> list[ImportCorrection]:
    """The correction that an act took the place of: its author withdrew it at the very moment of the act."""
    return list(imported.corrections.filter(withdrawn_by=author, withdrawn_at=at))


def _bring_back(rows: Iterable[ImportCorrection]) -> None:
    for row in rows:
        row.withdrawn_at, row.withdrawn_by = None, ""
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _locked(imported: ReferentielImport) -> ReferentielImport:
    return ReferentielImport.objects.select_for_update().get(pk=imported.pk)


def _take_up(known: ReferentielImport, imported: ReferentielImport) -> None:
    """Corrections and answers given to the same documents hold for the new import, by their authors."""
    names = dict(known.files.values_list("sha256", "name"))
    renamed = {names[digest]: name for digest, name in imported.files.values_list("sha256", "name")}
    copies: dict[int, ImportCorrection] = {}
    for row in standing_corrections(known):
        former = row.pk
        row.pk, row.owner = None, imported
        row._state.adding = True
        row.save()
        copies[former] = row
    for answer in known.line_answers.all():
        if answer.correction_id is not None and answer.correction_id not in copies:
            continue
        answer.correction = copies.get(answer.correction_id or 0)
        answer.pk, answer.owner = None, imported
        answer.file = renamed.get(answer.file, answer.file)
        answer._state.adding = True
        answer.save()


def _free_name(name: str, taken: set[str]) -> str:
    path, free, rank = PurePath(name), name, 2
    while free in taken:
        free, rank = f"{path.stem} ({rank}){path.suffix}", rank + 1
    return free


def _ref(document: Any) -> str:
    code, version = document.get("code") or "", document.get("version") or ""
    return f"{code}.{version}"[:20] if code and version else str(code)[:20]


def _journal(
    actor: Actor, imported: ReferentielImport, verb: str, sentence: str, now: datetime, **data: Any
) -> None:
    record_act(actor=actor, verb=verb, target=imported, sentence=sentence, now=now, **data)
