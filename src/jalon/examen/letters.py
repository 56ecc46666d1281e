"""The words of a session's documents: from records to the frozen contexts that the templates take."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jalon.accounts.letterhead import letterhead
from jalon.accounts.queries import parameters_of
from jalon.common.typography import clock, date_span, day_label, minutes, moment_label, typo
from jalon.documents.blocks import Recipient, Signatory
from jalon.examen.contexts import (
    ChecklistPlateau,
    ConvocationCandidat,
    ConvocationComedien,
    ConvocationJure,
    EmargementRow,
    EmargementSheet,
    FeuilleEmargement,
    FeuilleSignee,
    Planning,
    PlanningDay,
    PlanningLane,
    Pli,
    Premise,
    Presence,
    PVOuverturePlis,
    Rapport,
    ResourceLine,
    SessionFacts,
    SignedRow,
    SignedSheet,
    Slot,
)
from jalon.examen.enums import IncidentKind, SalleKind, SignerRole, TimetableStatus
from jalon.examen.models import (
    Appointment,
    ExamSession,
    IncidentReport,
    Inscription,
    PliOpening,
    ReportComplement,
    Timetable,
)
from jalon.examen.queries.convocations import Passage, Summons, Visit, passage_of
from jalon.examen.queries.reports import authority_of, candidate_label, happened_at, statement_sentence
from jalon.examen.queries.seats import sat_at
from jalon.examen.queries.signatures import HalfSheet, Signer
from jalon.examen.rules.checklist import CONSUMED, required
from jalon.examen.rules.scopes import FINAL_INTERVIEW, scope_name, tests_of
from jalon.examen.rules.timetable import local_minutes, minutes_of
from jalon.people.enums import Civility
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion

NOON = 13 * 60  # a half-day ends at lunch (C8)


def session_frame(session: ExamSession) -> SessionFacts:
    """The head of every document of a session."""
    titre = get_titre(session.titre_ref)
    kinds = {"title": "Session titre", "final_interview": "Entretien final de capitalisation"}
    kind = kinds.get(session.scopes[0], "Session CCP") if session.scopes else "Session"
    return SessionFacts(
        reference=session.number,
        kind=kind,
        titre=titre.title,
        titre_code=f"{titre.code} – millésime {titre.version}",
        level=f"niveau {titre.level}",
        dates=date_span(session.starts_on, session.ends_on),
        site=session.site.name,
        address=tuple(session.site.address.splitlines()),
        responsable=session.responsable.full_name,
        ceres_number=session.ceres_number,
    )


def recipient(person: Person) -> Recipient:
    greeting = "Madame, Monsieur" if person.civility == Civility.NEUTRAL else person.get_civility_display()
    return Recipient(
        name=f"{person.first_name} {person.last_name}",
        address=tuple(person.address.splitlines()),
        salutation=greeting,
    )


def signatory(session: ExamSession) -> Signatory:
    return Signatory(name=session.responsable.full_name, quality="Responsable de session")


def things_to_bring(titre: TitreVersion, scopes: Iterable[str]) -> tuple[str, ...]:
    """What a candidate brings on the day (A2.8), the productions being those that the RE has the jury read."""
    schemes = [titre.scheme("title" if scope == FINAL_INTERVIEW else scope) for scope in scopes]
    kinds = {test.kind for scheme in schemes for test in scheme.tests}
    reads = dict.fromkeys(name for kind in kinds for name in titre.conduct(kind).reads)
    found = [
        "cette convocation ;",
        "une pièce d’identité en cours de validité ;",
        "votre dossier professionnel (DP), paginé ;",
    ]
    if reads:
        found += [f"votre production écrite : {name[0].lower()}{name[1:]} ;" for name in sorted(reads)]
        found.append("vos productions numériques sur un support amovible lisible par le centre (clé USB) ;")
    found.append("les équipements de protection individuelle que demande l’épreuve, le cas échéant.")
    return tuple(map(typo, found))


INSTRUCTIONS = (
    "Les téléphones et objets connectés ne sont pas autorisés pendant les épreuves, sauf si le référentiel "
    "d’évaluation les prévoit : ils sont éteints et rangés.",
    "En cas de retard, le responsable de session décide de votre admission ; l’heure de fin de l’épreuve ne "
    "change pas.",
    "Le règlement général des sessions d’examen est porté à votre connaissance par le centre ; il est affiché "
    "sur place.",
    "Une situation de handicap peut ouvrir droit à un aménagement des épreuves : parlez-en au plus tôt au centre.",
)


def convocation_candidat(session: ExamSession, summons: Summons, now: datetime) -> ConvocationCandidat:
    """Convocation of a candidate: own hours only, what to bring, what the arrangement changes (A2.7 to A2.10)."""
    inscription = summons.inscription
    if inscription is None:
        raise ValueError("La convocation d’un candidat repose sur son inscription.")
    titre = get_titre(session.titre_ref)
    first = summons.visits[0]
    access = (
        (f"Accès : {' ; '.join(session.site.access_notes.splitlines())}",)
        if session.site.access_notes
        else ()
    )
    return ConvocationCandidat(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        recipient=recipient(summons.person),
        candidate_number=str(inscription.number),
        route=inscription.get_route_display(),
        scope=tuple(scope_name(titre, scope) for scope in inscription.scopes),
        arrival=f"{day_label(first.date, 'jour')} à {clock(first.start)}",
        slots=tuple(_slot(p) for p in summons.passages),
        to_bring=things_to_bring(titre, inscription.scopes),
        instructions=(*INSTRUCTIONS, *access),
        arrangements=summons.measures,
        place_date=_place_date(session, now),
        signatory=signatory(session),
    )


def convocation_jure(session: ExamSession, summons: Summons, now: datetime) -> ConvocationJure:
    """Convocation of a juror, with the page for the employer: notice and leave (A4.5, A5.13)."""
    person = summons.person
    return ConvocationJure(
        organisme=letterhead(session.organisme),
        stage="convocation",
        session=session_frame(session),
        recipient=recipient(person),
        jury_label=summons.jury_label,
        presences=tuple(_presence(visit) for visit in summons.visits),
        preparation=(
            "Prendre connaissance du référentiel d’évaluation et de la charte de déontologie du jury.",
            "Signaler sans attendre tout lien, présent ou passé, avec un candidat de la session.",
            "Les dossiers et productions des candidats sont lus sur place, le jour de l’examen.",
        ),
        terms=("Votre employeur vous accorde l’autorisation d’absence ; votre rémunération est maintenue.",),
        employer=person.employer,
        employer_notice_days=parameters_of(session.organisme_id)["jury_notice_days"],
        contact=_contact(session),
        place_date=_place_date(session, now),
        signatory=signatory(session),
    )


def convocation_comedien(session: ExamSession, summons: Summons, now: datetime) -> ConvocationComedien:
    """Convocation of the actor: hours and number of interviews; the sheets are handed over separately."""
    lodges = [salle.name for salle in session.salles.all() if salle.kind == SalleKind.ACTOR]
    return ConvocationComedien(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        recipient=recipient(summons.person),
        presences=tuple(_presence(visit) for visit in summons.visits),
        slots=tuple(_slot(p, note="") for p in summons.passages),
        preparation_room=", ".join(lodges),
        instructions=(
            "La fiche du scénario vous est remise en main propre après chaque tirage au sort.",
            "Vous seul connaissez le scénario : ni le candidat ni un tiers n’en est informé.",
            "Toutes les fiches sont rendues au responsable de session en fin de journée.",
        ),
        contact=_contact(session),
        place_date=_place_date(session, now),
        signatory=signatory(session),
    )


def version_label(timetable: Timetable) -> str:
    """« Version 3, publiée le 23 novembre 2026 à 9 h », as documents say it."""
    published = timetable.published_at
    label = f"Version {timetable.version}, " + (
        f"publiée le {moment_label(timezone.localtime(published))}"
        if published
        else timetable.get_status_display().lower()
    )
    return f"{label} (remplacée)" if timetable.status == TimetableStatus.SUPERSEDED else label


def planning_context(
    session: ExamSession,
    timetable: Timetable,
    rows: Sequence[Appointment],
    *,
    subject: str = "Toute la session",
    by: str = "jury",
) -> Planning:
    """The timetable as a document; `by`: one lane per "jury", per "room", or one for a "person"."""
    opening = {d.date: (minutes_of(d.opens_at), minutes_of(d.closes_at)) for d in session.days.all()}
    days: dict[date, dict[str, list[Slot]]] = {}
    for row in rows:
        passage = passage_of(row, who=row.inscription.person.full_name)
        room = row.salle.name if row.salle else "Sans salle"
        lane = {"jury": str(row.jury), "room": room}.get(by, subject)
        if by == "jury" and not row.jury_present:
            continue
        slots = days.setdefault(passage.date, {}).setdefault(lane, [])
        _append(slots, _slot(passage, who=by != "person"), merge=by != "person")
    return Planning(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        subject=subject,
        version=version_label(timetable),
        days=tuple(
            PlanningDay(
                label=day_label(day, "jour"),
                opens=min(
                    opening.get(day, (1440, 0))[0], *(s.start for lane in lanes.values() for s in lane)
                ),
                closes=max(opening.get(day, (1440, 0))[1], *(s.end for lane in lanes.values() for s in lane)),
                lanes=tuple(
                    PlanningLane(label=name, slots=tuple(slots)) for name, slots in sorted(lanes.items())
                ),
            )
            for day, lanes in sorted(days.items())
        ),
        notes=("Les temps majorés accordés par la DDETS sont compris dans les horaires.",),
    )


def emargement_candidats(session: ExamSession, rows: Sequence[Appointment]) -> FeuilleEmargement:
    """Signing sheets of the candidates, one per half-day (C8)."""
    found: dict[tuple[date, bool], dict[Inscription, list[tuple[int, int]]]] = {}
    for row in rows:
        if row.candidate_present:
            day, start = local_minutes(row.starts_at)
            people = found.setdefault((day, start >= NOON), {})
            people.setdefault(row.inscription, []).append((start, local_minutes(row.ends_at)[1]))
    sheets = [
        _sheet(
            half,
            [
                (i.person.sort_name, f"n° {i.number}", min(s for s, _ in spans), max(e for _, e in spans))
                for i, spans in people.items()
            ],
        )
        for half, people in sorted(found.items())
    ]
    return _emargement(session, "Candidats", sheets)


def emargement_jures(session: ExamSession, rows: Sequence[Appointment]) -> FeuilleEmargement:
    """Signing sheets of the jurors, one per half-day, for the juries that sit then."""
    busy: dict[tuple[date, bool], dict[int, list[tuple[int, int, datetime]]]] = {}
    for row in rows:
        if row.jury_present:
            day, start = local_minutes(row.starts_at)
            spans = busy.setdefault((day, start >= NOON), {}).setdefault(row.jury_id, [])
            spans.append((start, local_minutes(row.ends_at)[1], row.starts_at))
    juries = {jury.pk: jury for jury in session.juries.prefetch_related("seats__person")}
    sheets = [
        _sheet(
            half,
            [
                (seat.person.sort_name, str(juries[pk]), min(s for s, _ in mine), max(e for _, e in mine))
                for pk, spans in of.items()
                for seat in juries[pk].seats.all()
                if (mine := [(start, end) for start, end, at in spans if sat_at(seat, at)])
            ],
        )
        for half, of in sorted(busy.items())
    ]
    return _emargement(session, "Membres du jury", sheets)


def emargement_signe(
    session: ExamSession,
    halves: Sequence[HalfSheet],
    role: SignerRole,
    *,
    certified_by: str = "",
    at: datetime | None = None,
) -> FeuilleSignee:
    """Signing sheets with what was signed on screen; uncertified, they leave room for a pen (C8)."""
    sheets = []
    for half in halves:
        signers = half.candidates if role == SignerRole.CANDIDATE else half.jurors
        if signers:
            sheets.append(_signed_sheet(half, signers))
    return FeuilleSignee(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        audience="Candidats" if role == SignerRole.CANDIDATE else "Membres du jury",
        sheets=tuple(sheets),
        certified=Signatory(
            name=certified_by or session.responsable.full_name,
            quality="Responsable de session, certifie les présences ci-dessus",
            signed=f"Certifié le {moment_label(timezone.localtime(at))}" if at else "",
        ),
    )


def checklist_context(session: ExamSession, candidates: int, juries: int) -> ChecklistPlateau:
    """Premises and resources of annex 1 of the RE, scaled to the session (A4.11)."""
    titre = get_titre(session.titre_ref)
    tests = tests_of(titre, session.scopes)
    at_once = min(max(juries, 1), max(candidates, 1))
    names: dict[str, list[str]] = {}
    for salle in session.salles.all():
        names.setdefault(salle.kind, []).append(salle.name)
    return ChecklistPlateau(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        candidates=candidates,
        juries=juries,
        premises=tuple(
            Premise(test=p.test.label, designation=p.description, note=p.notes)
            for p in titre.premises
            if p.test in tests
        ),
        resources=tuple(
            ResourceLine(
                category=r.category, designation=r.description, count=str(r.count or ""),
                max_sharing=r.max_sharing, required=required(r, candidates, at_once), note=r.notes,
            )
            for r in sorted(titre.resources, key=lambda r: (r.category == CONSUMED, r.category))
        ),
    )  # fmt: skip


def pli_context(session: ExamSession, opening: PliOpening) -> PVOuverturePlis:
    """Record of the opening of the dossier technique, with its witness (A4.7)."""
    witness = opening.witness
    received = session.dte_received_on
    return PVOuverturePlis(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        received_on=day_label(received) if received else "date non enregistrée",
        opened_at=moment_label(timezone.localtime(opening.opened_at), "jour"),
        witness=f"{witness.person.full_name}, candidat n° {witness.number}",
        plis=(
            Pli(label="Dossier technique d’évaluation", seal="intact" if opening.seals_intact else "broken"),
        ),
        remarks=opening.remarks,
        signatories=(
            Signatory(name=opening.opened_by, quality="Responsable de session"),
            Signatory(name=witness.person.full_name, quality="Candidat témoin"),
        ),
    )


def report_context(session: ExamSession, report: IncidentReport) -> Rapport:
    """The report of an incident or of a fraud as it is signed (A7.14): the service is told, no sanction is named."""
    incident, content = report.incident, report.content
    moment = happened_at(content)
    fraud = incident.kind == IncidentKind.FRAUD
    return Rapport(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        fraud=fraud,
        happened=moment_label(moment, "jour") if moment else "",
        place=content.get("place", ""),
        candidate=candidate_label(incident),
        facts=content.get("facts", ""),
        present=tuple(report.witnesses),
        decided=content.get("decided", ""),
        statement=content.get("statement", ""),
        heard=statement_sentence(content),
        authority=authority_of(session) if fraud else "",
        seal=report.sha256,
        **_signed(session, report.signed_by_label, report.signed_at or report.created_at),
    )


def complement_context(session: ExamSession, complement: ReportComplement) -> Rapport:
    """What completes a signed report, signed in its turn."""
    report = complement.report
    return Rapport(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        fraud=report.incident.kind == IncidentKind.FRAUD,
        completes=report.document.number if report.document else "",
        candidate=candidate_label(report.incident),
        facts=complement.text,
        seal=complement.sha256,
        **_signed(session, complement.signed_by_label, complement.signed_at),
    )


def _signed(session: ExamSession, label: str, at: datetime) -> dict[str, Any]:
    """Place, date and signature: `label` is « Nom, qualité »."""
    name, _, quality = label.partition(", ")
    return {
        "place_date": _place_date(session, at),
        "signatory": Signatory(
            name=name,
            quality=quality[:1].upper() + quality[1:],
            signed=f"Signé le {moment_label(timezone.localtime(at))}",
        ),
    }


def _slot(passage: Passage, *, note: str | None = None, who: bool = False) -> Slot:
    return Slot(
        start=passage.start, end=passage.end, label=passage.label, kind=passage.kind,  # type: ignore[arg-type]
        day=day_label(passage.date, "jour"), room=passage.room, who=passage.who if who else "",
        note=passage.note if note is None else note,
    )  # fmt: skip


def _append(slots: list[Slot], slot: Slot, *, merge: bool) -> None:
    """Add a slot; the phases of one test that follow one another make a single one when `merge`."""
    last = slots[-1] if slots else None
    same = last and (last.label, last.who, last.room, last.kind, last.end) == (
        slot.label, slot.who, slot.room, slot.kind, slot.start,
    )  # fmt: skip
    if merge and last and same:
        slots[-1] = replace(last, end=slot.end, note="")
    else:
        slots.append(slot)


def _presence(visit: Visit) -> Presence:
    return Presence(
        day=day_label(visit.date, "jour"), start=visit.start, end=visit.end, room=visit.room, load=visit.load
    )


def _sheet(half: tuple[date, bool], people: list[tuple[str, str, int, int]]) -> EmargementSheet:
    day, afternoon = half
    start, end = min(p[2] for p in people), max(p[3] for p in people)
    return EmargementSheet(
        day=day_label(day, "jour"),
        half_day="Après-midi" if afternoon else "Matin",
        hours=f"{clock(start)} – {clock(end)}",
        rows=tuple(
            EmargementRow(name=name, detail=detail, expected=clock(begins))
            for name, detail, begins, _ in sorted(people, key=lambda p: (p[2], p[0]))
        ),
    )


def _signed_sheet(half: HalfSheet, signers: Sequence[Signer]) -> SignedSheet:
    hours = [(one.starts, one.ends) for one in signers if one.starts is not None and one.ends is not None]
    signed, expected = sum(1 for s in signers if s.signature), sum(1 for s in signers if s.awaited)
    return SignedSheet(
        day=day_label(half.day, "jour"),
        half_day=half.half_day.label,
        hours=f"{clock(min(s for s, _ in hours))} – {clock(max(e for _, e in hours))}" if hours else "",
        tally=f"{signed} signature{'s' if signed > 1 else ''} sur {expected} attendue{'s' if expected > 1 else ''}",
        rows=tuple(
            SignedRow(
                name=one.person.sort_name,
                detail=one.detail,
                expected=clock(one.starts) if one.starts is not None else "",
                signed=one.signed_clock,
                drawing=one.strokes,
                typed=one.typed,
                remark=one.remark,
            )
            for one in signers
        ),
    )


def _emargement(session: ExamSession, audience: str, sheets: list[EmargementSheet]) -> FeuilleEmargement:
    return FeuilleEmargement(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        audience=audience,
        sheets=tuple(sheets),
    )


def _contact(session: ExamSession) -> str:
    organisme = session.organisme
    return ", ".join(filter(None, (session.responsable.full_name, organisme.phone, organisme.email)))


def _place_date(session: ExamSession, now: datetime) -> str:
    """« Toulouse, le 21 novembre 2026 »: the town is the last line of the centre's address."""
    lines = session.organisme.address.splitlines()
    town = lines[-1].lstrip("0123456789 ") if lines else ""
    day = day_label(timezone.localdate(now))
    return f"{town}, le {day}" if town else f"Le {day}"


def visits_text(visits: Iterable[Visit]) -> str:
    """« lundi 14 décembre 2026, de 8 h 30 à 17 h ; … » for mails and agendas."""
    return typo(
        " ; ".join(
            f"{day_label(v.date, 'jour')}, de {clock(v.start)} à {clock(v.end)}"
            + (f", {v.room}" if v.room else "")
            for v in visits
        )
    )


def passages_text(passages: Iterable[Passage]) -> str:
    """One line per test, for mails and agendas."""
    return "\n".join(
        f"{clock(p.start)} – {clock(p.end)} ({minutes(p.end - p.start)}) : {p.label}"
        + (f", {p.note}" if p.note else "")
        + (f", {p.room}" if p.room else "")
        for p in passages
    )
