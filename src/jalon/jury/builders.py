"""From records to the frozen contexts of the jury's documents: pure reads, no figure of our own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from django.utils import timezone

from jalon.accounts.enums import OrganismeKind
from jalon.accounts.letterhead import letterhead
from jalon.accounts.models import Organisme
from jalon.accounts.queries import parameters_of
from jalon.common.calendar import add_years
from jalon.common.typography import day_label, file_size, minutes, moment_label
from jalon.documents.blocks import Signatory
from jalon.examen.contexts import SessionFacts
from jalon.examen.enums import IncidentKind, SeatRole
from jalon.examen.letters import recipient, session_frame, signatory
from jalon.examen.models import Agrement, ExamSession, Inscription, JurySeat, PliOpening, SessionJury
from jalon.examen.queries.convocations import measures_of
from jalon.examen.queries.reports import ReportLine, report_lines
from jalon.examen.rules.scopes import scope_name
from jalon.jury import contexts as doc
from jalon.jury.enums import InterviewResult, Outcome, PVStatus
from jalon.jury.models import PV, Deliberation, Grid, GridMark, Habilitation, PVSignature
from jalon.jury.queries.composition import juries_of
from jalon.jury.queries.grids import holding_of, joint_tests, origin_route
from jalon.jury.queries.results import AWARDED, HELD, REFUSED, Result, interview_label, odds_of, tally_of
from jalon.jury.queries.signers import working_juries
from jalon.jury.rules.grid import SYNTHESIS, GridForm
from jalon.parcours.enums import Route
from jalon.parcours.models import CCPAward
from jalon.people.enums import Civility
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre

APPEALS = (
    "L’appréciation du jury est souveraine et ne se discute pas. La régularité de la session (composition du jury, "
    "impartialité, procédure) peut être contestée par un recours gracieux ou hiérarchique, ou devant le tribunal "
    "administratif dans les deux mois de cette notification.",
)


def _moment(value: datetime) -> str:
    return f"le {moment_label(timezone.localtime(value))}"


def session_facts(session: ExamSession) -> SessionFacts:
    """The head of the jury's documents: also the State's service and the agrément (A3.1, A7.5)."""
    service = (
        Organisme.objects.filter(kind=OrganismeKind.DDETS, departement=session.site.departement)
        .values_list("name", flat=True)
        .first()
    )
    agrement = Agrement.objects.filter(
        site=session.site,
        titre_code=get_titre(session.titre_ref).code,
        ccs="",
        valid_from__lte=session.starts_on,
        valid_until__gte=session.ends_on,
    ).first()
    return replace(
        session_frame(session),
        ddets=service or "",
        agrement=f"{agrement.number}, valable jusqu’au {day_label(agrement.valid_until)}" if agrement else "",
    )


def place_date(session: ExamSession, now: datetime) -> str:
    """« Toulouse, le 21 novembre 2026 »: the last line of the site's address names the town."""
    lines = session.site.address.splitlines() or [""]
    town = lines[-1].lstrip("0123456789 ") or session.site.name
    return f"{town}, le {day_label(timezone.localdate(now))}"


def _outcome(result: Result) -> doc.Outcome:
    return result.outcome  # type: ignore[return-value]  # the stored values are the literals


def _birth(person: Person) -> str:
    if person.birth_date is None:
        return ""
    born = {Civility.MADAME: "née", Civility.MONSIEUR: "né"}.get(Civility(person.civility), "né(e)")
    place = f" à {person.birth_place}" if person.birth_place else ""
    return f"{born} le {day_label(person.birth_date)}{place}"


def candidate_facts(inscription: Inscription, *, arrangements: bool = True) -> doc.CandidateFacts:
    """A candidate as the jury's papers name them; the arrangement, never its reason (A10.6)."""
    titre = get_titre(inscription.session.titre_ref)
    return doc.CandidateFacts(
        name=inscription.person.full_name,
        number=str(inscription.number),
        birth=_birth(inscription.person),
        route=inscription.get_route_display(),
        scope=tuple(scope_name(titre, scope) for scope in inscription.scopes),
        arrangements=measures_of(inscription) if arrangements else (),
    )


