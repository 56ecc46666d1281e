"""Candidates of a session: list, page, registration, admission, arrangement."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.enums import Role
from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest, for_roles, typed, whole_number
from jalon.common.journal import record_access
from jalon.common.listing import Column, build_listing
from jalon.common.spreadsheets import to_csv, to_xlsx
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import ArrangementStatus, InscriptionStatus
from jalon.examen.forms.inscriptions import (
    ArrangementDecisionForm,
    ArrangementRequestForm,
    ReasonForm,
    RegistrationForm,
    ReglementForm,
)
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.operations.inscriptions import (
    AdmissionRefused,
    acknowledge_reglement,
    admit_inscription,
    admit_ready,
    decide_arrangement,
    register_candidate,
    request_arrangement,
    restore_inscription,
    update_inscription,
    withdraw_inscription,
)
from jalon.examen.operations.proofs import is_sealed, refuse_trainers
from jalon.examen.outcomes import outcomes_for
from jalon.examen.permissions import (
    CENTRE,
    EVERYONE,
    READERS,
    get_inscription,
    get_led_session,
    get_session,
    inscriptions_visible_to,
    is_manager,
    may_hand_over_pieces,
    may_manage,
    may_read_pieces,
    pieces_visible_to,
)
from jalon.examen.queries.inscriptions import (
    admission_of,
    admissions_of,
    arrangement_of,
    candidates_of,
    conflicts_of,
    journal_of,
    status_counts,
)
from jalon.examen.rules.scopes import scope_name
from jalon.examen.workflow import BEFORE_EXAM
from jalon.parcours.models import CCPAward
from jalon.parcours.operations import update_parcours
from jalon.people.forms import PersonForm
from jalon.people.models import Person
from jalon.people.operations import create_person
from jalon.people.permissions import people_visible_to
from jalon.people.queries import search_people
from jalon.people.rules import fold, identity_key
from jalon.referentiel.queries import get_titre

COLUMNS = (
    Column("numero", "N°", ("number",), number=True),
    Column("nom", "Candidat", ("person__birth_name", "person__first_name")),
    Column("voie", "Voie", ("route",)),
    Column("presente", "Présente"),
    Column("etat", "État", ("status",)),
    Column("motifs", "À régler"),
)
COLUMNS_BEGUN = (*COLUMNS[:-1], Column("resultat", "Résultat"))
_PATH = ("starts_on", "ends_on", "recevabilite_until", "recevabilite_number")


def managed_session(request: ActorRequest, pk: int) -> ExamSession:
    """The session, for someone who may change its candidates; else 404 or 403."""
    return get_led_session(request.actor, pk, "Seul le centre tient les inscriptions.")


def managed_inscription(request: ActorRequest, pk: int) -> Inscription:
    """The registration, for someone who may change it; else 404 or 403."""
    inscription = get_inscription(request.actor, pk)
    if not may_manage(request.actor, inscription.session):
        raise PermissionDenied("Seul le centre tient les inscriptions.")
    return inscription


@for_roles(*READERS, Role.JURE)
@require_safe
def inscription_list(request: ActorRequest, pk: int) -> HttpResponse:
    """Candidates of a session with every reason that holds each one back; a juror sees only their own."""
    session = get_session(request.actor, pk)
    visible = inscriptions_visible_to(request.actor).filter(session=session)
    rows = candidates_of(session).filter(pk__in=visible.values("pk"))
    begun = session.status not in BEFORE_EXAM
    status = request.GET.get("etat", "")
    if status in InscriptionStatus.values:
        rows = rows.filter(status=status)
    listing = build_listing(
        rows,
        request.GET,
        columns=COLUMNS_BEGUN if begun else COLUMNS,
        default="numero",
        search=_search,
        per_page=50,
        noun="candidat",
    )
    states = admissions_of(session, listing.rows, today=timezone.localdate())
    told = outcomes_for(request.actor, session, listing.rows) if begun else {}
    centre = request.actor.has(*CENTRE) and session.organisme_id == request.actor.organisme_id
    counts = status_counts(session) if centre else {}
    manages = may_manage(request.actor, session)
    context = {
        "session": session,
        "listing": listing,
        "lines": [(state, told.get(state.inscription.pk)) for state in states],
        "counts": counts,
        "statuses": InscriptionStatus.choices,
        "status": status,
        "show_reasons": centre,
        "begun": begun,
        "editable": manages and session.status in BEFORE_EXAM,
        "may_export": manages,
        "waiting": counts.get(InscriptionStatus.REGISTERED.value, 0),
    }
    return render(request, "examen/inscription_list.html", context)


def _search(rows: Any, text: str) -> Any:
    for word in fold(text).split()[:8]:
        rows = rows.filter(person__search_text__contains=word)
    return rows


@for_roles(*EVERYONE)
@require_safe
def inscription_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """A candidate's page: what each role needs of it, no more. Opening another's page is journaled."""
    inscription = get_inscription(request.actor, pk)
    session = inscription.session
    today = timezone.localdate()
    centre = request.actor.has(*CENTRE) and session.organisme_id == request.actor.organisme_id
    own = inscription.person.user_id == request.actor.user_id
    if not own:
        record_access(
            actor=request.actor,
            verb="inscription.open",
            target=inscription,
            sentence=f"A ouvert le dossier de {inscription.person}.",
            now=timezone.now(),
        )
    titre = get_titre(session.titre_ref)
    state = admission_of(inscription, today=today)
    reads = may_read_pieces(request.actor, inscription, today)
    path = inscription.parcours
    periods = path.company_periods.all() if centre or own else path.company_periods.none()
    context = {
        "inscription": inscription,
        "session": session,
        "person": inscription.person,
        "titre": titre,
        "scopes": [scope_name(titre, scope) for scope in inscription.scopes],
        "state": state,
        "show_reasons": centre or own,
        "centre": centre,
        "own": own,
        "begun": session.status not in BEFORE_EXAM,
        "outcome": outcomes_for(request.actor, session, [inscription]).get(inscription.pk),
        "keeps_proofs": centre and not is_sealed(session),
        "may_hand_over": may_hand_over_pieces(request.actor, inscription, today) and not is_sealed(session),
        "may_manage": may_manage(request.actor, session),
        "editable": may_manage(request.actor, session) and session.status in BEFORE_EXAM,
        "reads_pieces": reads,
        "pieces": pieces_visible_to(request.actor, inscription, today).order_by(
            "withdrawn_at", "kind", "-handed_over_at"
        ),
        "periods": periods,
        "hours": _hours(titre, periods),
        "ecf": _ecf(titre, inscription) if centre or reads else [],
        "awards": _awards(inscription),
        "arrangement": arrangement_of(inscription),
        "conflicts": conflicts_of(inscription) if centre else [],
        "trainers": path.trainers.all() if centre else [],
        "journal": journal_of(inscription) if centre else [],
    }
    return render(request, "examen/inscription_detail.html", context)


def _hours(titre: Any, periods: Any) -> list[dict[str, Any]]:
    rows = list(periods)
    lines = []
    for ccp in titre.ccps:
        own = [p for p in rows if p.ccp_number == ccp.number]
        lines.append(
            {
                "ccp": ccp,
                "required": ccp.scheme.company_hours or 0,
                "done": sum(p.hours for p in own),
                "proven": sum(p.hours for p in own if p.proof_received_on),
            }
        )
    return lines


def _ecf(titre: Any, inscription: Inscription) -> list[dict[str, Any]]:
    results = {r.competence_ref: r for r in inscription.parcours.ecf_results.all()}
    if not results:
        return []
    return [
        {"competence": c, "result": results[ref]}
        for c in titre.competences
        if (ref := titre.competence_id(c.number)) in results
    ]


def _awards(inscription: Inscription) -> list[dict[str, Any]]:
    titre = get_titre(inscription.session.titre_ref)
    held = {
        a.ccp_ref: a
        for a in CCPAward.objects.filter(person=inscription.person, ccp_ref__startswith=f"{titre.ref}/")
    }
    return [{"ccp": b, "award": held[b.id]} for b in (*titre.ccps, *titre.ccss) if b.id in held]


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def inscription_create(request: ActorRequest, pk: int) -> HttpResponse:
    """Register by hand: somebody known, found by name, or somebody new."""
    session = managed_session(request, pk)
    data = request.POST if request.method == "POST" else None
    number = request.GET.get("personne", "")
    person = None
    if number.isdecimal():
        person = get_object_or_404(people_visible_to(request.actor), pk=whole_number(number))
    elif number != "nouvelle":
        return _choose_person(request, session)
    initial = {"scopes": session.scopes if len(session.scopes) == 1 else []}
    form = RegistrationForm(data, session=session, initial=initial)
    person_form = None if person else PersonForm(data)
    if data is not None and form.is_valid() and (person_form is None or person_form.is_valid()):
        try:
            with transaction.atomic():
                inscription = _register(request, session, person, form, person_form)
        except ValidationError as refusal:
            (person_form or form).refuse(refusal)
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{inscription.person} est inscrit·e, numéro {inscription.number}.")
            return redirect("examen:inscription_detail", pk=inscription.pk)
    context = {"session": session, "form": form, "person_form": person_form, "person": person}
    return render(request, "examen/inscription_form.html", context)


def _choose_person(request: ActorRequest, session: ExamSession) -> HttpResponse:
    q = typed(request.GET)
    known = people_visible_to(request.actor)
    found = list(search_people(known, q).order_by("birth_name", "first_name")[:20]) if q else []
    registered = set(session.inscriptions.values_list("person_id", flat=True))
    context = {"session": session, "q": q, "found": [(p, p.pk in registered) for p in found]}
    return render(request, "examen/inscription_person.html", context)


def _register(
    request: ActorRequest,
    session: ExamSession,
    person: Person | None,
    form: RegistrationForm,
    person_form: PersonForm | None,
) -> Inscription:
    now = timezone.now()
    if person is None:
        assert person_form is not None
        new = person_form.cleaned_data
        key = identity_key(new["birth_name"], new["first_name"], new["birth_date"])
        if session.inscriptions.filter(person__identity_key=key).exists():
            raise TransitionRefused(
                [f"{new['first_name']} {new['birth_name']} est déjà inscrit à cette session."]
            )
        person = create_person(
            actor=request.actor, organisme=session.organisme, now=now, **person_form.cleaned_data
        )
    told = dict(form.cleaned_data)
    trainers = told.pop("trainers")
    made = register_candidate(actor=request.actor, session=session, person=person, now=now, **told)
    refuse_trainers(made, trainers)
    path = {name: told[name] or getattr(made.parcours, name) for name in _PATH}
    update_parcours(
        actor=request.actor,
        parcours=made.parcours,
        now=now,
        route=made.parcours.route,
        trainers=trainers,
        **path,
    )
    return made


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def inscription_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct the registration and the path behind it."""
    inscription = managed_inscription(request, pk)
    path = inscription.parcours
    names = ("route", "scopes", "retake_since", "retake_count", "reglement_acknowledged_on")
    initial: dict[str, Any] = {name: getattr(inscription, name) for name in names}
    initial |= {name: getattr(path, name) for name in _PATH}
    initial["trainers"] = list(path.trainers.values_list("pk", flat=True))
    data = request.POST if request.method == "POST" else None
    form = RegistrationForm(data, session=inscription.session, initial=initial)
    if data is not None and form.is_valid():
        now, told = timezone.now(), dict(form.cleaned_data)
        try:
            with transaction.atomic():
                update_inscription(
                    actor=request.actor, inscription=inscription, now=now, **{n: told[n] for n in names}
                )
                refuse_trainers(inscription, told["trainers"])
                update_parcours(
                    actor=request.actor,
                    parcours=path,
                    now=now,
                    route=told["route"] if told["route"] != "retake" else path.route,
                    trainers=told["trainers"],
                    **{n: told[n] for n in _PATH},
                )
        except (ValidationError, TransitionRefused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "L’inscription est enregistrée.")
            return redirect("examen:inscription_detail", pk=pk)
    context = {
        "session": inscription.session,
        "inscription": inscription,
        "form": form,
        "person_form": None,
        "person": inscription.person,
    }
    return render(request, "examen/inscription_form.html", context)


