"""Exam sessions and what gathers around them: agréments, candidates, rooms, juries, timetable, convocations.

Scopes are strings of the référentiel's schemes: "title", "ccp1"…, "ccs1"…, and "final_interview" for the
interview that ends a capitalisation (A6.2).
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jalon.accounts.models import Organisme, Site
from jalon.documents.models import IssuedDocument
from jalon.examen.enums import (
    ArrangementStatus,
    DayEventKind,
    HalfDay,
    ImportStatus,
    IncidentKind,
    InscriptionStatus,
    LockKind,
    Presence,
    RecipientKind,
    SalleKind,
    SeatRole,
    SessionStatus,
    SignerRole,
    TimetableStatus,
    UnforeseenKind,
    WallShow,
)
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.people.models import Person


def import_path(_import: "CandidateImport", _name: str) -> str:
    """A random name: the file's own says nothing outside."""
    return f"imports/{uuid.uuid4().hex}"


class Agrement(models.Model):
    """The préfet's leave to hold sessions of one title on one site for a period (A3.1, A3.3)."""

    organisme = models.ForeignKey(
        Organisme, models.PROTECT, related_name="agrements", verbose_name="organisme"
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="agrements", verbose_name="site")
    titre_code = models.CharField("code du titre", max_length=20)
    ccs = models.CharField(
        "spécialisation couverte",
        max_length=20,
        blank=True,
        help_text="Vide : le titre et ses CCP. Un CCS demande son propre agrément (A3.3).",
    )
    number = models.CharField("numéro", max_length=60)
    valid_from = models.DateField("valable du")
    valid_until = models.DateField("au")

    class Meta:
        verbose_name = "agrément"
        verbose_name_plural = "agréments"
        ordering = ["titre_code", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="agrement_dates_ordered",
                violation_error_message="La fin de l’agrément précède son début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.titre_code} — {self.site} ({self.number})"


class Salle(models.Model):
    """A room of a site."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="salles", verbose_name="site")
    name = models.CharField("nom", max_length=100)
    kind = models.CharField("usage", max_length=20, choices=SalleKind)
    capacity = models.PositiveSmallIntegerField("places", default=1)

    class Meta:
        verbose_name = "salle"
        verbose_name_plural = "salles"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="salle_name_unique",
                violation_error_message="Ce nom existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ExamSession(models.Model):
    """One session of one title version on one site: title, CCPs, final interviews, or several of these."""

    organisme = models.ForeignKey(
        Organisme, models.PROTECT, related_name="sessions", verbose_name="organisme"
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="sessions", verbose_name="site")
    titre_ref = models.CharField("titre", max_length=40)
    number = models.CharField("numéro", max_length=40)
    scopes = models.JSONField("périmètres ouverts", default=list)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    status = models.CharField("état", max_length=20, choices=SessionStatus, default=SessionStatus.PREPARATION)
    responsable = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="led_sessions",
        verbose_name="responsable de session",
    )
    salles = models.ManyToManyField(Salle, blank=True, related_name="sessions", verbose_name="salles")
    comediens = models.ManyToManyField(
        Person, blank=True, related_name="acted_sessions", verbose_name="comédiens"
    )
    ceres_number = models.CharField("numéro CERES", max_length=40, blank=True)
    declared_on = models.DateField("déclarée le", null=True, blank=True)
    dte_received_on = models.DateField("dossier technique reçu le", null=True, blank=True)
    convened_at = models.DateTimeField("convoquée le", null=True, blank=True)
    transmitted_at = models.DateTimeField("transmise le", null=True, blank=True)
    decided_at = models.DateTimeField("décision de la DDETS le", null=True, blank=True)
    decision_reason = models.TextField("motif de la décision", blank=True)
    cancel_reason = models.TextField("motif de l’annulation", blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        verbose_name = "session d’examen"
        verbose_name_plural = "sessions d’examen"
        ordering = ["-starts_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisme", "number"],
                name="session_number_unique",
                violation_error_message="Ce numéro de session existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="session_dates_ordered",
                violation_error_message="Le dernier jour de la session précède le premier.",
            ),
        ]

    def __str__(self) -> str:
        return f"Session {self.number}"


class SessionDay(models.Model):
    """A day of the session with its opening hours, in local time."""

    session = models.ForeignKey(ExamSession, models.CASCADE, related_name="days", verbose_name="session")
    date = models.DateField("date")
    opens_at = models.TimeField("ouverture")
    closes_at = models.TimeField("fermeture")

    class Meta:
        verbose_name = "journée de session"
        verbose_name_plural = "journées de session"
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["session", "date"], name="session_day_unique"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="session_day_hours_ordered",
                violation_error_message="La fermeture doit suivre l’ouverture.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}"


class Inscription(models.Model):
    """A candidate registered to a session for given scopes, by a given route."""

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="inscriptions", verbose_name="session"
    )
    parcours = models.ForeignKey(
        Parcours, models.PROTECT, related_name="inscriptions", verbose_name="parcours"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="inscriptions", verbose_name="candidat")
    number = models.PositiveSmallIntegerField("numéro de candidat")
    route = models.CharField("voie d’accès", max_length=20, choices=Route)
    scopes = models.JSONField("périmètres présentés", default=list)
    status = models.CharField(
        "état", max_length=20, choices=InscriptionStatus, default=InscriptionStatus.REGISTERED
    )
    presence = models.CharField("présence", max_length=20, choices=Presence, default=Presence.EXPECTED)
    arrived_at = models.DateTimeField("arrivée", null=True, blank=True)
    presence_note = models.CharField("observation sur la présence", max_length=300, blank=True)
    reglement_acknowledged_on = models.DateField(
        "règlement porté à sa connaissance le", null=True, blank=True
    )
    retake_since = models.DateField(
        "validation de la session précédente",
        null=True,
        blank=True,
        help_text="Pour une nouvelle présentation : date de validation de la session précédente.",
    )
    retake_count = models.PositiveSmallIntegerField("sessions déjà passées depuis", default=0)
    withdrawn_reason = models.CharField("motif du retrait", max_length=300, blank=True)
    created_at = models.DateTimeField("enregistrée le", auto_now_add=True)

    class Meta:
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="inscription_once_per_session",
                violation_error_message="Cette personne est déjà inscrite à la session.",
            ),
            models.UniqueConstraint(fields=["session", "number"], name="inscription_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.person} — {self.session}"


class CandidateImport(models.Model):
    """A spreadsheet of candidates read for one session: its plan is shown, then applied once, or forgotten.

    `rows` and `plan` are the JSON of `candidate_sheet`; `choices` holds, per row, the person chosen by a human.
    """

    session = models.ForeignKey(ExamSession, models.CASCADE, related_name="imports", verbose_name="session")
    status = models.CharField("état", max_length=20, choices=ImportStatus, default=ImportStatus.READING)
    file_name = models.CharField("fichier", max_length=200)
    file = models.FileField("fichier reçu", upload_to=import_path, blank=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    rows = models.JSONField("lignes lues", default=list)
    faults = models.JSONField("anomalies", default=list)
    notes = models.JSONField("remarques", default=list)
    plan = models.JSONField("plan", default=dict)
    choices = models.JSONField("choix", default=dict)
    created_at = models.DateTimeField("reçu le")
    created_by = models.CharField("reçu de", max_length=200)
    expires_at = models.DateTimeField("oublié le")
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True)

    class Meta:
        verbose_name = "import de candidats"
        verbose_name_plural = "imports de candidats"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.file_name} — {self.session}"


class Amenagement(models.Model):
    """What the DDETS grants a candidate with a disability; the reason is neither asked nor kept (A10.6)."""

    inscription = models.OneToOneField(
        Inscription, models.CASCADE, related_name="amenagement", verbose_name="inscription"
    )
    status = models.CharField(
        "décision", max_length=20, choices=ArrangementStatus, default=ArrangementStatus.REQUESTED
    )
    requested_on = models.DateField("demandé le")
    decided_on = models.DateField("décidé le", null=True, blank=True)
    decision_number = models.CharField("référence de la décision", max_length=60, blank=True)
    extra_time_percent = models.PositiveSmallIntegerField("temps supplémentaire (%)", default=0)
    measures = models.TextField(
        "mesures", blank=True, help_text="Ce que le jury et les surveillants doivent faire."
    )

    class Meta:
        verbose_name = "aménagement"
        verbose_name_plural = "aménagements"

    def __str__(self) -> str:
        return f"aménagement de {self.inscription}"


class Unavailability(models.Model):
    """Hours of a day of the session when a candidate, a juror or an actor cannot come."""

    session = models.ForeignKey(
        ExamSession, models.CASCADE, related_name="unavailabilities", verbose_name="session"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="unavailabilities", verbose_name="personne"
    )
    date = models.DateField("date")
    starts_at = models.TimeField("de")
    ends_at = models.TimeField("à")
    reason = models.CharField("précision", max_length=200, blank=True)

    class Meta:
        verbose_name = "indisponibilité"
        verbose_name_plural = "indisponibilités"
        ordering = ["date", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="unavailability_hours_ordered",
                violation_error_message="La fin de l’indisponibilité doit suivre son début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} : {self.date:%d/%m/%Y}"


class SalleClosure(models.Model):
    """Hours of a day of the session when one of its rooms cannot serve."""

    session = models.ForeignKey(ExamSession, models.CASCADE, related_name="closures", verbose_name="session")
    salle = models.ForeignKey(Salle, models.CASCADE, related_name="closures", verbose_name="salle")
    date = models.DateField("date")
    starts_at = models.TimeField("de")
    ends_at = models.TimeField("à")

    class Meta:
        verbose_name = "fermeture de salle"
        verbose_name_plural = "fermetures de salle"
        ordering = ["date", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="salle_closure_hours_ordered",
                violation_error_message="La fin de la fermeture doit suivre son début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.salle} : {self.date:%d/%m/%Y}"


class SessionJury(models.Model):
    """A jury of the session; `jury` composes it and checks its rules, the timetable gives it candidates."""

    session = models.ForeignKey(ExamSession, models.CASCADE, related_name="juries", verbose_name="session")
    number = models.PositiveSmallIntegerField("numéro")
    dates = models.JSONField("jours de présence (ISO)", default=list, blank=True)
    salle = models.ForeignKey(
        Salle, models.SET_NULL, null=True, blank=True, related_name="juries", verbose_name="salle"
    )

    class Meta:
        verbose_name = "jury de session"
        verbose_name_plural = "jurys de session"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="session_jury_number_unique")
        ]

    def __str__(self) -> str:
        return f"Jury {self.number}"


class JurySeat(models.Model):
    """A juror's place in a jury of the session; once they left, another sits, and what they judged stays theirs."""

    jury = models.ForeignKey(SessionJury, models.CASCADE, related_name="seats", verbose_name="jury")
    person = models.ForeignKey(Person, models.PROTECT, related_name="jury_seats", verbose_name="juré")
    role = models.CharField("place", max_length=20, choices=SeatRole, default=SeatRole.MEMBER)
    sits_from = models.DateTimeField("siège depuis le", null=True, blank=True)
    left_at = models.DateTimeField("a cessé de siéger le", null=True, blank=True)

    class Meta:
        verbose_name = "siège de juré"
        verbose_name_plural = "sièges de jurés"
        ordering = ["jury", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["jury", "person"],
                name="jury_seat_unique",
                violation_error_message="Ce juré siège déjà dans ce jury.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.jury})"


class Timetable(models.Model):
    """One version of a session's timetable; once published it is frozen."""

    session = models.ForeignKey(
        ExamSession, models.CASCADE, related_name="timetables", verbose_name="session"
    )
    version = models.PositiveSmallIntegerField("version")
    status = models.CharField("état", max_length=20, choices=TimetableStatus, default=TimetableStatus.DRAFT)
    revision = models.PositiveIntegerField("révision", default=0)
    created_at = models.DateTimeField("créé le")
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    jury_days = models.PositiveSmallIntegerField("journées de jury", default=0)
    jury_days_bound = models.PositiveSmallIntegerField("minimum prouvé", default=0)
    waiting_minutes = models.PositiveIntegerField("attente des candidats (min)", default=0)
    idle_minutes = models.PositiveIntegerField("temps mort des jurys (min)", default=0)
    lost_bound = models.PositiveIntegerField("attente et temps mort, minimum prouvé", null=True, blank=True)
    longest_wait_minutes = models.PositiveIntegerField("plus longue attente (min)", default=0)
    longest_wait_bound = models.PositiveIntegerField(
        "plus longue attente, minimum prouvé", null=True, blank=True
    )
    optimal = models.BooleanField("optimum prouvé", default=False)
    intent = models.CharField("ce qui a été cherché", max_length=200, blank=True)
    unplaced = models.JSONField("candidats non placés", default=list, blank=True)
    explanations = models.JSONField("ce qui placerait davantage", default=list, blank=True)

    class Meta:
        verbose_name = "planning"
        verbose_name_plural = "plannings"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="timetable_version_unique")
        ]

    def __str__(self) -> str:
        return f"Planning v{self.version} — {self.session}"