# --- grids


def grid_context(
    session: ExamSession, inscription: Inscription, form: GridForm, grid: Grid | None = None
) -> doc.GrilleEvaluation:
    """A juror's grid as filled, or, without a grid, the blank official form for this candidate."""
    marks: dict[str, GridMark] = {m.criterion_ref: m for m in grid.marks.all()} if grid else {}

    def value(ref: str) -> doc.Mark:
        return marks[ref].value if ref in marks else ""  # type: ignore[return-value]  # the choices are the literals

    def note(ref: str) -> str:
        return marks[ref].note if ref in marks else ""

    juror = ""
    if grid is not None:
        juror = grid.juror.full_name if grid.juror else "Fiche commune du jury"
    return doc.GrilleEvaluation(
        organisme=letterhead(session.organisme),
        session=session_facts(session),
        candidate=candidate_facts(inscription),
        test=form.label,
        duration=minutes(form.minutes) if form.minutes else "",
        phases=tuple(
            f"{p.label} : {minutes(p.minutes)}{'' if p.jury else ', sans le jury'}" for p in form.phases
        ),
        competences=tuple(
            doc.GridCompetence(
                number=group.number,
                title=group.heading.partition(" – ")[2] or group.heading,
                ccp=group.ccp,
                criteria=tuple(
                    doc.GridCriterion(label=row.text, mark=value(row.ref), note=note(row.ref))
                    for row in group.rows
                ),
                note=note(group.own.ref) if group.own else "",
            )
            for group in form.groups
        ),
        juror=juror,
        jury_label=str(grid.jury) if grid else "",
        note=note(form.general.ref),
        filled_on=_moment(grid.submitted_at) if grid and grid.submitted_at else "",
    )


# --- the joint sheet


def synthesis_context(result: Result) -> doc.FicheSynthese:
    """The joint sheet of a jury on a candidate: what each juror noted, what they concluded together (A7.4)."""
    inscription = result.inscription
    session = inscription.session
    titre = get_titre(session.titre_ref)
    jurors = [seat.person for seat in result.jury.seats.all()] if result.jury else []
    tests = joint_tests(inscription, jurors)
    conclusions = _conclusions(inscription)
    names: dict[int, list[str]] = {}
    counts: dict[tuple[int, str], list[str]] = {}
    for test in tests:
        if test.form.kind == SYNTHESIS:
            continue
        for group, block in zip(test.form.groups, test.blocks, strict=True):
            names.setdefault(group.number, []).append(test.form.label)
            for line in block.lines:
                if line.line.row.valued:
                    for side in line.sides:
                        counts.setdefault((group.number, side.juror.full_name), []).append(side.value)
    competences = []
    for number in sorted(names):
        competence = titre.competence(number)
        conclusion, appreciation = conclusions.get(titre.competence_id(number), ("", ""))
        competences.append(
            doc.SynthesisCompetence(
                number=number,
                title=competence.title,
                ccp=_short(titre.ccp_of_competence(number).scope),
                tests=", ".join(names[number]),
                marks=tuple(
                    doc.JurorMarks(
                        juror=juror,
                        satisfied=values.count("satisfied"),
                        not_satisfied=values.count("not_satisfied"),
                        not_observed=values.count("not_observed"),
                    )
                    for (of, juror), values in counts.items()
                    if of == number
                ),
                appreciation=appreciation,
                conclusion=conclusion,
            )
        )
    members = ", ".join(juror.full_name for juror in jurors)
    return doc.FicheSynthese(
        organisme=letterhead(session.organisme),
        session=session_facts(session),
        candidate=candidate_facts(inscription),
        jury_label=f"{result.jury} – {members}" if result.jury else "",
        supports=_supports(inscription),
        competences=tuple(competences),
        ccps=ccp_decisions(result),
        final_interview=_interview(result.deliberation),
        outcome=_outcome(result),
        outcome_label=result.outcome_label,
        warnings=tuple(
            f"{odds.message} {' ; '.join(odds.criteria)}".strip()
            for odds in odds_of(inscription, result.deliberation)
        ),
        remarks=result.deliberation.comment if result.deliberation else "",
        signatories=tuple(
            Signatory(name=j.full_name, quality=f"Membre du {result.jury}".lower()) for j in jurors
        ),
    )


