"""Forms of stays in companies: a convention, a week, a proof, a break, what the tutor saw."""

from typing import Any

from django import forms

from jalon.common.forms import ActForm, DateInput, UploadField
from jalon.common.uploads import DOCUMENTS
from jalon.formation.enums import Level
from jalon.formation.letters.programmes import competence_label
from jalon.formation.models import CompanyConvention
from jalon.referentiel.schema import TitreVersion

_PLAIN = ("company", "address", "signatory", "tutor", "tutor_quality", "tutor_contact", "starts_on", "ends_on", "hours",
          "activities", "schedule")  # fmt: skip


class ConventionForm(ActForm):
    """A stay agreed with a company for one CCP."""

    ccp_number = forms.TypedChoiceField(label="CCP", coerce=int)
    company = forms.CharField(label="Entreprise", max_length=200)
    address = forms.CharField(
        label="Adresse", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    signatory = forms.CharField(label="Représentée par", max_length=200)
    tutor = forms.CharField(label="Tuteur", max_length=200)
    tutor_quality = forms.CharField(label="Fonction du tuteur", max_length=200, required=False)
    tutor_contact = forms.CharField(label="Courriel ou téléphone du tuteur", max_length=200, required=False)
    starts_on = forms.DateField(label="Du", widget=DateInput)
    ends_on = forms.DateField(label="Au", widget=DateInput)
    hours = forms.IntegerField(label="Heures prévues", min_value=1, max_value=2000)
    schedule = forms.CharField(label="Horaires", max_length=300, required=False)
    activities = forms.CharField(
        label="Activités confiées", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    competence_refs = forms.MultipleChoiceField(
        label="Compétences travaillées", widget=forms.CheckboxSelectMultiple,
        help_text="Celles du CCP choisi.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, titre: TitreVersion, convention: CompanyConvention | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if convention is not None:
            self.initial.update({name: getattr(convention, name) for name in _PLAIN})
            self.initial["ccp_number"] = convention.ccp_number
            self.initial["competence_refs"] = convention.competence_refs
        ccp, refs = self.fields["ccp_number"], self.fields["competence_refs"]
        assert isinstance(ccp, forms.TypedChoiceField)
        assert isinstance(refs, forms.MultipleChoiceField)
        ccp.choices = [(one.number, f"{one.label} – {one.title}") for one in titre.ccps]
        refs.choices = [
            (one.label, [(titre.competence_id(c.number), f"C{c.number}. {c.title}") for c in one.competences])
            for one in titre.ccps
        ]


class WeekForm(ActForm):
    """The hours of a week, with their proof when it is at hand."""

    monday = forms.DateField(label="Semaine du lundi", widget=DateInput)
    hours = forms.IntegerField(label="Heures faites", min_value=1, max_value=60)
    activities = forms.CharField(
        label="Ce qui a été fait", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    proof = UploadField(
        label="Preuve", kinds=DOCUMENTS, required=False,
        help_text="Feuille de présence signée par le tuteur : PDF, Word, OpenDocument ou photo.",
    )  # fmt: skip


class ProofForm(ActForm):
    """The proof of a week already declared."""

    proof = UploadField(label="Preuve", kinds=DOCUMENTS)


class EndForm(ActForm):
    """A stay broken off."""

    on = forms.DateField(label="Rompu le", widget=DateInput)
    reason = forms.CharField(label="Motif", max_length=300, help_text="Sans donnée de santé.")


class TutorForm(ActForm):
    """What the tutor saw, for each competence of the convention."""

    on = forms.DateField(label="Faite le", widget=DateInput)

    def __init__(
        self, *args: Any, convention: CompanyConvention, titre: TitreVersion, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.refs = {f"level_{rank}": ref for rank, ref in enumerate(convention.competence_refs)}
        for name, ref in self.refs.items():
            self.fields[name] = forms.TypedChoiceField(
                label=competence_label(titre, ref), choices=[("", "Non vue"), *Level.choices], coerce=int,
                empty_value=None, required=False,
            )  # fmt: skip
        self.fields["comment"] = forms.CharField(
            label="Appréciation du tuteur",
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def told(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        levels = {ref: given[name] for name, ref in self.refs.items() if given[name] is not None}
        return {"on": given["on"], "comment": given["comment"], "levels": levels}
