"""Vocabulary of an exam session."""

from django.db import models

from jalon.examen.workflow import STATES


class SessionStatus(models.TextChoices):
    """Where a session stands, from its preparation to its closing (A4, A7.5)."""

    PREPARATION = "preparation", STATES["preparation"]
    DECLARED = "declared", STATES["declared"]
    DTE_RECEIVED = "dte_received", STATES["dte_received"]
    CONVENED = "convened", STATES["convened"]
    IN_PROGRESS = "in_progress", STATES["in_progress"]
    DELIBERATED = "deliberated", STATES["deliberated"]
    PV_SIGNED = "pv_signed", STATES["pv_signed"]
    TRANSMITTED = "transmitted", STATES["transmitted"]
    VALIDATED = "validated", STATES["validated"]
    REFUSED = "refused", STATES["refused"]
    CLOSED = "closed", STATES["closed"]
    CANCELLED = "cancelled", STATES["cancelled"]


class InscriptionStatus(models.TextChoices):
    """Whether a candidate's registration stands."""

    REGISTERED = "registered", "Enregistrée"
    ADMITTED = "admitted", "Admise"
    WITHDRAWN = "withdrawn", "Retirée"


class ImportStatus(models.TextChoices):
    """Where a file of candidates stands: read, shown, then written once."""

    READING = "reading", "Lecture en cours"
    FAULTY = "faulty", "À corriger"
    READY = "ready", "Prêt"
    APPLIED = "applied", "Appliqué"


class Presence(models.TextChoices):
    """What was recorded on the day (A2.6, A2.7)."""

    EXPECTED = "expected", "Attendu"
    PRESENT = "present", "Présent"
    LATE = "late", "Présent, arrivé en retard"
    ABSENT = "absent", "Absent"
    EXCUSED = "excused", "Absent, excusé"


class ArrangementStatus(models.TextChoices):
    """The DDETS decides on an arrangement of the tests (A10.2)."""

    REQUESTED = "requested", "Demandé"
    GRANTED = "granted", "Accordé"
    REFUSED = "refused", "Refusé"


class SalleKind(models.TextChoices):
    """What a room serves on the day (A4.11)."""

    JURY = "jury", "Salle de jury"
    MISE_EN_SITUATION = "mise_en_situation", "Salle de mise en situation"
    PREPARATION = "preparation", "Salle de préparation"
    ACTOR = "actor", "Loge du comédien"


class TimetableStatus(models.TextChoices):
    """A published timetable is a frozen version; an alternative waits beside the draft to be chosen."""

    DRAFT = "draft", "Brouillon"
    ALTERNATIVE = "alternative", "Variante"
    PUBLISHED = "published", "Publié"
    SUPERSEDED = "superseded", "Remplacé"


class LockKind(models.TextChoices):
    """What a calculation may not change of a candidate's place."""

    HOURS = "hours", "Jury, jour et heures"
    SEAT = "seat", "Jury et jour"


class RecipientKind(models.TextChoices):
    """Who is convened."""

    CANDIDAT = "candidat", "Candidat"
    JURE = "jure", "Juré"
    COMEDIEN = "comedien", "Comédien"


class IncidentKind(models.TextChoices):
    """What the responsable reports in the procès-verbal (A7.14)."""

    INCIDENT = "incident", "Incident"
    FRAUD = "fraud", "Fraude ou tentative de fraude"


class SeatRole(models.TextChoices):
    """A juror's place; a president has a casting vote in a VAE jury (A5.10)."""

    MEMBER = "member", "Membre"
    PRESIDENT = "president", "Président"


class DayEventKind(models.TextChoices):
    """What happens on the exam day, told one fact at a time; an `undo` takes a mistaken one back."""

    ARRIVAL = "arrival", "Arrivée"
    LATE_ADMITTED = "late_admitted", "Retard admis"
    LATE_REFUSED = "late_refused", "Retard non admis"
    ABSENT = "absent", "Absence"
    EXCUSED = "excused", "Absence excusée"
    SIGNATURE = "signature", "Émargement"
    CALL = "call", "Appel"
    PHASE_START = "phase_start", "Début d’épreuve"
    PHASE_END = "phase_end", "Fin d’épreuve"
    JUROR_ARRIVAL = "juror_arrival", "Arrivée d’un juré"
    NOTE = "note", "Observation"
    UNDO = "undo", "Annulation"


class HalfDay(models.TextChoices):
    """What one signature attests: a morning or an afternoon."""

    MORNING = "morning", "Matin"
    AFTERNOON = "afternoon", "Après-midi"


class SignerRole(models.TextChoices):
    """Who signs the attendance sheet of the day."""

    CANDIDATE = "candidate", "Candidat"
    JUROR = "juror", "Juré"


class WallShow(models.TextChoices):
    """How the waiting room is told whose turn it is."""

    NUMBER = "number", "Le numéro du candidat"
    INITIALS = "initials", "Les initiales du candidat"


class UnforeseenKind(models.TextChoices):
    """What may upset a published timetable, before the exam day or during it."""

    NO_SHOW = "no_show", "Un candidat est absent"
    CANDIDATE_LATE = "candidate_late", "Un candidat est en retard"
    CANDIDATE_ADDED = "candidate_added", "Un candidat est à ajouter"
    JUROR_LATE = "juror_late", "Un juré est en retard"
    JUROR_AWAY = "juror_away", "Un juré est empêché"
    ROOM_LOST = "room_lost", "Une salle est perdue"
    JURY_OVERRUN = "jury_overrun", "Un jury déborde"