def _short(scope: str) -> str:
    return f"{scope[:3].upper()} {scope[3:]}"


def _conclusions(inscription: Inscription) -> dict[str, tuple[doc.Acquired, str]]:
    """Competence id → conclusion and appreciation that the jurors entered together; nothing is deduced."""
    words: Mapping[str, doc.Acquired] = {"satisfied": "acquired", "not_satisfied": "not_acquired"}
    marks = GridMark.objects.filter(
        grid__inscription=inscription, grid__juror=None, grid__test_kind=SYNTHESIS
    )
    return {mark.criterion_ref: (words.get(mark.value, ""), mark.note) for mark in marks}


def _supports(inscription: Inscription) -> tuple[doc.Support, ...]:
    held = holding_of(inscription)
    found = [
        doc.Support(
            label=piece.get_kind_display(),
            consulted=True,
            detail=f"Remis {_moment(piece.handed_over_at)}",
        )
        for piece in held.pieces
    ]
    if held.from_training:
        found.append(
            doc.Support(
                label="Évaluations passées en cours de formation",
                consulted=bool(held.ecf),
                detail=f"{len(held.ecf)} compétences évaluées" if held.ecf else "Aucun résultat transmis",
            )
        )
    return tuple(found)


# --- decisions


def ccp_decisions(result: Result) -> tuple[doc.CCPDecision, ...]:
    """The decisions on each CCP, with their reasons (A7.4)."""
    return tuple(
        doc.CCPDecision(
            number=stand.bloc.short,
            title=stand.bloc.title,
            award=stand.state,  # type: ignore[arg-type]  # the states are the literals
            reasons=stand.reasons,
        )
        for stand in result.stands
        if result.outcome not in ("absent", "excused") or stand.state == HELD
    )


def _interview(deliberation: Deliberation | None) -> doc.FinalInterview | None:
    label = interview_label(deliberation)
    if deliberation is None or not label:
        return None
    return doc.FinalInterview(result=label, reasons=deliberation.interview_reasons)


def totals(results: list[Result]) -> doc.Totals:
    """Counts of the session; rates are computed on those present by whoever shows them (A.11)."""
    count = tally_of(results)
    return doc.Totals(
        registered=count.registered,
        present=count.present,
        full=count.full,
        partial=count.partial,
        none=count.none,
        absent=count.absent,
        excused=count.excused,
    )


# --- procès-verbal


def pv_context(
    session: ExamSession, results: list[Result], *, pv: PV | None, status: doc.PVStatus, now: datetime
) -> doc.PVSession:
    """The procès-verbal in the state given; the signed one is the one that is issued and sealed."""
    signed: dict[int, str] = {}
    working = working_juries(session)
    if pv is not None:
        for signature in PVSignature.objects.filter(pv=pv):
            signed[signature.person_id] = _moment(signature.signed_at)
    decided = [r.deliberation.decided_at for r in results if r.deliberation]
    told = report_lines(session)
    validation = doc.Validation()
    if pv is not None and pv.decided_at is not None:
        validation = doc.Validation(
            decided_by=pv.decided_by,
            decided_on=f"le {day_label(timezone.localdate(pv.decided_at))}",
            reasons=pv.refusal_reason,
        )
    titre = get_titre(session.titre_ref)
    return doc.PVSession(
        organisme=letterhead(session.organisme),
        session=session_facts(session),
        status=status,
        deliberated_on=moment_label(timezone.localtime(max(decided))) if decided else "",
        place_date=f"Fait à {place_date(session, now)}",
        juries=tuple(
            _pv_jury(jury, titre.code, session, signed)
            for jury in juries_of(session)
            if jury.pk in working or not working
        ),
        results=tuple(_pv_result(result) for result in results),
        totals=totals(results),
        facts=(*_facts(session), *_sealed(pv)),
        incidents=tuple(
            doc.Incident(
                when=moment_label(timezone.localtime(line.incident.reported_at)),
                what=line.incident.description,
                fraud=line.incident.kind == IncidentKind.FRAUD,
                people=f"Candidat n° {line.incident.inscription.number}" if line.incident.inscription else "",
                report=_report(line),
            )
            for line in told
        ),
        responsable=signatory(session),
        validation=validation,
    )


