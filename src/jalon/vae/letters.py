"""The words of the VAE's documents: from records to the frozen contexts that the templates take."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from jalon.accounts.letterhead import letterhead
from jalon.common.typography import (
    MONTHS,
    NBSP,
    date_span,
    day_label,
    decimal,
    minutes,
    moment_label,
)
from jalon.documents.blocks import Recipient, Signatory
from jalon.parcours.models import Parcours
from jalon.people.enums import Civility
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion
from jalon.vae.contexts import (
    CurriculumVitae,
    DemandeConge,
    DossierFaisabilite,
    GivenWork,
    HeldMeeting,
    LivretSuivi,
    PlanAccompagnement,
    PlannedMeeting,
    ToldBloc,
    ToldExperience,
)
from jalon.vae.enums import InterviewKind, MeetingKind, Opinion, PaperKind
from jalon.vae.models import Decision, Experience, Interview, LeaveRequest, Meeting, Paper, Plan, Work
from jalon.vae.queries import (
    coverage_of,
    current_cv,
    demarche_of,
    experiences_of,
    leave_facts,
    leave_limits_of,
    papers_of,
    plan_gauge,
    signed_meetings,
    ties_of,
)
from jalon.vae.rehearsals import Rehearsal
from jalon.vae.rules.plans import price_cents
from jalon.vae.rules.results import INTERVIEW


def target_label(titre: TitreVersion, ccp_refs: list[str]) -> str:
    """« Titre professionnel entier », « CCP 1, CCP 3 »."""
    if not ccp_refs:
        return "Titre professionnel entier"
    return ", ".join(titre.scope_label(ref.rsplit("/", 1)[1].lower()) for ref in ccp_refs)


def euros(cents: int) -> str:
    """8000 gives « 80 € », 8050 « 80,50 € »."""
    whole, rest = divmod(cents, 100)
    return f"{decimal(whole, 0)},{rest:02d}{NBSP}€" if rest else f"{decimal(whole, 0)}{NBSP}€"


def adviser_of(parcours: Parcours) -> str:
    """Who accompanies a VAE: its referent, else the first of those who accompany the path."""
    if parcours.referent is not None:
        return parcours.referent.full_name
    first = parcours.trainers.order_by("pk").first()
    return first.full_name if first else ""


def period_of(experience: Experience) -> str:
    """« depuis septembre 2018 », « de janvier 2015 à juin 2017 »."""
    began = month_label(experience.starts_on)
    if experience.ends_on is None:
        return f"depuis {began}"
    ended = month_label(experience.ends_on)
    start = f"d’{began}" if began[0] in "ao" else f"de {began}"
    return began if began == ended else f"{start} à {ended}"


def month_label(day: date) -> str:
    """« septembre 2018 »."""
    return f"{MONTHS[day.month - 1]}{NBSP}{day.year}"


def dossier_faisabilite(parcours: Parcours, *, on: date) -> DossierFaisabilite:
    """The dossier de faisabilité as it is sent on a day (B7)."""
    titre, demarche, person = get_titre(parcours.titre_ref), demarche_of(parcours), parcours.person
    experiences, cv = experiences_of(parcours), current_cv(parcours)
    numbers = {one.pk: str(rank) for rank, one in enumerate(experiences, 1)}
    blocs = coverage_of(parcours, demarche, experiences)
    opinion = Opinion(demarche.opinion).label if demarche.opinion else "Sans avis"
    alone = (
        "Le candidat avance sans accompagnateur : aucun avis n’est demandé." if demarche.autonomous else ""
    )
    interview = Interview.objects.filter(parcours=parcours, kind=InterviewKind.FEASIBILITY).last()
    given_on = f", le {day_label(demarche.opinion_on)}" if demarche.opinion_on else ""
    return DossierFaisabilite(
        organisme=letterhead(person.organisme),
        candidate=person.full_name,
        birth=_birth(person),
        contact=tuple(filter(None, (person.email, person.phone, *person.address.splitlines()))),
        titre=titre.title,
        titre_code=f"{titre.code} – millésime {titre.version}",
        rncp=titre.rncp,
        target=target_label(titre, parcours.ccp_refs),
        situation=demarche.get_situation_display() if demarche.situation else "",
        requested=day_label(demarche.requested_on) if demarche.requested_on else "",
        sent=day_label(on),
        motive=demarche.motive,
        interview=_interview(interview) if interview else "",
        experiences=tuple(_experience(one, numbers[one.pk], titre) for one in experiences),
        blocs=tuple(
            ToldBloc(
                label=bloc.ccp.label,
                title=bloc.ccp.title,
                aim="dispensé" if bloc.dispensed else "visé" if bloc.aimed else "non visé",
                competences=tuple(
                    (
                        f"C{line.competence.number}",
                        line.competence.title,
                        ", ".join(numbers[cell.experience] for cell in line.cells if cell.heat),
                    )
                    for line in bloc.lines
                ),
            )
            for bloc in blocs
        ),
        credentials=tuple(
            (
                held.label,
                day_label(held.obtained_on) if held.obtained_on else "",
                target_label(titre, [held.dispenses]) if held.dispenses else "",
            )
            for held in parcours.credentials.all()
        ),
        cv=f"{cv.title}, joint" if cv else "",
        opinion=opinion,
        opinion_text=demarche.opinion_text or ("" if demarche.opinion else alone),
        opinion_by=f"{demarche.opinion_by}{given_on}",
        advised=minutes(demarche.advised_minutes) if demarche.advised_minutes else "",
        signatories=_both(parcours)[:1] if demarche.autonomous else _both(parcours),
    )


def _birth(person: Person) -> str:
    if person.birth_date is None:
        return ""
    born = {Civility.MADAME: "née", Civility.MONSIEUR: "né"}.get(Civility(person.civility), "né·e")
    place = f" à {person.birth_place}" if person.birth_place else ""
    return f"{born} le {day_label(person.birth_date)}{place}"


def _interview(held: Interview) -> str:
    how = held.get_modality_display().lower()
    return f"{held.get_kind_display()} du {day_label(held.on)}, {minutes(held.minutes)}, {how}."


def _experience(one: Experience, number: str, titre: TitreVersion) -> ToldExperience:
    return ToldExperience(
        number=number,
        heading=one.heading,
        structure=one.structure,
        nature=one.get_nature_display(),
        period=period_of(one),
        time=f"{minutes(one.weekly_minutes)} par semaine" if one.weekly_minutes else "",
        tasks=one.tasks,
        shows=tuple(
            (f"{competence_label(titre, link.competence_ref)}", link.example) for link in ties_of(one)
        ),
    )


def competence_label(titre: TitreVersion, ref: str) -> str:
    """« C3 – Exercer une veille… » for a competence, « CCP 2 – … » for a bloc, « Entretien final »."""
    if ref.endswith(f"/{INTERVIEW}"):
        return "Entretien final"
    for ccp in titre.ccps:
        if ccp.id == ref:
            return f"{ccp.label} – {ccp.title}"
    number = int(ref.rsplit("/C", 1)[1])
    return f"C{number} – {titre.competence(number).title}"


def _both(parcours: Parcours) -> tuple[Signatory, ...]:
    people = [Signatory(name=parcours.person.full_name, quality="Le candidat")]
    if adviser := adviser_of(parcours):
        people.append(Signatory(name=adviser, quality="L’accompagnateur"))
    return tuple(people)


def plan_accompagnement(plan: Plan, *, on: date) -> PlanAccompagnement:
    """The plan as it is agreed on a day (B14)."""
    parcours, titre = plan.parcours, get_titre(plan.parcours.titre_ref)
    meetings = [one for one in plan.meetings.all() if one.cancelled_at is None]
    return PlanAccompagnement(
        organisme=letterhead(parcours.person.organisme),
        candidate=parcours.person.full_name,
        adviser=adviser_of(parcours),
        titre=titre.title,
        titre_code=f"{titre.code} – millésime {titre.version}",
        target=target_label(titre, parcours.ccp_refs),
        number=f"Plan {plan.number}",
        agreed=day_label(on),
        hours=minutes(plan.minutes),
        price=f"{euros(plan.hourly_cents)} l’heure, toutes taxes comprises",
        total=euros(price_cents(plan.minutes, plan.hourly_cents)),
        modality=plan.get_modality_display(),
        aims=plan.aims,
        meetings=tuple(
            PlannedMeeting(
                number=str(rank),
                when=_when(one),
                length=minutes(one.minutes),
                kind=one.get_kind_display(),
                modality=one.get_modality_display(),
                objectives=one.objectives,
            )
            for rank, one in enumerate(meetings, 1)
        ),
        signatories=_both(parcours),
    )


def _when(meeting: Meeting) -> str:
    return moment_label(timezone.localtime(meeting.starts_at), "jour")


def livret_suivi(plan: Plan, *, now: datetime, orals: Sequence[Rehearsal] = ()) -> LivretSuivi:
    """The livret de suivi of a plan as it stands now, with the mock orals that whoever issues it may read (B14)."""
    parcours, titre, gauge = plan.parcours, get_titre(plan.parcours.titre_ref), plan_gauge(plan)
    resources, signed = papers_of(parcours, PaperKind.RESOURCE), signed_meetings(plan)
    return LivretSuivi(
        organisme=letterhead(parcours.person.organisme),
        candidate=parcours.person.full_name,
        adviser=adviser_of(parcours),
        titre=titre.title,
        titre_code=f"{titre.code} – millésime {titre.version}",
        target=target_label(titre, parcours.ccp_refs),
        hours=f"{minutes(gauge.done)} réalisées sur {minutes(gauge.planned)} prévues",
        until=day_label(timezone.localdate(now)),
        aims=plan.aims,
        meetings=tuple(_page(one, one.pk in signed, orals, now) for one in plan.meetings.all()),
        works=tuple(_work(one) for one in plan.works.filter(withdrawn_at=None)),
        resources=tuple(_resource(one) for one in resources),
        results=tuple(_results(parcours)),
    )


def _resource(one: Paper) -> str:
    shared = f"{one.title}, partagé le {day_label(timezone.localdate(one.added_at))}"
    return f"{shared}, lu le {day_label(timezone.localdate(one.read_at))}" if one.read_at else shared


def _results(parcours: Parcours) -> Iterable[tuple[str, str]]:
    """What the jury decided, and what was chosen to follow."""
    titre = get_titre(parcours.titre_ref)
    for one in Decision.objects.filter(parcours=parcours, superseded_by=None).prefetch_related("steps"):
        steps = [
            f"{competence_label(titre, step.ref)} : {step.get_way_display()}"
            + (f", fait le {day_label(step.done_on)}" if step.done_on else "")
            for step in one.steps.all()
        ]
        told = [one.comment, *steps]
        yield f"{one.get_result_display()}, le {day_label(one.on)}", "\n".join(filter(None, told))
    for held in Interview.objects.filter(parcours=parcours, kind=InterviewKind.POST_JURY):
        yield _interview(held), held.summary


def _page(one: Meeting, signed: bool, orals: Sequence[Rehearsal], now: datetime) -> HeldMeeting:
    held = one.held_minutes is not None
    day = timezone.localdate(one.starts_at)
    if one.cancelled_at is not None:
        state = f"annulé : {one.cancelled_why}"
    elif held:
        state = "émargé" if signed else "à émarger"
    else:
        state = "compte rendu à écrire" if one.starts_at <= now else "à venir"
    return HeldMeeting(
        when=_when(one),
        length=minutes(one.held_minutes if one.held_minutes is not None else one.minutes),
        kind=one.get_kind_display(),
        objectives=one.objectives,
        done=one.done,
        difficulties=one.difficulties,
        reached=one.reached,
        rehearsal=" – ".join(
            _rehearsal(oral)
            for oral in orals
            if one.kind == MeetingKind.MOCK and timezone.localdate(oral.held_at) == day
        ),
        state=state,
    )


def _rehearsal(oral: Rehearsal) -> str:
    spoken = f"{oral.spoken} pour {minutes(oral.minutes)} prévues" if oral.seconds else ""
    return ", ".join(filter(None, (f"{oral.label}, {oral.hour}", spoken, *oral.levels, oral.note)))


def cv(parcours: Parcours, *, on: date) -> CurriculumVitae:
    """The candidate's CV from their experiences and certifications (B7)."""
    titre, person = get_titre(parcours.titre_ref), parcours.person
    return CurriculumVitae(
        organisme=letterhead(person.organisme),
        candidate=person.full_name,
        contact=tuple(filter(None, (person.email, person.phone, *person.address.splitlines()))),
        aim=f"{titre.title}, par la validation des acquis de l’expérience",
        drawn=day_label(on),
        experiences=tuple(
            _experience(one, str(rank), titre) for rank, one in enumerate(experiences_of(parcours), 1)
        ),
        credentials=tuple(
            (held.label, day_label(held.obtained_on) if held.obtained_on else "")
            for held in parcours.credentials.all()
        ),
    )