class TimetableLock(models.Model):
    """A candidate whose place in a draft no calculation may change; a move by hand takes the lock away first."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="locks", verbose_name="planning")
    inscription = models.ForeignKey(
        Inscription, models.CASCADE, related_name="timetable_locks", verbose_name="inscription"
    )
    kind = models.CharField("verrou", max_length=10, choices=LockKind, default=LockKind.HOURS)

    class Meta:
        verbose_name = "verrou du planning"
        verbose_name_plural = "verrous du planning"
        ordering = ["timetable", "inscription"]
        constraints = [
            models.UniqueConstraint(
                fields=["timetable", "inscription"], name="timetable_lock_once_per_candidate"
            )
        ]

    def __str__(self) -> str:
        return f"{self.inscription.person} : {self.get_kind_display()}"


class Appointment(models.Model):
    """One phase of one candidate's tests, or one task of the jury for that candidate (reading, deliberation)."""

    timetable = models.ForeignKey(
        Timetable, models.CASCADE, related_name="appointments", verbose_name="planning"
    )
    inscription = models.ForeignKey(
        Inscription, models.CASCADE, related_name="appointments", verbose_name="inscription"
    )
    jury = models.ForeignKey(SessionJury, models.CASCADE, related_name="appointments", verbose_name="jury")
    kind = models.CharField("épreuve", max_length=40)
    label = models.CharField("phase", max_length=200)
    order = models.PositiveSmallIntegerField("rang")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    candidate_present = models.BooleanField("en présence du candidat", default=True)
    jury_present = models.BooleanField("en présence du jury")
    with_actor = models.BooleanField("avec le comédien", default=False)
    comedien = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="played_appointments",
        verbose_name="comédien",
    )
    salle = models.ForeignKey(
        Salle, models.SET_NULL, null=True, blank=True, related_name="appointments", verbose_name="salle"
    )

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["starts_at", "jury", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="appointment_hours_ordered",
                violation_error_message="La fin du rendez-vous doit suivre son début.",
            ),
            models.UniqueConstraint(
                fields=["timetable", "inscription", "order"], name="appointment_order_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} — {self.inscription.person}"


class Convocation(models.Model):
    """What one person was told of the session; a change raises SEQUENCE under the same UID."""

    session = models.ForeignKey(
        ExamSession, models.CASCADE, related_name="convocations", verbose_name="session"
    )
    kind = models.CharField("destinataire", max_length=20, choices=RecipientKind)
    person = models.ForeignKey(Person, models.PROTECT, related_name="convocations", verbose_name="personne")
    uid = models.UUIDField("identifiant d’agenda", default=uuid.uuid4, unique=True)
    sequence = models.PositiveSmallIntegerField("version d’agenda", default=0)
    content = models.JSONField("contenu envoyé", default=dict, blank=True)
    content_sha256 = models.CharField("empreinte du contenu", max_length=64, blank=True)
    document = models.ForeignKey(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document"
    )
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    confirmed_at = models.DateTimeField("reçue et confirmée le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "convocation"
        verbose_name_plural = "convocations"
        ordering = ["kind", "person"]
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "person"], name="convocation_once_per_person")
        ]

    def __str__(self) -> str:
        return f"Convocation de {self.person}"