def _report(line: ReportLine) -> str:
    """How the procès-verbal cites a signed report and its complements: numbers, signatory, seal (A7.14)."""
    report = line.report
    if report is None or report.signed_at is None or report.document is None:
        return ""
    complements = [one.document.number for one in report.complements.all() if one.document]
    return (
        f"Rapport n° {report.document.number}, signé par {report.signed_by_label} "
        f"le {moment_label(timezone.localtime(report.signed_at))}, empreinte {report.sha256[:16]}…"
        + (f" ; complété par n° {', n° '.join(complements)}" if complements else "")
    )


def _pv_jury(
    jury: SessionJury, titre_code: str, session: ExamSession, signed: Mapping[int, str]
) -> doc.PVJury:
    seats = list(jury.seats.all())
    until: dict[int, date] = dict(
        Habilitation.objects.filter(
            person__in=[seat.person_id for seat in seats],
            titre_code=titre_code,
            valid_from__lte=session.ends_on,
        )
        .order_by("valid_until")
        .values_list("person_id", "valid_until")
    )
    return doc.PVJury(
        label=str(jury),
        members=tuple(
            doc.PVMember(
                name=seat.person.full_name,
                quality=(seat.person.employer or "Professionnel du métier") + _while_sitting(seat),
                habilitation=f"jusqu’au {until[seat.person_id]:%d/%m/%Y}" if seat.person_id in until else "",
                president=seat.role == SeatRole.PRESIDENT,
                signed=signed.get(seat.person_id, ""),
            )
            for seat in seats
        ),
    )


def _while_sitting(seat: JurySeat) -> str:
    """Since when, or until when, a juror sat who replaced another or was replaced during the session."""
    text = ""
    if seat.sits_from is not None:
        text += f" – a siégé à partir du {moment_label(timezone.localtime(seat.sits_from))}"
    if seat.left_at is not None:
        text += f" – a siégé jusqu’au {moment_label(timezone.localtime(seat.left_at))}"
    return text


def _pv_result(result: Result) -> doc.PVResult:
    person = result.inscription.person
    return doc.PVResult(
        number=str(result.inscription.number),
        name=person.full_name,
        birth=f"{person.birth_date:%d/%m/%Y}" if person.birth_date else "",
        route=result.inscription.get_route_display(),
        scope=", ".join(_scope(scope) for scope in result.inscription.scopes),
        outcome=_outcome(result),
        outcome_label=result.outcome_label,
        ccps=ccp_decisions(result),
        final_interview=_interview(result.deliberation),
        jury_label=str(result.jury) if result.jury else "",
    )


def _scope(scope: str) -> str:
    return {"title": "Titre", "final_interview": "Entretien final"}.get(scope) or _short(scope)


def _sealed(pv: PV | None) -> tuple[str, ...]:
    if pv is None or pv.status == PVStatus.DRAFT:
        return ()
    return (f"Chaque juré a signé le contenu dont l’empreinte SHA-256 est {pv.sha256}.",)


def _facts(session: ExamSession) -> tuple[str, ...]:
    found = []
    if opening := PliOpening.objects.filter(session=session).select_related("witness__person").first():
        seals = "scellés intacts" if opening.seals_intact else "scellés rompus"
        found.append(
            f"Les plis du dossier technique d’évaluation ont été ouverts {_moment(opening.opened_at)} "
            f"en présence de {opening.witness.person.full_name}, candidat n° {opening.witness.number} ({seals})."
        )
    if hasattr(session, "scenario_draw"):
        found.append(
            "Les scénarios des mises en situation ont été tirés au sort ; le tirage peut être rejoué."
        )
    return tuple(found)


