"""Forms of apprenticeship: contract, calendar, periods, progression, visits, what the centre does besides."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from jalon.common.forms import ActForm, DateInput, UploadField
from jalon.common.uploads import DOCUMENTS
from jalon.formation.enums import BreakKind, CfaActKind, CfaFunction, Progress, VisitKind
from jalon.formation.letters.programmes import competence_label
from jalon.formation.models import ApprenticeContract, CompanyVisit, EntrustedPeriod
from jalon.formation.operations.apprentissage import FACTS
from jalon.formation.rules.apprentissage import Rhythm, Week
from jalon.parcours.models import Parcours
from jalon.referentiel.schema import CCP, TitreVersion

_NO_HEALTH = "Sans donnée de santé ni numéro de sécurité sociale."


def _words(label: str, *, required: bool = False, rows: int = 3, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ContractForm(ActForm):
    """The facts of a contract; no social security number is asked (D5)."""

    employer = forms.CharField(label="Employeur", max_length=200)
    siret = forms.CharField(
        label="SIRET de l’établissement", max_length=20, required=False, help_text="Quatorze chiffres."
    )
    address = forms.CharField(
        label="Adresse", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    signatory = forms.CharField(label="Représenté par", max_length=200)
    employer_contact = forms.CharField(
        label="Courriel ou téléphone de l’employeur", max_length=200, required=False
    )
    master = forms.CharField(label="Maître d’apprentissage", max_length=200, help_text="Prénom et nom.")
    master_quality = forms.CharField(
        label="Fonction du maître d’apprentissage", max_length=200, required=False
    )
    master_email = forms.EmailField(label="Courriel du maître d’apprentissage", required=False)
    master_adult = forms.BooleanField(label="L’employeur atteste qu’il est majeur", required=False)
    master_titled = forms.BooleanField(
        label="Il a un titre ou un diplôme du domaine, de même niveau au moins", required=False
    )
    master_years = forms.IntegerField(label="Ses années de pratique du métier", min_value=0, max_value=60)
    signed_on = forms.DateField(label="Contrat signé le", widget=DateInput)
    starts_on = forms.DateField(label="Début du contrat", widget=DateInput)
    ends_on = forms.DateField(label="Fin du contrat", widget=DateInput)
    weekly_hours = forms.IntegerField(
        label="Heures de travail par semaine", min_value=1, max_value=48, initial=35,
        help_text="Temps au centre et dans l’entreprise : l’un et l’autre sont du travail.",
    )  # fmt: skip
    representative = forms.CharField(
        label="Représentant légal", max_length=200, required=False,
        help_text="Obligatoire si la personne est mineure à la signature.",
    )  # fmt: skip

    def __init__(self, *args: Any, contract: ApprenticeContract | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if contract is not None:
            self.initial.update({name: getattr(contract, name) for name in FACTS})

    def told(self) -> dict[str, Any]:
        """What the operation takes."""
        return {"facts": {name: self.cleaned_data[name] for name in FACTS}}


class FilingForm(ActForm):
    """The day on which the contract left for the opérateur de compétences."""

    on = forms.DateField(label="Transmis le", widget=DateInput)
    number = forms.CharField(label="Numéro de dépôt", max_length=60, required=False)


class AbsencesForm(ActForm):
    """Days of absence in the company, which put the end of the trial off."""

    days = forms.IntegerField(
        label="Jours d’absence en entreprise pendant l’essai", min_value=0, max_value=400
    )


class BreakForm(ActForm):
    """A contract that ends before its day."""

    on = forms.DateField(label="Rompu le", widget=DateInput)
    kind = forms.TypedChoiceField(label="Nature", choices=BreakKind.choices, coerce=BreakKind)
    reason = forms.CharField(label="Motif", max_length=300, help_text=_NO_HEALTH)


class RhythmForm(ActForm):
    """How the weeks of the alternation follow each other."""

    centre_weeks = forms.IntegerField(label="Semaines au centre", min_value=0, max_value=12, initial=1)
    company_weeks = forms.IntegerField(
        label="puis semaines en entreprise", min_value=0, max_value=26, initial=3
    )
    mixed_days = forms.IntegerField(
        label="Jours au centre dans chaque semaine d’entreprise", min_value=0, max_value=5, initial=0,
        help_text="Pour une alternance dans la semaine : 0 semaine au centre, 1 en entreprise, 2 jours au centre.",
    )  # fmt: skip
    begins_in_centre = forms.BooleanField(label="Commencer par le centre", required=False, initial=True)
    since = forms.DateField(label="À partir de la semaine du", widget=DateInput)
    leave = forms.CharField(
        label="Semaines de congés", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Un jour de chaque semaine, séparés par des virgules : 21/12/2026, 28/12/2026.",
    )  # fmt: skip

    def clean_leave(self) -> list[Any]:
        field, found = forms.DateField(), []
        for text in self.cleaned_data["leave"].replace("\n", ",").replace(";", ",").split(","):
            if text.strip():
                try:
                    found.append(field.clean(text.strip()))
                except forms.ValidationError:
                    raise forms.ValidationError(
                        f"« {text.strip()[:40]} » n’est pas un jour : écrivez jour/mois/année."
                    ) from None
        return found

    def told(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        rhythm = Rhythm(
            given["centre_weeks"], given["company_weeks"], given["mixed_days"], given["begins_in_centre"]
        )
        return {"rhythm": rhythm, "leave": given["leave"], "since": given["since"]}


class WeekForm(ActForm):
    """One week of the calendar."""

    monday = forms.DateField(label="Semaine du lundi", widget=DateInput)
    centre_days = forms.IntegerField(label="Jours au centre", min_value=0, max_value=5)
    leave_days = forms.IntegerField(label="Jours de congé", min_value=0, max_value=5, initial=0)

    def told(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        return {"week": Week(given["monday"], given["centre_days"], given["leave_days"])}


class AgreementForm(ActForm):
    """An agreement on the calendar that reached the centre otherwise than by the page of the maître."""

    by = forms.CharField(label="Accord donné par", max_length=200)
    on = forms.DateField(label="Le", widget=DateInput)


class PeriodForm(ActForm):
    """What is entrusted for one CCP."""

    ccp_number = forms.TypedChoiceField(label="CCP", coerce=int)
    starts_on = forms.DateField(label="Du", widget=DateInput)
    ends_on = forms.DateField(label="Au", widget=DateInput)
    activities = _words("Activités confiées", required=True)
    competence_refs = forms.MultipleChoiceField(
        label="Compétences travaillées",
        widget=forms.CheckboxSelectMultiple,
        help_text="Celles du CCP choisi.",
    )

    def __init__(
        self, *args: Any, titre: TitreVersion, period: EntrustedPeriod | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if period is not None:
            self.initial.update({name: getattr(period, name) for name in self.fields})
        ccp, refs = self.fields["ccp_number"], self.fields["competence_refs"]
        assert isinstance(ccp, forms.TypedChoiceField)
        assert isinstance(refs, forms.MultipleChoiceField)
        ccp.choices = [(one.number, f"{one.label} – {one.title}") for one in titre.ccps]
        refs.choices = [
            (one.label, [(titre.competence_id(c.number), f"C{c.number}. {c.title}") for c in one.competences])
            for one in titre.ccps
        ]


class HoursForm(ActForm):
    """The hours of a period, by a proof that reached the centre."""

    hours = forms.IntegerField(label="Heures faites en entreprise", min_value=1, max_value=2000)
    proof = UploadField(
        label="Preuve", kinds=DOCUMENTS,
        help_text="Attestation du maître d’apprentissage ou bulletins : PDF, Word, OpenDocument ou photo.",
    )  # fmt: skip
    comment = _words("Appréciation du maître d’apprentissage", help_text=_NO_HEALTH)


class SignForm(ActForm):
    """A signature, drawn or typed."""

    strokes = forms.JSONField(required=False, widget=forms.HiddenInput)
    typed = forms.CharField(required=False, max_length=200)
    agreed = forms.BooleanField(required=False)
    seen = forms.CharField(required=False, max_length=64)

    def signature(self) -> dict[str, Any]:
        """What a pad gives to an operation."""
        return {name: self.cleaned_data.get(name) for name in ("strokes", "typed", "agreed")}


class MasterHoursForm(SignForm):
    """The hours that a maître attests on their page."""

    hours = forms.IntegerField(label="Heures faites dans l’entreprise", min_value=1, max_value=2000)
    comment = _words("Votre appréciation", help_text=_NO_HEALTH)


class ProgressForm(ActForm):
    """Where one side is with each competence; nothing chosen, nothing is said."""

    def __init__(
        self,
        *args: Any,
        titre: TitreVersion,
        ccps: Iterable[CCP],
        levels: Mapping[str, int | None],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.titre, self.ccps = titre, list(ccps)
        for ccp in self.ccps:
            for competence in ccp.competences:
                ref = titre.competence_id(competence.number)
                self.fields[f"c{competence.number}"] = forms.TypedChoiceField(
                    label=competence_label(titre, ref), choices=[("", "Rien n’est dit"), *Progress.choices],
                    coerce=int, empty_value=None, required=False, initial=levels.get(ref),
                )  # fmt: skip

    def groups(self) -> list[tuple[CCP, list[forms.BoundField]]]:
        """The fields of each CCP."""
        return [(ccp, [self[f"c{c.number}"] for c in ccp.competences]) for ccp in self.ccps]

    def levels(self) -> dict[str, int]:
        """Competence -> level, for those of which something is said."""
        return {
            self.titre.competence_id(c.number): self.cleaned_data[f"c{c.number}"]
            for ccp in self.ccps
            for c in ccp.competences
            if self.cleaned_data[f"c{c.number}"] is not None
        }


class VisitForm(ActForm):
    """A visit to plan or to move."""

    kind = forms.TypedChoiceField(label="Nature", choices=VisitKind.choices, coerce=VisitKind)
    planned_on = forms.DateField(label="Prévue le", widget=DateInput)
    visitor = forms.CharField(label="Par", max_length=200)


class ReportForm(ActForm):
    """The report of a visit held."""

    held_on = forms.DateField(label="Tenue le", widget=DateInput)
    present = forms.CharField(label="Personnes présentes", max_length=300, required=False)
    done = _words("Ce qui est confié et acquis", required=True, rows=5)
    difficulties = _words("Difficultés", help_text=_NO_HEALTH)
    decided = _words("Décisions et suites")

    def __init__(self, *args: Any, visit: CompanyVisit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.update({name: getattr(visit, name) for name in self.fields})
        if visit.held_on is None:
            self.initial["held_on"] = visit.planned_on


class WhyForm(ActForm):
    """A reason."""

    reason = forms.CharField(label="Motif", max_length=300, help_text=_NO_HEALTH)


class CfaActForm(ActForm):
    """Something that the centre did; on the page of an apprentice, for them alone."""

    kind = forms.TypedChoiceField(label="Nature", coerce=CfaActKind)
    on = forms.DateField(label="Fait le", widget=DateInput)
    heading = forms.CharField(label="Objet", max_length=200)
    told = _words("Ce qui a été fait, dit ou remis", help_text=_NO_HEALTH)
    people = forms.CharField(label="Personnes et entreprises présentes", max_length=500, required=False)
    file = UploadField(label="Document", kinds=DOCUMENTS, required=False)
    paths = forms.MultipleChoiceField(
        label="Apprentis concernés", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, kinds: Sequence[CfaActKind], paths: Sequence[Parcours] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        kind, field = self.fields["kind"], self.fields["paths"]
        assert isinstance(kind, forms.TypedChoiceField)
        assert isinstance(field, forms.MultipleChoiceField)
        kind.choices = [(one.value, one.label) for one in kinds]
        if paths is None:
            del self.fields["paths"]
            return
        self.known = {str(path.pk): path for path in paths}
        field.choices = [(key, path.person.sort_name) for key, path in self.known.items()]

    def told_act(self) -> dict[str, Any]:
        """What the operation takes."""
        given = dict(self.cleaned_data)
        if "paths" in given:
            given["paths"] = [self.known[key] for key in given["paths"]]
        return given


class ReferentForm(ActForm):
    """Someone named to a function."""

    function = forms.TypedChoiceField(label="Fonction", choices=CfaFunction.choices, coerce=CfaFunction)
    name = forms.CharField(label="Prénom et nom", max_length=200)
    contact = forms.CharField(label="Courriel ou téléphone", max_length=200, required=False)
    since = forms.DateField(label="Depuis le", widget=DateInput)


class UntilForm(ActForm):
    """The last day of a function."""

    until = forms.DateField(label="Jusqu’au", widget=DateInput)