class PliOpening(models.Model):
    """The opening of the sealed dossier technique, with a candidate as witness (A4.7)."""

    session = models.OneToOneField(
        ExamSession, models.CASCADE, related_name="pli_opening", verbose_name="session"
    )
    opened_at = models.DateTimeField("ouvert le")
    opened_by = models.CharField("ouvert par", max_length=200)
    witness = models.ForeignKey(Inscription, models.PROTECT, related_name="+", verbose_name="candidat témoin")
    seals_intact = models.BooleanField("scellés intacts")
    remarks = models.TextField("observations", blank=True)

    class Meta:
        verbose_name = "ouverture des plis"
        verbose_name_plural = "ouvertures des plis"

    def __str__(self) -> str:
        return f"Ouverture des plis — {self.session}"


class ScenarioSheet(models.Model):
    """A scenario of the mise en situation, numbered in advance; only the actor reads it."""

    session = models.ForeignKey(
        ExamSession, models.CASCADE, related_name="scenario_sheets", verbose_name="session"
    )
    number = models.PositiveSmallIntegerField("numéro")
    label = models.CharField("repère", max_length=200)
    content = models.TextField("scénario pour le comédien", blank=True)

    class Meta:
        verbose_name = "fiche de scénario"
        verbose_name_plural = "fiches de scénario"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="scenario_number_unique")]

    def __str__(self) -> str:
        return f"Fiche {self.number}"


