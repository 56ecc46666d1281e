"""Forms of the jury's screens."""

from typing import Any

from django import forms

from jalon.common.forms import DateInput
from jalon.examen.enums import SeatRole
from jalon.examen.models import ExamSession, Salle, SessionJury
from jalon.examen.queries.seats import current_seats
from jalon.jury.models import Habilitation
from jalon.jury.queries.composition import Eligible
from jalon.people.models import Person
from jalon.referentiel.queries import list_titres


class HabilitationForm(forms.Form):
    """The DDETS's leave for one juror and one title."""

    person = forms.ModelChoiceField(Person.objects.none(), label="Juré")
    titre_code = forms.ChoiceField(label="Titre")
    number = forms.CharField(label="Numéro", max_length=60, required=False)
    departement = forms.CharField(label="Département de la DDETS", max_length=3, required=False)
    valid_from = forms.DateField(label="Valable du", widget=DateInput())
    valid_until = forms.DateField(label="au", widget=DateInput())

    def __init__(
        self, *args: Any, organisme_id: int, habilitation: Habilitation | None = None, **kwargs: Any
    ) -> None:
        if habilitation is not None:
            kwargs.setdefault(
                "initial",
                {
                    name: getattr(habilitation, name)
                    for name in ("person", "titre_code", "number", "departement", "valid_from", "valid_until")
                },
            )
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = Person.objects.filter(organisme_id=organisme_id)
        if habilitation is not None:
            person.disabled = True
        code = self.fields["titre_code"]
        assert isinstance(code, forms.ChoiceField)
        code.choices = list(dict.fromkeys((t.code, f"{t.code} – {t.title}") for t in list_titres()))


class CompositionForm(forms.Form):
    """The members of a jury among those who may be asked, its president, its days and its room."""

    seats = forms.MultipleChoiceField(label="Membres", required=False, widget=forms.CheckboxSelectMultiple)
    president = forms.ChoiceField(
        label="Président",
        required=False,
        help_text="Obligatoire pour un jury de VAE : sa voix est prépondérante (A5.10).",
    )
    dates = forms.MultipleChoiceField(
        label="Jours de présence",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun jour coché : toute la session.",
    )
    salle = forms.ModelChoiceField(
        Salle.objects.none(), label="Salle", required=False, empty_label="Aucune en particulier"
    )

    def __init__(
        self,
        *args: Any,
        session: ExamSession,
        jury: SessionJury | None,
        eligible: list[Eligible],
        **kwargs: Any,
    ) -> None:
        seats = current_seats(jury) if jury is not None else []
        kwargs.setdefault(
            "initial",
            {
                "seats": [str(seat.person_id) for seat in seats],
                "president": next((str(s.person_id) for s in seats if s.role == SeatRole.PRESIDENT), ""),
                "dates": jury.dates if jury is not None else [],
                "salle": jury.salle_id if jury is not None else None,
            },
        )
        super().__init__(*args, **kwargs)
        self.people = {str(e.person.pk): e.person for e in eligible}
        names = [(pk, person.full_name) for pk, person in self.people.items()]
        self.fields["seats"].choices = names  # type: ignore[attr-defined]
        self.fields["president"].choices = [("", "Aucun"), *names]  # type: ignore[attr-defined]
        days = session.days.values_list("date", flat=True)
        self.fields["dates"].choices = [(d.isoformat(), f"{d:%d/%m/%Y}") for d in days]  # type: ignore[attr-defined]
        self.fields["salle"].queryset = Salle.objects.filter(site=session.site)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        president = data.get("president")
        if president and president not in data.get("seats", []):
            self.add_error("president", "Le président doit être un membre du jury.")
        return data

    def chosen(self) -> list[tuple[Person, str]]:
        """Seats as (person, role)."""
        president = self.cleaned_data["president"]
        return [
            (self.people[pk], SeatRole.PRESIDENT if pk == president else SeatRole.MEMBER)
            for pk in self.cleaned_data["seats"]
        ]


class SignatureForm(forms.Form):
    """Prove again that it is you: your password, or, without one, your name written out."""

    password = forms.CharField(
        label="Votre mot de passe",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    name = forms.CharField(label="Recopiez votre nom complet", required=False)
    agree = forms.BooleanField(
        label="J’ai lu ce procès-verbal et je le signe.",
        error_messages={"required": "Cochez la case pour signer."},
    )

    def __init__(self, *args: Any, request: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.person = request, person
        self.by_password = bool(request.user.has_usable_password())
        del self.fields["name" if self.by_password else "password"]
        only = self.fields["password" if self.by_password else "name"]
        only.required = True
        if not self.by_password:
            only.help_text = f"Tel qu’il figure au procès-verbal : {person.full_name}"

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.request.user.check_password(password):
            raise forms.ValidationError("Ce n’est pas votre mot de passe.")
        return password

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if _folded(name) != _folded(self.person.full_name):
            raise forms.ValidationError(
                f"Écrivez votre nom tel qu’il figure au procès-verbal : {self.person.full_name}."
            )
        return name


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


class ReasonForm(forms.Form):
    """A reason, compulsory."""

    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))
