"""The words of a prestation’s documents: from records to the frozen contexts that the templates take."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from jalon.accounts.letterhead import letterhead
from jalon.common.typography import counted, date_span, day_label, minutes, moment_label, typo
from jalon.documents.blocks import Recipient, Signatory
from jalon.people.enums import Civility
from jalon.people.models import Person
from jalon.prestation.contexts import (
    AttendanceSheet,
    ClauseText,
    Convening,
    Deed,
    EndAttestation,
    PaymentLine,
    Realisation,
    SheetHalf,
    SheetRow,
)
from jalon.prestation.enums import DeliveryMode, HalfDay, Party, Presence, SignatureMeans
from jalon.prestation.models import Engagement, EngagementSignature, Participation, Prestation, Seance
from jalon.prestation.queries.presence import Line, SeanceSheet, halves_of
from jalon.prestation.results import Told
from jalon.prestation.rules.clauses import clauses_of
from jalon.prestation.rules.engagements import euros, parties_of
from jalon.prestation.rules.hours import Half
from jalon.prestation.rules.presence import Followed
from jalon.referentiel.queries import get_titre

SHOWN = 12
"""Séances that a convocation lists; the rest is on the person’s page."""


def place_date(prestation: Prestation, on: date) -> str:
    """« Cahors, le 3 juin 2026 », the town being the last word of the address."""
    lines = [line for line in prestation.organisme.address.splitlines() if line.strip()]
    town = lines[-1].strip().lstrip("0123456789 ") if lines else ""
    return f"{town}, le {day_label(on)}" if town else f"Le {day_label(on)}"


def place_of(prestation: Prestation) -> tuple[str, ...]:
    """Where the prestation is given, line by line."""
    if prestation.mode == DeliveryMode.REMOTE:
        return ("À distance, en visioconférence",)
    if prestation.site is None:
        return tuple(prestation.organisme.address.splitlines()) or (prestation.organisme.name,)
    return (prestation.site.name, *prestation.site.address.splitlines())


def recipient(person: Person) -> Recipient:
    greeting = "Madame, Monsieur" if person.civility == Civility.NEUTRAL else person.get_civility_display()
    return Recipient(
        name=f"{person.first_name} {person.last_name}",
        address=tuple(person.address.splitlines()),
        salutation=greeting,
    )


def deed(engagement: Engagement, *, retraction_days: int, on: date, signed: bool = False) -> Deed:
    """A deed as it is sent, or with its signatures once concluded."""
    participation = engagement.participation
    prestation, person = participation.prestation, participation.parcours.person
    titre = get_titre(prestation.titre_ref)
    texts = engagement.clauses
    remote = prestation.mode != DeliveryMode.ON_SITE
    kept = {one.party: one for one in engagement.signatures.all()} if signed else {}
    return Deed(
        organisme=letterhead(prestation.organisme),
        name=engagement.get_kind_display(),
        reference=str(engagement.pk or ""),
        titre=titre.title,
        titre_code=titre.ref,
        parties=_parties(engagement),
        beneficiary=person.full_name,
        heading=prestation.heading,
        dates=date_span(prestation.starts_on, prestation.ends_on),
        duration=minutes(participation.minutes),
        place=", ".join(place_of(prestation)),
        price=euros(engagement.price_cents or 0),
        clauses=tuple(
            ClauseText(
                heading=clause.label,
                paragraphs=tuple(
                    typo(line.strip()) for line in str(texts.get(clause.key, "")).splitlines() if line.strip()
                ),
                article=clause.article,
            )
            for clause in clauses_of(engagement.kind, remote=remote)
        ),
        payments=tuple(
            PaymentLine(due=day_label(one.due_on), label=one.label, amount=euros(one.amount_cents))
            for one in engagement.instalments.all()
        ),
        funders=tuple(
            f"{one} : {euros(one.amount_cents)} ({one.get_status_display().lower()})"
            for one in participation.financings.exclude(status="refused")
        ),
        retraction=typo(
            f"Vous pouvez vous rétracter, sans donner de motif, dans les {retraction_days} jours de votre signature, "
            "sur votre page ou par lettre recommandée avec avis de réception. Aucune somme ne vous est demandée "
            "avant la fin de ce délai."
        )
        if engagement.kind == "contract"
        else "",
        valid_until=day_label(engagement.valid_until) if engagement.valid_until else "",
        place_date=place_date(prestation, on),
        signatories=tuple(
            _signatory(engagement, party, kept.get(party))
            for party in parties_of(engagement.kind, has_purchaser=bool(engagement.purchaser_name))
        ),
    )


def _parties(engagement: Engagement) -> tuple[str, ...]:
    prestation = engagement.participation.prestation
    person = engagement.participation.parcours.person
    organisme = prestation.organisme
    number = f", déclaration d’activité {organisme.nda}" if organisme.nda else ""
    lines = [f"{organisme.name}{number}"]
    if engagement.purchaser_name:
        siret = f", SIRET {engagement.purchaser_siret}" if engagement.purchaser_siret else ""
        where = ", ".join(engagement.purchaser_address.splitlines())
        lines.append(f"{engagement.purchaser_name}{siret}{', ' + where if where else ''}, acheteur")
    if engagement.kind == "contract":
        lines.append(f"{person.full_name}, qui entreprend l’action à titre individuel et à ses frais")
    elif engagement.kind in {"vae_convention", "quote"}:
        lines.append(f"{person.full_name}, bénéficiaire")
    return tuple(lines)


def _signatory(engagement: Engagement, party: str, kept: EngagementSignature | None) -> Signatory:
    person = engagement.participation.parcours.person
    organisme = engagement.participation.prestation.organisme
    name, quality = {
        Party.CANDIDATE: (person.full_name, "Bénéficiaire"),
        Party.ORGANISME: ("", f"Pour {organisme.name}"),
        Party.PURCHASER: (engagement.purchaser_signatory, f"Pour {engagement.purchaser_name}"),
    }[Party(party)]
    if kept is None:
        return Signatory(name=name, quality=quality)
    where = "sur papier" if kept.means == SignatureMeans.PAPER else "à l’écran"
    said = f"Signé {where} le {moment_label(timezone.localtime(kept.signed_at))}"
    return Signatory(name=kept.name, quality=quality, signed=f"{said} – document {kept.document_sha256[:12]}")


def convening(participation: Participation, seances: Sequence[Seance], *, by: str, on: date) -> Convening:
    """The convocation of a participant, with their first séances."""
    prestation = participation.prestation
    first = seances[:SHOWN]
    return Convening(
        organisme=letterhead(prestation.organisme),
        recipient=recipient(participation.parcours.person),
        heading=prestation.heading,
        titre=get_titre(prestation.titre_ref).title,
        dates=date_span(prestation.starts_on, prestation.ends_on),
        duration=minutes(participation.minutes),
        place=place_of(prestation),
        mode=prestation.get_mode_display(),
        trainer=prestation.trainer.full_name if prestation.trainer else "",
        seances=tuple(
            (
                day_label(timezone.localdate(seance.starts_at), "jour"),
                ", ".join(half.hours for half in halves_of(seance)),
                seance.heading,
                "À distance" if seance.mode == DeliveryMode.REMOTE else seance.room or "—",
            )
            for seance in first
        ),
        remaining=(
            f"{counted(len(seances) - SHOWN, 'autre séance', 'autres séances')} sur votre page, « Prestations »."
            if len(seances) > SHOWN
            else ""
        ),
        access=typo(prestation.site.access_notes)
        if prestation.site and prestation.mode != DeliveryMode.REMOTE
        else "",
        place_date=place_date(prestation, on),
        signatory=Signatory(name=by, quality=f"Pour {prestation.organisme.name}"),
    )


def attendance_sheet(
    prestation: Prestation, sheets: Iterable[tuple[Seance, Iterable[SeanceSheet]]], *, first: date, last: date
) -> AttendanceSheet:
    """The sheet of some séances: what is signed is shown, the rest is left to sign by hand."""
    return AttendanceSheet(
        organisme=letterhead(prestation.organisme),
        heading=prestation.heading,
        titre=get_titre(prestation.titre_ref).title,
        period=date_span(first, last),
        nature=prestation.get_kind_display(),
        halves=tuple(_half(seance, sheet) for seance, rows in sheets for sheet in rows),
    )


def _half(seance: Seance, sheet: SeanceSheet) -> SheetHalf:
    remote = seance.mode == DeliveryMode.REMOTE
    place = "À distance, en visioconférence" if remote else ", ".join(place_of(seance.prestation)[:1])
    trainer = SheetRow(name=seance.trainer.sort_name if seance.trainer else "Intervenant à nommer")
    if sheet.trainer is not None:
        trainer = SheetRow(
            name=sheet.trainer.person.sort_name,
            signed=sheet.trainer_clock,
            drawing=_strokes(sheet.trainer.strokes),
            typed=_typed(sheet.trainer.strokes, sheet.trainer.means, sheet.trainer.person),
        )
    return SheetHalf(
        day=day_label(sheet.half.starts_at.date(), "jour"),
        half_day=str(HalfDay(sheet.half.half_day).label),
        hours=sheet.half.hours,
        heading=seance.heading,
        place=f"{place}, {seance.room}" if seance.room and not remote else place,
        mode=seance.get_mode_display(),
        rows=tuple(_row(line, sheet.half) for line in sheet.lines),
        trainer=trainer,
        tally=f"{counted(sheet.signed, 'signature')} sur {counted(sheet.expected, 'présence')}"
        if sheet.signed
        else "",
    )


def _row(line: Line, half: Half) -> SheetRow:
    noted, signature = line.attendance, line.signature
    remark = ""
    if noted is not None and noted.presence != Presence.PRESENT:
        remark = noted.get_presence_display()
        if noted.presence in {Presence.LATE, Presence.LEFT_EARLY}:
            remark += f", {minutes(noted.minutes)} sur {minutes(half.minutes)}"
    return SheetRow(
        name=line.person,
        remark=remark,
        absent=noted is not None and noted.presence in {Presence.ABSENT, Presence.EXCUSED},
        signed=line.signed_clock,
        drawing=_strokes(signature.strokes) if signature else (),
        typed=_typed(signature.strokes, signature.means, signature.person) if signature else "",
    )


def _strokes(strokes: list[list[list[int]]]) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple((int(x), int(y)) for x, y in stroke) for stroke in strokes)


def _typed(strokes: object, means: str, person: Person) -> str:
    if strokes:
        return ""
    return f"{person.full_name} (feuille papier)" if means == SignatureMeans.PAPER else person.full_name


def realisation(
    participation: Participation,
    halves: Sequence[Followed],
    by_mode: Sequence[tuple[str, int, int]],
    *,
    first: date,
    last: date,
    followed: int,
    by: str,
    on: date,
    kept_years: int,
    support_years: int,
) -> Realisation:
    """The certificate: the minutes of the half-days signed by both."""
    prestation, person = participation.prestation, participation.parcours.person
    return Realisation(
        organisme=letterhead(prestation.organisme),
        recipient=person.full_name,
        employer=person.employer,
        heading=prestation.heading,
        nature=prestation.get_kind_display(),
        titre=get_titre(prestation.titre_ref).title,
        dates=date_span(first, last),
        followed=minutes(followed),
        planned=minutes(participation.minutes),
        mode=prestation.get_mode_display(),
        legal=f"Ce certificat est conservé {counted(kept_years, 'an')}, les pièces qui le fondent "
        f"{counted(support_years, 'an')}.",
        signatory=Signatory(name=by, quality=f"Pour {prestation.organisme.name}"),
        place_date=place_date(prestation, on),
        hours=tuple(
            (label, minutes(value), counted(count, "demi-journée", "demi-journées"))
            for label, value, count in by_mode
        ),
    )


def end_attestation(
    participation: Participation, told: Told, *, first: date, last: date, followed: int, by: str, on: date
) -> EndAttestation:
    """The attestation: objectives, nature, duration, results of the evaluation (C11)."""
    prestation = participation.prestation
    titre = get_titre(prestation.titre_ref)
    aimed = [ccp.title for ccp in titre.ccps if not prestation.ccp_refs or ccp.id in prestation.ccp_refs]
    return EndAttestation(
        organisme=letterhead(prestation.organisme),
        recipient=participation.parcours.person.full_name,
        heading=prestation.heading,
        nature=prestation.get_kind_display(),
        titre=titre.title,
        dates=date_span(first, last),
        followed=f"{minutes(followed)} sur {minutes(participation.minutes)} prévues",
        objectives=told.objectives or tuple(aimed),
        results=tuple((one.label, one.outcome, day_label(one.on) if one.on else "—") for one in told.results),
        evaluation="",
        signatory=Signatory(name=by, quality=f"Pour {prestation.organisme.name}"),
        place_date=place_date(prestation, on),
    )