class ScenarioDraw(models.Model):
    """The lottery of a session: a commitment published first, the seed revealed after, so anyone can replay it."""

    session = models.OneToOneField(
        ExamSession, models.CASCADE, related_name="scenario_draw", verbose_name="session"
    )
    commitment = models.CharField("engagement (SHA-256)", max_length=64)
    seed = models.CharField("graine", max_length=64)
    sheet_numbers = models.JSONField("fiches en jeu", default=list)
    published_at = models.DateTimeField("publié le")
    revealed_at = models.DateTimeField("graine révélée le", null=True, blank=True)

    class Meta:
        verbose_name = "tirage au sort"
        verbose_name_plural = "tirages au sort"

    def __str__(self) -> str:
        return f"Tirage — {self.session}"


class ScenarioDrawResult(models.Model):
    """The sheet drawn for one candidate, who does not see it."""

    draw = models.ForeignKey(ScenarioDraw, models.CASCADE, related_name="results", verbose_name="tirage")
    inscription = models.OneToOneField(
        Inscription, models.CASCADE, related_name="scenario", verbose_name="inscription"
    )
    sheet = models.ForeignKey(ScenarioSheet, models.PROTECT, related_name="results", verbose_name="fiche")
    rank = models.PositiveSmallIntegerField("rang du tirage")
    drawn_at = models.DateTimeField("tirée le")

    class Meta:
        verbose_name = "fiche tirée"
        verbose_name_plural = "fiches tirées"
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["draw", "rank"], name="scenario_rank_unique")]

    def __str__(self) -> str:
        return f"{self.inscription.person} : {self.sheet}"


