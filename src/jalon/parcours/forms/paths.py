"""Forms of a path: opened, entrusted, dated, and each act of its lifecycle."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.models import User
from jalon.common.forms import ActForm, DateInput
from jalon.parcours.enums import Route
from jalon.parcours.operations.acts import makes_admissible
from jalon.parcours.permissions import TEAM
from jalon.people.models import Person
from jalon.referentiel.queries import list_titres


def team_of(organisme_id: int) -> QuerySet[User]:
    """Active members of a centre who may follow a path."""
    return (
        User.objects.filter(
            is_active=True, memberships__organisme_id=organisme_id, memberships__role__in=sorted(TEAM)
        )
        .distinct()
        .order_by("last_name", "first_name")
    )


def trainers_of_centre(organisme_id: int) -> QuerySet[Person]:
    """Persons of a centre whose account trains or accompanies there."""
    roles = [Role.FORMATEUR, Role.ACCOMPAGNATEUR_VAE]
    return (
        Person.objects.filter(
            organisme_id=organisme_id,
            user__memberships__organisme_id=organisme_id,
            user__memberships__role__in=roles,
        )
        .distinct()
        .order_by("birth_name", "first_name")
    )


class OpenForm(ActForm):
    """Towards what, by which route, for which CCPs, since when, followed by whom."""

    route = forms.ChoiceField(label="Voie d’accès", choices=Route.choices, widget=forms.RadioSelect)
    aim = forms.MultipleChoiceField(
        label="Ce qui est visé",
        widget=forms.CheckboxSelectMultiple,
        help_text="Le titre entier, ou certains de ses CCP : tous d’un même titre.",
    )
    contacted_on = forms.DateField(
        label="Premier contact",
        widget=DateInput,
        help_text="Pour la VAE, le jour de la demande : le délai de réponse court de ce jour.",
    )
    starts_on = forms.DateField(label="Début prévu", required=False, widget=DateInput)
    ends_on = forms.DateField(label="Fin prévue", required=False, widget=DateInput)
    referent = forms.ModelChoiceField(
        label="Référent", queryset=User.objects.none(), required=False, empty_label="Personne pour l’instant",
        help_text="Il reçoit les alertes de ce parcours.",
    )  # fmt: skip

    def __init__(self, *args: Any, organisme_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["aim"].choices = [
            (f"{titre.sigle} – {titre.title}",
             [(titre.ref, "Titre entier"), *((ccp.id, f"CCP {ccp.number} : {ccp.title}") for ccp in titre.ccps)])
            for titre in list_titres()
        ]  # fmt: skip
        fields["referent"].queryset = team_of(organisme_id)

    def clean_aim(self) -> tuple[str, list[str]]:
        """The title, and the CCPs aimed when it is not the whole title."""
        aimed: list[str] = self.cleaned_data["aim"]
        refs = {one.partition("/")[0] for one in aimed}
        if len(refs) > 1:
            raise forms.ValidationError(
                "Un parcours vise un seul titre : ouvrez-en un autre pour l’autre titre."
            )
        (ref,) = refs
        return ref, [] if ref in aimed else aimed


class EntrustForm(ActForm):
    """Who follows the person, who trains and accompanies them."""

    referent = forms.ModelChoiceField(
        label="Référent",
        queryset=User.objects.none(),
        required=False,
        empty_label="Personne pour l’instant",
        help_text="Il reçoit les alertes de ce parcours.",
    )
    trainers = forms.ModelMultipleChoiceField(
        label="Formateurs et accompagnateurs",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ils voient ce parcours, et ne pourront pas être jurés de ce candidat (A5.10, A5.11).",
    )

    def __init__(self, *args: Any, organisme_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["referent"].queryset = team_of(organisme_id)
        fields["trainers"].queryset = trainers_of_centre(organisme_id)


class DatesForm(ActForm):
    """The dates of a path; for a VAE, whose request dates the first contact, its recevabilité instead."""

    contacted_on = forms.DateField(
        label="Premier contact", required=False, widget=DateInput, help_text="Aucun acte ne le précède."
    )
    starts_on = forms.DateField(label="Début", required=False, widget=DateInput)
    ends_on = forms.DateField(label="Fin", required=False, widget=DateInput)
    recevabilite_until = forms.DateField(
        label="Recevabilité VAE valable jusqu’au",
        required=False,
        widget=DateInput,
        help_text="La date portée par la décision ou par France VAE (A2.11).",
    )
    recevabilite_number = forms.CharField(label="Numéro de recevabilité", required=False, max_length=60)

    def __init__(self, *args: Any, route: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if route != Route.VAE:
            del self.fields["recevabilite_until"], self.fields["recevabilite_number"]
        else:
            del self.fields["contacted_on"]


class StepForm(ActForm):
    """An act of the lifecycle: when it took place, and what there is to say of it."""

    on = forms.DateField(label="Fait le", widget=DateInput)
    recevabilite_number = forms.CharField(label="Numéro de recevabilité", required=False, max_length=60)
    recevabilite_until = forms.DateField(
        label="Valable jusqu’au",
        required=False,
        widget=DateInput,
        help_text="La date portée par la décision ; vide, la durée réglée par le centre s’applique (A2.11).",
    )
    note = forms.CharField(
        label="Précisions",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lu par le candidat. Ni donnée de santé, ni numéro de sécurité sociale.",
    )

    def __init__(self, *args: Any, route: str, act: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if not makes_admissible(route, act):
            del self.fields["recevabilite_number"], self.fields["recevabilite_until"]
        self.fields["on"].initial = timezone.localdate

    def data_of_act(self) -> dict[str, str]:
        """What the act keeps besides its day and its note."""
        until = self.cleaned_data.get("recevabilite_until")
        told = {
            "recevabilite_number": self.cleaned_data.get("recevabilite_number", ""),
            "recevabilite_until": until.isoformat() if until else "",
        }
        return {key: value for key, value in told.items() if value}


class CorrectionForm(ActForm):
    """The right day of an act, and why it changes."""

    on = forms.DateField(label="Fait le", widget=DateInput)
    note = forms.CharField(
        label="Motif de la correction", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