# --- to the candidate


def next_steps(result: Result, validated_on: date | None) -> tuple[str, ...]:
    """What a candidate may do next (A1.1, A2.3, A2.5, A2.6, A7.7); dates count from the validation."""
    session = result.inscription.session
    titre = get_titre(session.titre_ref)
    parameters = parameters_of(session.organisme_id)
    found = []
    if result.outcome == Outcome.TITLE:
        when = "est délivré" if validated_on else "sera délivré, après validation du procès-verbal,"
        return (f"Le titre (parchemin) {when} par les services de l’État ; le centre vous le remettra.",)
    if any(stand.state == AWARDED for stand in result.stands):
        when = (
            "sont acquis définitivement" if validated_on else "seront acquis définitivement après validation"
        )
        found.append(f"Les CCP accordés {when} ; un livret de certification en fait foi.")
    if origin_route(result.inscription) in Route.training():
        if validated_on:
            until = add_years(validated_on, parameters["retake_years"])
            found.append(f"Vous pouvez vous représenter sans nouvelle formation jusqu’au {day_label(until)}.")
        else:
            found.append(
                "Le délai pour vous représenter sans nouvelle formation courra à compter de la validation."
            )
    if titre.validity_end and any(stand.state in (REFUSED, HELD, AWARDED) for stand in result.stands):
        end = add_years(date.fromisoformat(titre.validity_end), parameters["prolongation_years"])
        found.append(
            f"Les CCP du titre dans sa version actuelle peuvent être présentés jusqu’au {day_label(end)}."
        )
    return tuple(found)


def results_context(result: Result, *, validated_on: date | None, now: datetime) -> doc.FicheResultats:
    """The individual results with reasons: « proposition du jury » until validated (A7.4, A7.6)."""
    inscription = result.inscription
    session = inscription.session
    titre = get_titre(session.titre_ref)
    conclusions = _conclusions(inscription)
    jurors = [seat.person for seat in result.jury.seats.all()] if result.jury else []
    return doc.FicheResultats(
        organisme=letterhead(session.organisme),
        session=session_facts(session),
        candidate=candidate_facts(inscription, arrangements=False),
        status="validated" if validated_on else "proposed",
        validated_on=f"le {day_label(validated_on)}" if validated_on else "",
        outcome=_outcome(result),
        outcome_label=result.outcome_label,
        ccps=ccp_decisions(result),
        competences=tuple(
            doc.CompetenceResult(
                number=c.number,
                title=c.title,
                ccp=_short(titre.ccp_of_competence(c.number).scope),
                conclusion=conclusions[titre.competence_id(c.number)][0],
                comment=conclusions[titre.competence_id(c.number)][1],
            )
            for c in titre.competences
            if titre.competence_id(c.number) in conclusions
        ),
        final_interview=_interview(result.deliberation),
        next_steps=next_steps(result, validated_on),
        place_date=f"Fait à {place_date(session, now)}",
        signatories=tuple(
            Signatory(name=j.full_name, quality=f"Membre du {result.jury}".lower()) for j in jurors
        ),
    )


def notification_context(result: Result, *, validated_on: date, now: datetime) -> doc.NotificationResultats:
    """The letter of a validated result, with the appeals open (A7.9, A7.13)."""
    session = result.inscription.session
    return doc.NotificationResultats(
        organisme=letterhead(session.organisme),
        session=session_facts(session),
        recipient=recipient(result.inscription.person),
        outcome=_outcome(result),
        outcome_label=result.outcome_label,
        validated_on=f"le {day_label(validated_on)}",
        ccps=ccp_decisions(result),
        final_interview=_interview(result.deliberation),
        next_steps=next_steps(result, validated_on),
        appeals=APPEALS,
        enclosures=("fiche individuelle de résultats",),
        place_date=place_date(session, now),
        signatory=signatory(session),
    )