class ChecklistItem(models.Model):
    """One line of the premises and resources that the RE asks for, as found on site (A4.11)."""

    session = models.ForeignKey(ExamSession, models.CASCADE, related_name="checklist", verbose_name="session")
    position = models.PositiveSmallIntegerField("rang")
    category = models.CharField("rubrique", max_length=200)
    label = models.TextField("attendu")
    required_count = models.PositiveSmallIntegerField("quantité requise", default=1)
    available = models.BooleanField("présent", null=True)
    note = models.CharField("observation", max_length=300, blank=True)
    checked_by = models.CharField("vérifié par", max_length=200, blank=True)
    checked_at = models.DateTimeField("vérifié le", null=True, blank=True)

    class Meta:
        verbose_name = "ligne du plateau technique"
        verbose_name_plural = "lignes du plateau technique"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="checklist_position_unique")
        ]

    def __str__(self) -> str:
        return self.label


class Incident(models.Model):
    """What happened and must be told in the procès-verbal (A7.14)."""

    session = models.ForeignKey(ExamSession, models.CASCADE, related_name="incidents", verbose_name="session")
    inscription = models.ForeignKey(
        Inscription,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name="candidat concerné",
    )
    kind = models.CharField("nature", max_length=20, choices=IncidentKind)
    description = models.TextField("faits")
    reported_by = models.CharField("signalé par", max_length=200)
    reported_at = models.DateTimeField("signalé le")

    class Meta:
        verbose_name = "incident"
        verbose_name_plural = "incidents"
        ordering = ["reported_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} — {self.session}"


class DayEvent(models.Model):
    """One fact of the exam day as a device told it, kept as received; `undo` names the fact it takes back.

    `uuid` is made by the device, so that a fact sent twice is kept once. `at` is when it happened, by the
    device's clock put right of its skew; `order` is the candidate's step, whatever the timetable's version.
    """

    session = models.ForeignKey(
        ExamSession, models.CASCADE, related_name="day_events", verbose_name="session"
    )
    uuid = models.UUIDField("identifiant", unique=True)
    kind = models.CharField("fait", max_length=20, choices=DayEventKind)
    inscription = models.ForeignKey(
        Inscription,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="day_events",
        verbose_name="candidat",
    )
    order = models.PositiveSmallIntegerField("rang de la phase", null=True, blank=True)
    jury = models.ForeignKey(
        SessionJury, models.SET_NULL, null=True, blank=True, related_name="day_events", verbose_name="jury"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="day_events", verbose_name="juré"
    )
    undoes = models.UUIDField("fait annulé", null=True, blank=True)
    at = models.DateTimeField("survenu le")
    received_at = models.DateTimeField("reçu le")
    device_skew_seconds = models.IntegerField("écart d’horloge de l’appareil (s)", default=0)
    actor_ref = models.CharField("auteur", max_length=60)
    actor_label = models.CharField("noté par", max_length=200)
    data = models.JSONField("précisions", default=dict, blank=True)

    class Meta:
        verbose_name = "fait du jour d’examen"
        verbose_name_plural = "faits du jour d’examen"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["session", "at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} — {self.session}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A fact is written once. Raises TypeError for a change."""
        if not self._state.adding:
            raise TypeError("Un fait du jour ne change jamais : il s’annule par un autre.")
        super().save(*args, **kwargs)


class DaySignature(models.Model):
    """A candidate's or a juror's signature for a half-day, drawn on the tablet (C8).

    `strokes` are lists of [x, y] in thousandths of the pad's width.
    """

    session = models.ForeignKey(
        ExamSession, models.CASCADE, related_name="day_signatures", verbose_name="session"
    )
    role = models.CharField("qualité", max_length=10, choices=SignerRole)
    inscription = models.ForeignKey(
        Inscription,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="day_signatures",
        verbose_name="candidat",
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="day_signatures", verbose_name="juré"
    )
    date = models.DateField("jour")
    half_day = models.CharField("demi-journée", max_length=10, choices=HalfDay)
    strokes = models.JSONField("tracé", default=list)
    signed_at = models.DateTimeField("signé le")
    received_at = models.DateTimeField("reçu le")
    device_label = models.CharField("appareil", max_length=200, blank=True)
    event = models.OneToOneField(
        DayEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signature",
        verbose_name="fait du jour",
    )
    withdrawn_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "émargement"
        verbose_name_plural = "émargements"
        ordering = ["date", "-half_day", "role", "signed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="candidate", inscription__isnull=False, person__isnull=True)
                | Q(role="juror", inscription__isnull=True, person__isnull=False),
                name="day_signature_of_one_signer",
                violation_error_message="Un émargement est celui d’un candidat ou d’un juré.",
            ),
            models.UniqueConstraint(
                fields=["session", "inscription", "date", "half_day"],
                condition=Q(withdrawn_at__isnull=True, inscription__isnull=False),
                name="day_signature_once_per_candidate",
            ),
            models.UniqueConstraint(
                fields=["session", "person", "date", "half_day"],
                condition=Q(withdrawn_at__isnull=True, person__isnull=False),
                name="day_signature_once_per_juror",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inscription.person if self.inscription else self.person} — {self.date:%d/%m/%Y}"


class IncidentReport(models.Model):
    """The report of an incident or of a fraud: its content is sealed by a digest when it is signed (A7.14)."""

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="report", verbose_name="incident")
    content = models.JSONField("contenu", default=dict)
    witnesses = models.JSONField("témoins", default=list, blank=True)
    created_at = models.DateTimeField("établi le")
    created_by = models.CharField("établi par", max_length=200)
    revision = models.PositiveIntegerField("révision", default=0)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    signed_at = models.DateTimeField("signé le", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_incident_reports",
        verbose_name="signataire",
    )
    signed_by_label = models.CharField("signé par", max_length=200, blank=True)
    document = models.ForeignKey(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document"
    )

    class Meta:
        verbose_name = "rapport d’incident"
        verbose_name_plural = "rapports d’incident"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"Rapport — {self.incident}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A signed report never changes. Raises TypeError for a change."""
        if IncidentReport.objects.filter(pk=self.pk, signed_at__isnull=False).exists():
            raise TypeError("Un rapport signé ne change jamais : il se complète.")
        super().save(*args, **kwargs)


class ReportComplement(models.Model):
    """What is added to a signed report, itself signed and sealed: a signed report never changes (A7.14)."""

    report = models.ForeignKey(
        IncidentReport, models.CASCADE, related_name="complements", verbose_name="rapport"
    )
    text = models.TextField("complément")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    signed_at = models.DateTimeField("signé le")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_report_complements",
        verbose_name="signataire",
    )
    signed_by_label = models.CharField("signé par", max_length=200)
    document = models.ForeignKey(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document"
    )

    class Meta:
        verbose_name = "complément de rapport"
        verbose_name_plural = "compléments de rapport"
        ordering = ["signed_at", "pk"]

    def __str__(self) -> str:
        return f"Complément — {self.report.incident}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A complement is signed as it is written. Raises TypeError for a change."""
        if not self._state.adding:
            raise TypeError("Un complément signé ne change jamais.")
        super().save(*args, **kwargs)


