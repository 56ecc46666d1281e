"""Forms of a prestation and of a place in it."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from jalon.accounts.models import Organisme, Site
from jalon.common.forms import ActForm, DateInput
from jalon.parcours.models import Parcours
from jalon.people.models import Person
from jalon.prestation.enums import DeliveryKind, DeliveryMode, Funder, PrestationKind
from jalon.referentiel.queries import list_titres

_WORDS = {"rows": 3}


class HoursField(forms.DecimalField):
    """Hours as people write them (« 24 », « 3,5 »); cleans to minutes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=7, decimal_places=2, localize=True, **options)

    def clean(self, value: Any) -> Any:
        hours = super().clean(value.replace(",", ".") if isinstance(value, str) else value)
        return None if hours is None else round(hours * 60)


class EurosField(forms.DecimalField):
    """An amount in euros; cleans to cents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=9, decimal_places=2, min_value=0, localize=True, **options)

    def clean(self, value: Any) -> Any:
        amount = super().clean(value.replace(",", ".") if isinstance(value, str) else value)
        return None if amount is None else round(amount * 100)


class PrestationForm(ActForm):
    """What is sold and given, when, where, by whom, at which price."""

    kind = forms.ChoiceField(label="Nature de l’action", choices=PrestationKind.choices)
    titre_ref = forms.ChoiceField(label="Titre visé")
    heading = forms.CharField(
        label="Intitulé",
        max_length=200,
        help_text="Le même sur la convention, la feuille d’émargement et le certificat.",
    )
    starts_on = forms.DateField(label="Début", widget=DateInput)
    ends_on = forms.DateField(label="Fin", widget=DateInput)
    minutes_planned = HoursField(label="Durée prévue, en heures", min_value=0)
    mode = forms.ChoiceField(label="Modalité", choices=DeliveryMode.choices)
    site = forms.ModelChoiceField(label="Site", queryset=Site.objects.none(), required=False)
    trainer = forms.ModelChoiceField(
        label="Formateur référent",
        queryset=Person.objects.none(),
        required=False,
        help_text="Il anime les séances qui n’ont pas d’autre intervenant.",
    )
    capacity = forms.IntegerField(label="Places", min_value=1, max_value=999, required=False)
    price_cents = EurosField(label="Prix par participant, en euros", required=False)
    hourly_price_cents = EurosField(
        label="Prix horaire, en euros",
        required=False,
        help_text="Sert si le prix par participant est vide : prix horaire × durée.",
    )

    def __init__(
        self, *args: Any, organisme: Organisme, trainers: Any, fixed: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if fixed:
            del self.fields["kind"], self.fields["titre_ref"]
        else:
            titre = self.fields["titre_ref"]
            assert isinstance(titre, forms.ChoiceField)
            titre.choices = [(one.ref, f"{one.sigle} – {one.title} ({one.ref})") for one in list_titres()]
        _choose(self, "site", organisme.sites.all())
        _choose(self, "trainer", trainers)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "La fin précède le début.")
        return data


def initial_of(prestation: Any) -> dict[str, Any]:
    """A prestation as its form shows it."""
    return {
        name: getattr(prestation, name)
        for name in ("heading", "starts_on", "ends_on", "mode", "site", "trainer", "capacity")
    } | {
        "minutes_planned": hours_text(prestation.minutes_planned),
        "price_cents": euros_text(prestation.price_cents),
        "hourly_price_cents": euros_text(prestation.hourly_price_cents),
    }


def hours_text(minutes: int | None) -> str:
    """Minutes as hours in a field."""
    return "" if minutes is None else f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def euros_text(cents: int | None) -> str:
    """Cents as euros in a field."""
    return "" if cents is None else f"{cents / 100:.2f}".removesuffix(".00").replace(".", ",")


class ParticipantForm(ActForm):
    """Someone given a place, among the paths that suit the prestation."""

    parcours = forms.ModelChoiceField(label="Personne", queryset=Parcours.objects.none())
    entered_on = forms.DateField(label="Entrée le", widget=DateInput, required=False)
    minutes_planned = HoursField(
        label="Durée individuelle, en heures",
        required=False,
        min_value=0,
        help_text="Laissez vide : la durée prévue pour tous.",
    )
    dispensations = forms.CharField(
        label="Dispenses et aménagements",
        required=False,
        widget=forms.Textarea(attrs=_WORDS),
        max_length=2000,
    )

    def __init__(self, *args: Any, paths: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if paths is None:
            del self.fields["parcours"]
        else:
            _choose(self, "parcours", paths)


class LeavingForm(ActForm):
    """Someone leaves before the end."""

    left_on = forms.DateField(label="Dernier jour", widget=DateInput)
    reason = forms.CharField(
        label="Motif", max_length=300, help_text="Emploi, réorientation, abandon… sans donnée de santé."
    )


class FinancingForm(ActForm):
    """Someone asked to pay."""

    funder = forms.ChoiceField(label="Financeur", choices=Funder.choices)
    funder_name = forms.CharField(label="Nom du financeur", max_length=200, required=False)
    amount_cents = EurosField(label="Montant, en euros")
    asked_on = forms.DateField(label="Demandé le", widget=DateInput, initial=timezone.localdate)
    reference = forms.CharField(label="Référence du dossier", max_length=100, required=False)


class AnswerForm(ActForm):
    """A funder's answer."""

    granted = forms.TypedChoiceField(
        label="Réponse", choices=[("1", "Accordé"), ("0", "Refusé")], coerce=lambda value: value == "1"
    )
    decided_on = forms.DateField(label="Réponse du", widget=DateInput, initial=timezone.localdate)
    amount_cents = EurosField(label="Montant accordé, en euros", required=False)


class DeliveryForm(ActForm):
    """A document handed over, with its proof."""

    kind = forms.ChoiceField(
        label="Document remis",
        choices=[one for one in DeliveryKind.choices if one[0] != DeliveryKind.CONVOCATION],
    )
    on = forms.DateField(label="Remis le", widget=DateInput, initial=timezone.localdate)
    how = forms.CharField(
        label="Preuve de la remise", max_length=300, help_text="En main propre contre signature, courriel du…"
    )


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(label="Motif", max_length=300)


class DayForm(ActForm):
    """On which day."""

    on = forms.DateField(label="Date", widget=DateInput, initial=timezone.localdate)


class PeriodForm(ActForm):
    """From a day to another: which séances a sheet holds."""

    first = forms.DateField(label="Du", widget=DateInput)
    last = forms.DateField(label="Au", widget=DateInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first: date | None = data.get("first")
        last: date | None = data.get("last")
        if first and last and last < first:
            self.add_error("last", "La fin précède le début.")
        return data


def _choose(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