def livret_context(
    session: ExamSession, inscription: Inscription, *, now: datetime
) -> doc.LivretCertification:
    """The CCPs that a person holds towards the title (A1.1, A7.7)."""
    titre = get_titre(session.titre_ref)
    awards = {
        award.ccp_ref: award
        for award in CCPAward.objects.filter(person=inscription.person, ccp_ref__startswith=f"{titre.ref}/")
    }
    interviews = Deliberation.objects.filter(
        inscription__person=inscription.person, inscription__session__titre_ref=titre.ref
    ).exclude(interview_result=InterviewResult.NOT_APPLICABLE)
    return doc.LivretCertification(
        organisme=letterhead(session.organisme),
        candidate=candidate_facts(inscription, arrangements=False),
        titre=titre.title,
        titre_code=f"{titre.code} – millésime {titre.version}",
        valid_until=f"jusqu’au {day_label(date.fromisoformat(titre.validity_end))}"
        if titre.validity_end
        else "",
        ccps=tuple(
            doc.LivretCCP(
                number=f"CCP {ccp.number}",
                title=ccp.title,
                awarded_on=day_label(awards[ccp.id].awarded_on) if ccp.id in awards else "",
                session=awards[ccp.id].session_label or awards[ccp.id].get_origin_display()
                if ccp.id in awards
                else "",
                validated_by=_shown_by(awards[ccp.id]) if ccp.id in awards else "",
            )
            for ccp in titre.ccps
        ),
        interviews=tuple(
            doc.InterviewAttempt(
                held_on=day_label(timezone.localdate(d.decided_at)),
                session=d.inscription.session.number,
                result=d.get_interview_result_display(),
            )
            for d in interviews.select_related("inscription__session").order_by("decided_at")
        ),
        notes=("Chaque certificat est acquis définitivement et compte pour l’obtention du titre.",),
        place_date=place_date(session, now),
        signatory=signatory(session),
    )


def _shown_by(award: CCPAward) -> str:
    """What shows a CCP: the procès-verbal of its session, else what was seen when it was entered."""
    return f"Procès-verbal {award.pv_number}" if award.pv_number else award.evidence


# --- around the session


def ceres_context(
    session: ExamSession, results: list[Result], status: Literal["proposed", "validated"]
) -> doc.FicheCeres:
    """What must be keyed into CERES by hand (A7.9)."""
    rows = []
    for result in results:
        person = result.inscription.person
        rows.append(
            doc.CeresRow(
                number=str(result.inscription.number),
                birth_name=person.birth_name.upper(),
                usual_name=person.usage_name.upper(),
                first_names=", ".join(filter(None, (person.first_name, person.other_first_names))),
                birth_date=f"{person.birth_date:%d/%m/%Y}" if person.birth_date else "",
                route=result.inscription.get_route_display(),
                result=result.outcome_label,
                ccps=tuple(stand.bloc.short for stand in result.stands if stand.state == AWARDED),
                final_interview=interview_label(result.deliberation),
            )
        )
    return doc.FicheCeres(
        organisme=letterhead(session.organisme),
        session=session_facts(session),
        status=status,
        rows=tuple(rows),
        totals=totals(results),
    )


def bordereau_context(
    session: ExamSession,
    files: Iterable[tuple[str, str, int, str]],
    *,
    sealed_by: str,
    seal: str,
    now: datetime,
) -> doc.Bordereau:
    """The manifest as a document: (path, label, size in bytes, SHA-256) of every file of the archive."""
    return doc.Bordereau(
        organisme=letterhead(session.organisme),
        session=session_facts(session),
        sealed_on=moment_label(timezone.localtime(now)),
        sealed_by=sealed_by,
        seal=seal,
        files=tuple(
            doc.BordereauFile(path=path, label=label, size=file_size(size), sha256=sha)
            for path, label, size, sha in files
        ),
    )