def _work(one: Work) -> GivenWork:
    state = f"rendu le {day_label(timezone.localdate(one.done_at))}" if one.done_at else "à rendre"
    return GivenWork(
        what=one.what, due=day_label(one.due_on), state=state, answer=one.answer, feedback=one.feedback
    )


def _employee(person: Person) -> str:
    told = {Civility.MADAME: "Salariée, candidate", Civility.MONSIEUR: "Salarié, candidat"}
    return f"{told.get(Civility(person.civility), 'Salarié·e, candidat·e')} à la VAE"


def demande_conge(row: LeaveRequest) -> DemandeConge:
    """The letter by which a congé de VAE is asked (B13)."""
    parcours, person, titre = row.parcours, row.parcours.person, get_titre(row.parcours.titre_ref)
    number = f", numéro {parcours.recevabilite_number}" if parcours.recevabilite_number else ""
    until = (
        f", valable jusqu’au {day_label(parcours.recevabilite_until)}" if parcours.recevabilite_until else ""
    )
    leave = leave_facts(row, leave_limits_of(parcours))
    return DemandeConge(
        organisme=letterhead(person.organisme),
        recipient=Recipient(name=row.employer),
        sender=person.full_name,
        sender_address=tuple(person.address.splitlines()),
        place_date=f"Le {day_label(row.requested_on)}",
        titre=titre.title,
        titre_code=f"{titre.code} – millésime {titre.version}",
        days=date_span(row.starts_on, row.ends_on),
        length=minutes(row.minutes),
        recevabilite=f"Le certificateur m’a déclaré recevable{number}{until}.",
        answer_due=day_label(leave.answer_due_on),
        certifier="ministère chargé du Travail",
        adviser=person.organisme.name,
        nature="accompagnement et préparation du dossier, épreuves devant le jury",
        notice=f"{leave.limits.notice_days} jours",
        silence=leave.limits.silence_grants,
        postponed="d’un mois"
        if leave.limits.postponed_months == 1
        else f"de {leave.limits.postponed_months} mois",
        signatory=Signatory(name=person.full_name, quality=_employee(person)),
    )
