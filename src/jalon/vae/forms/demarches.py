"""Forms of the VAE: a request, what was lived, an opinion, a plan and its meetings."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from jalon.common.forms import ActForm, DateInput, DateTimeInput, UploadField
from jalon.common.uploads import DOCUMENTS
from jalon.people.enums import Civility
from jalon.referentiel.schema import CCP, TitreVersion
from jalon.vae.enums import (
    ExperienceNature,
    Initiative,
    LeaveAnswer,
    MeetingKind,
    Modality,
    Opinion,
    Situation,
)
from jalon.vae.models import Experience, Meeting, Plan

TEXT = 6000


EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)


def day(label: str, *, required: bool = True, **options: Any) -> forms.DateField:
    """A day, picked, within two centuries."""
    made = forms.DateField(label=label, required=required, widget=DateInput, **options)
    made.validators += [_MinDay(EARLIEST), _MaxDay(LATEST)]
    return made


class _MinDay(MinValueValidator):
    message = "Vérifiez l’année de cette date."


class _MaxDay(MaxValueValidator):
    message = "Vérifiez l’année de cette date."


def words(label: str, *, required: bool = True, rows: int = 4, **options: Any) -> forms.CharField:
    """A few lines of free text."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def hours(label: str, *, required: bool = True, maximum: int = 500, **options: Any) -> forms.DecimalField:
    """Hours, halves and quarters allowed."""
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=0,
        max_value=maximum,
        decimal_places=2,
        max_digits=6,
        widget=forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"}),
        **options,
    )


def in_minutes(value: Any) -> int | None:
    """Hours typed in a form, as minutes."""
    return None if value is None else round(value * 60)