class Unforeseen(models.Model):
    """Something that upsets a published timetable, the remedies computed for it, and the one that was applied.

    `facts` are the event's own parameters; `options` the remedies as JSON, computed from `base` and from the
    session's facts whose digest is `facts_sha256`: were either to change, the remedies would be stale.
    """

    session = models.ForeignKey(
        ExamSession, models.CASCADE, related_name="unforeseen", verbose_name="session"
    )
    kind = models.CharField("nature", max_length=20, choices=UnforeseenKind)
    facts = models.JSONField("faits", default=dict)
    sentence = models.CharField("ce qui arrive", max_length=300)
    base = models.ForeignKey(
        Timetable, models.CASCADE, related_name="unforeseen", verbose_name="planning de départ"
    )
    facts_sha256 = models.CharField("empreinte des faits", max_length=64, blank=True)
    options = models.JSONField("remèdes", default=list, blank=True)
    created_at = models.DateTimeField("signalé le")
    created_by = models.CharField("signalé par", max_length=200)
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True)
    applied_by = models.CharField("appliqué par", max_length=200, blank=True)
    choice = models.PositiveSmallIntegerField("remède appliqué", null=True, blank=True)
    timetable = models.ForeignKey(
        Timetable,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name="planning publié",
    )

    class Meta:
        verbose_name = "imprévu"
        verbose_name_plural = "imprévus"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sentence} — {self.session}"


class WallScreen(models.Model):
    """The waiting room's display of a session: whoever holds its address reads the calls, and nothing else."""

    session = models.OneToOneField(
        ExamSession, models.CASCADE, related_name="wall_screen", verbose_name="session"
    )
    token = models.CharField("adresse secrète", max_length=64, unique=True)
    show = models.CharField("candidat désigné par", max_length=10, choices=WallShow, default=WallShow.NUMBER)
    created_at = models.DateTimeField("ouvert le")
    created_by = models.CharField("ouvert par", max_length=200)
    expires_at = models.DateTimeField("expire le")

    class Meta:
        verbose_name = "écran d’appel"
        verbose_name_plural = "écrans d’appel"

    def __str__(self) -> str:
        return f"Écran d’appel — {self.session}"
