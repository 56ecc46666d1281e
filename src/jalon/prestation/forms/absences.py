"""Forms of what happens besides séances: a paper for an absence, a step of the CPF portal, a trainer’s titles."""

from typing import Any

from django import forms
from django.utils import timezone

from jalon.common.forms import ActForm, DateInput, UploadField
from jalon.common.uploads import JPEG, PDF, PNG
from jalon.prestation.enums import AbsenceNature, TrainerStatus
from jalon.prestation.models import TrainerRecord
from jalon.prestation.rules.cpf import ACTS


class JustificationForm(ActForm):
    """Days of absence, their nature, and a paper."""

    first_on = forms.DateField(label="Du", widget=DateInput)
    last_on = forms.DateField(label="Au", widget=DateInput, required=False, help_text="Vide : ce seul jour.")
    nature = forms.ChoiceField(label="Nature", choices=AbsenceNature.choices)
    scan = UploadField(
        label="Justificatif",
        kinds=(PDF, PNG, JPEG),
        required=False,
        help_text="PDF, PNG ou JPEG, 25 Mo au plus. Masquez tout ce qui touche à la santé : les dates suffisent.",
    )

    def given(self) -> dict[str, Any]:
        """What the operation takes."""
        data = dict(self.cleaned_data)
        return data | {
            "last_on": data["last_on"] or data["first_on"],
            "nature": AbsenceNature(data["nature"]),
        }


class JustificationAnswerForm(ActForm):
    """What the centre answers to a paper."""

    accepted = forms.TypedChoiceField(
        label="Réponse",
        choices=[("1", "Accepter : les absences de ces jours sont justifiées"), ("0", "Refuser")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Motif du refus", max_length=300, required=False, help_text="Lu par la personne."
    )


class CpfStepForm(ActForm):
    """A step that the portal shows, on its day."""

    act = forms.ChoiceField(label="Étape")
    on = forms.DateField(label="Date", widget=DateInput, initial=timezone.localdate)
    prerequisites = forms.BooleanField(
        label="Des prérequis sont à vérifier", required=False, help_text="Le délai de réponse s’allonge."
    )

    def __init__(self, *args: Any, acts: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        act = self.fields["act"]
        assert isinstance(act, forms.ChoiceField)
        act.choices = [(one, ACTS[one]) for one in acts]
        if "propose" not in acts:
            del self.fields["prerequisites"]


class TrainerForm(ActForm):
    """What a centre says and proves of one who gives séances."""

    status = forms.ChoiceField(label="Statut", choices=TrainerStatus.choices)
    titles = forms.CharField(
        label="Diplômes, titres et références",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Un par ligne. Le contrat et la liste des intervenants les portent (L6353-4 4°).",
    )
    checked_on = forms.DateField(label="Justificatifs vus le", widget=DateInput, required=False)
    company = forms.CharField(label="Entreprise du sous-traitant", max_length=200, required=False)
    siret = forms.CharField(label="SIRET", max_length=20, required=False)
    nda = forms.CharField(label="Numéro de déclaration d’activité", max_length=20, required=False)
    contract_from = forms.DateField(label="Contrat de sous-traitance du", widget=DateInput, required=False)
    contract_until = forms.DateField(label="jusqu’au", widget=DateInput, required=False)


def trainer_initial(record: TrainerRecord | None) -> dict[str, Any]:
    """A record as its form shows it."""
    if record is None:
        return {}
    return {name: getattr(record, name) for name in TrainerForm.base_fields}