class AskForm(ActForm):
    """A request that a candidate makes for themself."""

    titre = forms.ChoiceField(label="Certification visée")
    situation = forms.ChoiceField(label="Situation", choices=[("", "—"), *Situation.choices])
    initiative = forms.ChoiceField(
        label="Initiative", choices=Initiative.choices, initial=Initiative.CANDIDATE
    )
    motive = words(
        "Projet",
        required=False,
        help_text="En quelques lignes : ce que la personne fait, et ce qu’elle attend de la VAE. Rien sur la santé.",
    )
    autonomous = forms.BooleanField(
        label="Sans accompagnateur",
        required=False,
        help_text="L’accompagnement n’est jamais obligatoire : ni entretien ni avis ne sont alors demandés.",
    )

    def __init__(self, *args: Any, titres: Sequence[TitreVersion], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["titre"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(titre.ref, f"{titre.title} ({titre.ref})") for titre in titres]


class ReceiveForm(AskForm):
    """A request that an adviser records: who asks, when, for what."""

    field_order = (
        "civility",
        "birth_name",
        "first_name",
        "birth_date",
        "email",
        "phone",
        "requested_on",
        "titre",
    )
    civility = forms.ChoiceField(label="Civilité", choices=Civility.choices, initial=Civility.NEUTRAL)
    birth_name = forms.CharField(label="Nom de naissance", max_length=100)
    first_name = forms.CharField(label="Prénom", max_length=100)
    birth_date = day(
        "Date de naissance", required=False, help_text="Elle retrouve la personne si le centre la connaît déjà."
    )  # fmt: skip
    email = forms.EmailField(label="Adresse électronique", required=False)
    phone = forms.CharField(label="Téléphone", required=False, max_length=30)
    requested_on = day("Demande reçue le")


class RequestForm(ActForm):
    """What was told of a request, corrected; the portal by an adviser alone."""

    situation = forms.ChoiceField(label="Situation", choices=[("", "—"), *Situation.choices])
    initiative = forms.ChoiceField(label="Initiative", choices=Initiative.choices)
    motive = words("Projet", required=False, help_text="Rien sur la santé.")
    autonomous = forms.BooleanField(
        label="Sans accompagnateur",
        required=False,
        help_text="L’accompagnement n’est jamais obligatoire : ni entretien ni avis ne sont alors demandés.",
    )
    on_portal = forms.BooleanField(
        label="Cette démarche passe par France VAE",
        required=False,
        help_text="À changer seulement si la voie notée à la réception de la demande est fausse.",
    )

    def __init__(self, *args: Any, guiding: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not guiding:
            del self.fields["on_portal"]


class PortalForm(ActForm):
    """Which titles go through France VAE (B1)."""

    codes = forms.MultipleChoiceField(
        label="Certifications sur France VAE", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, titres: Iterable[TitreVersion], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        known = {titre.code: f"{titre.title} ({titre.code}, {titre.rncp})" for titre in titres}
        field.choices = list(known.items())


class AnswerForm(ActForm):
    """The answer given to a request (B14)."""

    on = day("Réponse donnée le")
    answer = words("Réponse")


class InterviewForm(ActForm):
    """An interview that was held (B7)."""

    on = day("Tenu le")
    minutes = forms.IntegerField(label="Durée (min)", min_value=1, max_value=480)
    modality = forms.ChoiceField(label="Modalité", choices=Modality.choices)
    summary = words("Conclusions")


class TargetForm(ActForm):
    """The whole title, or some of its blocs (B2)."""

    ccp_refs = forms.MultipleChoiceField(
        label="Blocs visés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ne cochez rien pour viser le titre entier.",
    )

    def __init__(self, *args: Any, ccps: Iterable[CCP], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["ccp_refs"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(ccp.id, f"{ccp.label} – {ccp.title}") for ccp in ccps]


class ExperienceForm(ActForm):
    """Something the candidate did (B2)."""

    nature = forms.ChoiceField(label="Nature", choices=ExperienceNature.choices)
    heading = forms.CharField(label="Fonction ou rôle", max_length=200)
    structure = forms.CharField(
        label="Structure", max_length=200, required=False, help_text="Entreprise, association, famille aidée…"
    )
    starts_on = day("Depuis le", help_text="Un jour approché suffit.")
    ends_on = day("Jusqu’au", required=False, help_text="Laissez vide si l’expérience se poursuit.")
    weekly_hours = hours("Heures par semaine", required=False, maximum=168)
    tasks = words(
        "Ce que vous y faites", rows=6, help_text="Vos tâches, avec qui, pour qui, avec quels outils."
    )

    @classmethod
    def told(cls, one: Experience) -> dict[str, Any]:
        """What the form shows of an experience."""
        return {
            "nature": one.nature, "heading": one.heading, "structure": one.structure, "starts_on": one.starts_on,
            "ends_on": one.ends_on, "tasks": one.tasks,
            "weekly_hours": one.weekly_minutes / 60 if one.weekly_minutes else None,
        }  # fmt: skip

    def given(self) -> dict[str, Any]:
        """What the operation takes."""
        told = dict(self.cleaned_data)
        told["weekly_minutes"] = in_minutes(told.pop("weekly_hours"))
        return told


class TieForm(ActForm):
    """The competences that an experience shows, each with an example."""

    def __init__(self, *args: Any, titre: TitreVersion, **options: Any) -> None:
        super().__init__(*args, **options)
        self.titre = titre
        for competence in titre.competences:
            self.fields[f"shows_{competence.number}"] = forms.BooleanField(
                label=f"C{competence.number} – {competence.title}", required=False
            )
            self.fields[f"example_{competence.number}"] = forms.CharField(
                label=f"Exemple pour C{competence.number}", required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def shown(self) -> dict[str, str]:
        """Competence id -> its example; an example alone is enough to show."""
        told = self.cleaned_data
        return {
            self.titre.competence_id(one.number): told[f"example_{one.number}"]
            for one in self.titre.competences
            if told[f"shows_{one.number}"] or told[f"example_{one.number}"].strip()
        }


class RemarkForm(ActForm):
    """One turn of the talk about an experience."""

    text = words("Remarque", rows=3)


class CredentialForm(ActForm):
    """A certification already held."""

    label = forms.CharField(label="Diplôme, titre ou bloc", max_length=200)
    obtained_on = day("Obtenu le", required=False)
    dispenses = forms.ChoiceField(
        label="Bloc dispensé", required=False, help_text="Si le référentiel accorde une équivalence."
    )

    def __init__(self, *args: Any, ccps: Iterable[CCP], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["dispenses"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Aucun"), *((ccp.id, f"{ccp.label} – {ccp.title}") for ccp in ccps)]


class FileForm(ActForm):
    """One file."""

    file = UploadField(label="Fichier", kinds=DOCUMENTS)


class ResourceForm(ActForm):
    """A file or a link shared with the candidate."""

    title = forms.CharField(label="Intitulé", max_length=200)
    url = forms.URLField(label="Lien", required=False, max_length=500, assume_scheme="https")
    file = UploadField(label="Fichier", required=False, kinds=DOCUMENTS)


class OpinionForm(ActForm):
    """The adviser's opinion (B7)."""

    opinion = forms.ChoiceField(label="Avis", choices=Opinion.choices)
    opinion_text = words("Motifs", required=False, help_text="Obligatoires quand l’avis n’est pas favorable.")
    on = day("Donné le")
    advised_hours = hours("Durée d’accompagnement conseillée (heures)", required=False, maximum=500)


class PathActForm(ActForm):
    """An act of the path: its day, a word, the letter that proves it."""

    on = day("Le")
    note = words("Précisions", required=False, rows=3)
    letter = UploadField(label="Courrier", required=False, kinds=DOCUMENTS)


class AdmitForm(PathActForm):
    """The recevabilité, as the letter tells it (A2.11, B3)."""

    number = forms.CharField(label="Numéro de recevabilité", required=False, max_length=60)
    valid_until = day(
        "Valable jusqu’au",
        required=False,
        help_text="Laissez vide : le délai réglé par le centre s’applique.",
    )


class DayForm(ActForm):
    """An act whose day alone is told."""

    on = day("Le")


class NoteForm(ActForm):
    """An act of the path: its day and a word."""

    on = day("Le")
    note = words("Précisions", required=False, rows=3)


class WhyForm(ActForm):
    """Why something is called off."""

    why = forms.CharField(label="Motif", max_length=300)


class PlanForm(ActForm):
    """An accompaniment plan (B14)."""

    hours = hours("Durée prévue (heures)")
    hourly_euros = forms.DecimalField(
        label="Prix de l’heure (euros, toutes taxes comprises)", min_value=0, max_digits=7, decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
    )  # fmt: skip
    modality = forms.ChoiceField(label="Modalité", choices=Modality.choices)
    aims = words("Objectifs de l’accompagnement")

    @classmethod
    def told(cls, plan: Plan) -> dict[str, Any]:
        """What the form shows of a plan."""
        return {
            "hours": plan.minutes / 60, "hourly_euros": plan.hourly_cents / 100, "modality": plan.modality,
            "aims": plan.aims,
        }  # fmt: skip

    def given(self) -> dict[str, Any]:
        """What the operation takes."""
        told = self.cleaned_data
        return {
            "minutes": in_minutes(told["hours"]), "hourly_cents": round(told["hourly_euros"] * 100),
            "modality": told["modality"], "aims": told["aims"],
        }  # fmt: skip


class MeetingForm(ActForm):
    """A meeting of the plan."""

    kind = forms.ChoiceField(label="Nature", choices=MeetingKind.choices)
    starts_at = forms.DateTimeField(label="Début", widget=DateTimeInput)

    def clean_starts_at(self) -> datetime:
        """The beginning, within two centuries."""
        told: datetime = self.cleaned_data["starts_at"]
        if not EARLIEST < told.date() < LATEST:
            raise forms.ValidationError("Vérifiez l’année de cette date.")
        return told

    minutes = forms.IntegerField(label="Durée (min)", min_value=1, max_value=480)
    modality = forms.ChoiceField(label="Modalité", choices=Modality.choices)
    place = forms.CharField(label="Lieu, ou lien de visioconférence", required=False, max_length=300)
    objectives = words("Objectifs")

    @classmethod
    def told(cls, one: Meeting) -> dict[str, Any]:
        """What the form shows of a meeting."""
        return {
            "kind": one.kind, "starts_at": timezone.localtime(one.starts_at), "minutes": one.minutes,
            "modality": one.modality, "place": one.place, "objectives": one.objectives,
        }  # fmt: skip


class WriteUpForm(ActForm):
    """The page of the livret de suivi that a meeting leaves."""

    held_minutes = forms.IntegerField(label="Durée réelle (min)", min_value=1, max_value=480)
    done = words("Points travaillés")
    difficulties = words("Difficultés", required=False, rows=3)
    reached = words("Objectifs atteints", required=False, rows=3)


class WorkForm(ActForm):
    """Work asked of the candidate."""

    what = words("Travail demandé")
    due_on = day("À rendre le")
    meeting = forms.ChoiceField(label="Donné au rendez-vous", required=False)

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **options: Any) -> None:
        super().__init__(*args, **options)
        self.meetings = {str(one.pk): one for one in meetings}
        field = self.fields["meeting"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Aucun"),
            *(
                (pk, f"{one.get_kind_display()}, {timezone.localtime(one.starts_at):%d/%m/%Y à %H:%M}")
                for pk, one in self.meetings.items()
            ),
        ]

    def given(self) -> dict[str, Any]:
        """What the operation takes."""
        return {**self.cleaned_data, "meeting": self.meetings.get(self.cleaned_data["meeting"])}


class HandBackForm(ActForm):
    """Work handed back by the candidate."""

    answer = words("Votre réponse", required=False)
    file = UploadField(label="Fichier", required=False, kinds=DOCUMENTS)


class FeedbackForm(ActForm):
    """What the adviser says of a work handed back."""

    feedback = words("Retour")
    again_on = day(
        "À reprendre pour le",
        required=False,
        help_text="Donne un nouveau travail à la personne ; celui-ci reste tel qu’il a été rendu.",
    )


class LeaveForm(ActForm):
    """A congé de VAE (B13)."""

    employer = forms.CharField(label="Employeur", max_length=200)
    requested_on = day(
        "Remise à l’employeur le", help_text="Jour où il la reçoit : tous les délais courent de ce jour."
    )
    starts_on = day("Congé du")
    ends_on = day("au")
    hours = hours("Durée (heures de travail)", maximum=500)


class LeaveAnswerForm(ActForm):
    """The employer's answer (B13)."""

    answer = forms.ChoiceField(label="Réponse", choices=LeaveAnswer.choices)
    on = day("Reçue le")
    postponed_to = day("Reporté au", required=False)
    reason = forms.CharField(label="Raisons du report", required=False, max_length=300)