@for_roles(*EVERYONE)
@require_POST
def inscription_admit(request: ActorRequest, pk: int) -> HttpResponse:
    """Admit one candidate, or say every reason against it."""
    inscription = managed_inscription(request, pk)
    try:
        with transaction.atomic():
            admit_inscription(actor=request.actor, inscription=inscription, now=timezone.now())
    except AdmissionRefused as refusal:
        for reason in refusal.details:
            messages.error(request, f"{reason.message_fr} ({reason.basis})")
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, f"{inscription.person} est admis·e à la session.")
    return redirect("examen:inscription_detail", pk=pk)


@for_roles(*EVERYONE)
@require_POST
def inscription_admit_ready(request: ActorRequest, pk: int) -> HttpResponse:
    """Admit every candidate whom nothing holds back."""
    session = managed_session(request, pk)
    try:
        with transaction.atomic():
            done = admit_ready(actor=request.actor, session=session, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        admitted = len(done.admitted)
        told = (
            f"{admitted} candidat{'s' if admitted > 1 else ''} admis" if admitted else "Aucun candidat admis"
        )
        left = f" ; {done.left} à compléter." if done.left else "."
        (messages.success if admitted else messages.warning)(request, told + left)
    return redirect("examen:inscription_list", pk=pk)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def inscription_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Withdraw a candidate, with a reason."""

    def act(inscription: Inscription, form: ActForm) -> None:
        withdraw_inscription(
            actor=request.actor, inscription=inscription, now=timezone.now(), **form.cleaned_data
        )

    return _small_form(
        request, pk, ReasonForm, act, "Retirer l’inscription", "L’inscription est retirée.", tone="danger"
    )


@for_roles(*EVERYONE)
@require_POST
def inscription_restore(request: ActorRequest, pk: int) -> HttpResponse:
    """Bring back a registration withdrawn by mistake."""
    inscription = managed_inscription(request, pk)
    try:
        with transaction.atomic():
            restore_inscription(actor=request.actor, inscription=inscription, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, "L’inscription est rétablie : il reste à l’admettre.")
    return redirect("examen:inscription_detail", pk=pk)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def inscription_reglement(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that the candidate knows the règlement."""

    def act(inscription: Inscription, form: ActForm) -> None:
        acknowledge_reglement(
            actor=request.actor, inscription=inscription, now=timezone.now(), **form.cleaned_data
        )

    return _small_form(
        request,
        pk,
        ReglementForm,
        act,
        "Règlement des sessions d’examen",
        "C’est noté.",
        initial={"on": timezone.localdate()},
        note="Le centre porte le règlement général à la connaissance de chaque candidat (A2.10).",
    )


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def arrangement_request(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that an arrangement was asked of the DDETS."""

    def act(inscription: Inscription, form: ActForm) -> None:
        request_arrangement(
            actor=request.actor, inscription=inscription, now=timezone.now(), **form.cleaned_data
        )

    return _small_form(
        request,
        pk,
        ArrangementRequestForm,
        act,
        "Demander un aménagement",
        "La demande est enregistrée : l’admission attend la décision de la DDETS.",
        initial={"requested_on": timezone.localdate()},
    )


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def arrangement_decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Record what the DDETS decided of an arrangement."""

    def act(inscription: Inscription, form: ActForm) -> None:
        decide_arrangement(
            actor=request.actor, inscription=inscription, now=timezone.now(), **form.cleaned_data
        )

    known = arrangement_of(managed_inscription(request, pk))
    initial: dict[str, Any] = {"decided_on": timezone.localdate()}
    if known is not None:
        names = ("decision_number", "extra_time_percent", "measures")
        initial |= {name: getattr(known, name) for name in names}
        if known.status != ArrangementStatus.REQUESTED:
            initial |= {
                "granted": str(int(known.status == ArrangementStatus.GRANTED)),
                "decided_on": known.decided_on,
            }
    return _small_form(
        request,
        pk,
        ArrangementDecisionForm,
        act,
        "Décision de la DDETS sur l’aménagement",
        "La décision est enregistrée.",
        initial=initial,
    )


def _small_form(
    request: ActorRequest,
    pk: int,
    form_class: type[ActForm],
    act: Callable[[Inscription, ActForm], object],
    heading: str,
    done: str,
    *,
    initial: dict[str, Any] | None = None,
    note: str = "",
    tone: str = "",
) -> HttpResponse:
    inscription = managed_inscription(request, pk)
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                act(inscription, form)
        except (ValidationError, TransitionRefused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return redirect("examen:inscription_detail", pk=pk)
    context = {
        "session": inscription.session,
        "inscription": inscription,
        "form": form,
        "heading": heading,
        "note": note,
        "tone": tone,
        "multipart": form.is_multipart(),
    }
    return render(request, "examen/inscription_act.html", context)


HEADINGS = (
    *(
        "N°",
        "Civilité",
        "Nom de naissance",
        "Nom d’usage",
        "Prénom",
        "Date de naissance",
        "Lieu de naissance",
    ),
    *(
        "Adresse électronique",
        "Téléphone",
        "Adresse",
        "Voie d’accès",
        "Épreuves présentées",
        "État",
        "À régler",
    ),
)


@for_roles(*EVERYONE)
@require_safe
def inscription_export(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The list of candidates as a workbook or a CSV; taking it away is journaled."""
    session = managed_session(request, pk)
    if not is_manager(request.actor):
        raise PermissionDenied
    rows = candidates_of(session).order_by("number")
    states = admissions_of(session, rows, today=timezone.localdate())
    titre = get_titre(session.titre_ref)
    lines = [
        [
            i.number,
            i.person.get_civility_display(),
            i.person.birth_name,
            i.person.usage_name,
            i.person.first_name,
            i.person.birth_date,
            i.person.birth_place,
            i.person.email,
            i.person.phone,
            i.person.address,
            i.get_route_display(),
            ", ".join(scope_name(titre, s).partition(" : ")[0] for s in i.scopes),
            i.get_status_display(),
            " ".join(reason.message_fr for reason in state.reasons),
        ]
        for state in states
        for i in [state.inscription]
    ]
    record_access(
        actor=request.actor,
        verb="session.export",
        target=session,
        sentence=f"A téléchargé la liste des candidats de la session {session.number}.",
        now=timezone.now(),
        rows=len(lines),
    )
    if kind == "csv":
        response = HttpResponse(to_csv(HEADINGS, lines), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(
            to_xlsx("Candidats", HEADINGS, lines),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response["Content-Disposition"] = f'attachment; filename="candidats-{session.number}.{kind}"'
    return response
