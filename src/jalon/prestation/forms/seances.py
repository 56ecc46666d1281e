"""Forms of a séance: when and where, who attended, a sheet signed by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from jalon.common.calendar import public_holidays
from jalon.common.forms import ActForm, DateInput, TimeInput, UploadField
from jalon.common.typography import day_label
from jalon.common.uploads import JPEG, PDF, PNG
from jalon.people.models import Person
from jalon.prestation.enums import DeliveryMode, Presence
from jalon.prestation.models import Participation, Prestation, Seance
from jalon.prestation.rules.hours import PARIS


class PeopleField(forms.ModelMultipleChoiceField[Participation]):
    """Participants to tick, by their names."""

    def label_from_instance(self, obj: Any) -> str:
        name: str = obj.parcours.person.sort_name
        return name


class SeanceForm(ActForm):
    """A séance: its day, its hours, its pause, its subject, who gives it, for whom."""

    day = forms.DateField(label="Jour", widget=DateInput)
    starts = forms.TimeField(label="De", widget=TimeInput)
    ends = forms.TimeField(label="À", widget=TimeInput)
    pause_from = forms.TimeField(label="Pause de", widget=TimeInput, required=False)
    pause_until = forms.TimeField(
        label="Pause jusqu’à",
        widget=TimeInput,
        required=False,
        help_text="La pause sépare les deux demi-journées, qui se signent l’une et l’autre.",
    )
    heading = forms.CharField(label="Intitulé", max_length=200)
    trainer = forms.ModelChoiceField(label="Intervenant", queryset=Person.objects.none(), required=False)
    mode = forms.ChoiceField(label="Modalité", choices=DeliveryMode.choices)
    room = forms.CharField(label="Salle", max_length=120, required=False)
    video_link = forms.URLField(
        label="Lien de visioconférence", max_length=500, required=False, assume_scheme="https"
    )
    audience = PeopleField(
        label="Participants concernés",
        queryset=Participation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune case cochée : tout le groupe.",
    )

    holiday_agreed = forms.BooleanField(label="Tenir cette séance un jour férié", required=False)

    def __init__(self, *args: Any, prestation: Prestation, trainers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, rows in (
            ("trainer", trainers),
            ("audience", prestation.participations.filter(left_on=None).select_related("parcours__person")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day = data.get("day")
        if day and day in public_holidays(day.year) and not data.get("holiday_agreed"):
            self.add_error(
                "holiday_agreed",
                f"Le {day_label(day)} est férié : cochez cette case, ou choisissez un autre jour.",
            )
        return data

    def given(self) -> dict[str, Any]:
        """What the operation takes."""
        data = dict(self.cleaned_data)
        data.pop("holiday_agreed")
        day, starts, ends = data.pop("day"), data.pop("starts"), data.pop("ends")
        return data | {
            "starts_at": datetime.combine(day, starts, PARIS),
            "ends_at": datetime.combine(day, ends, PARIS),
            "audience": list(data["audience"]),
        }


def seance_initial(seance: Seance) -> dict[str, Any]:
    """A séance as its form shows it."""
    starts, ends = timezone.localtime(seance.starts_at), timezone.localtime(seance.ends_at)
    kept = ("pause_from", "pause_until", "heading", "trainer", "mode", "room", "video_link")
    return {name: getattr(seance, name) for name in kept} | {
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "audience": list(seance.audience.all()),
    }


class PresenceForm(ActForm):
    """How one participant attended one half-day."""

    presence = forms.ChoiceField(label="Présence", choices=Presence.choices)
    minutes = forms.IntegerField(label="Minutes suivies", required=False, min_value=-10_000, max_value=10_000)
    note = forms.CharField(label="Précisions", max_length=300, required=False)


class PaperForm(ActForm):
    """The scan of a sheet signed by hand, and who signed it; the choices are « morning-12 », « morning-trainer »."""

    scan = UploadField(label="Feuille signée, numérisée", kinds=(PDF, PNG, JPEG))
    signers = forms.MultipleChoiceField(
        label="Signatures portées sur la feuille", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, Sequence[tuple[str, str]]]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field = self.fields["signers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(head, list(rows)) for head, rows in choices]


class CodeForm(ActForm):
    """The code of the day, as it is shown on the board."""

    code = forms.CharField(
        label="Code du jour",
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text="Cinq lettres ou chiffres, affichés par l’intervenant.",
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return code.strip().upper()


class SignForm(ActForm):
    """A signature, drawn or typed; on the public page, who signs."""

    who = forms.CharField(required=False, max_length=200)
    strokes = forms.JSONField(required=False)
    typed = forms.CharField(required=False, max_length=200)
    agreed = forms.BooleanField(required=False)
    paper_on = forms.DateField(required=False)
