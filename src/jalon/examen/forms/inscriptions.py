"""Forms of a candidate's registration and of its proofs."""

from typing import Any

from django import forms

from jalon.common.forms import ActForm, DateInput, FileDrop, UploadField
from jalon.common.uploads import TEXTS
from jalon.dossier.enums import PieceKind
from jalon.examen.forms.base import PROOFS, check_done, check_near
from jalon.examen.models import ExamSession
from jalon.examen.rules.scopes import scope_name
from jalon.parcours.enums import Route
from jalon.parcours.forms.paths import trainers_of_centre
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre


class RegistrationForm(ActForm):
    """By which route, for what, with which dates and trainers."""

    route = forms.ChoiceField(label="Voie d’accès", choices=Route.choices, widget=forms.RadioSelect)
    scopes = forms.MultipleChoiceField(label="Présente", widget=forms.CheckboxSelectMultiple)
    starts_on = forms.DateField(
        label="Entrée en formation", required=False, widget=DateInput, validators=[check_near]
    )
    ends_on = forms.DateField(
        label="Fin de formation", required=False, widget=DateInput, validators=[check_near]
    )
    recevabilite_until = forms.DateField(
        label="Recevabilité VAE valable jusqu’au",
        required=False,
        widget=DateInput,
        validators=[check_near],
        help_text="Candidats VAE : la date portée par la décision ou par France VAE (A2.11).",
    )
    recevabilite_number = forms.CharField(label="Numéro de recevabilité", required=False, max_length=60)
    retake_since = forms.DateField(
        label="Validation de la session précédente",
        required=False,
        widget=DateInput,
        validators=[check_done],
        help_text="Nouvelle présentation : le délai court de cette date (A2.3).",
    )
    retake_count = forms.IntegerField(
        label="Sessions déjà passées depuis", required=False, min_value=0, max_value=20, initial=0
    )
    reglement_acknowledged_on = forms.DateField(
        label="Règlement porté à sa connaissance le",
        required=False,
        widget=DateInput,
        validators=[check_done],
    )
    trainers = forms.ModelMultipleChoiceField(
        label="Formateurs et accompagnateurs",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ils ne pourront pas être jurés de ce candidat (A5.10, A5.11).",
    )

    def __init__(self, *args: Any, session: ExamSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        titre = get_titre(session.titre_ref)
        fields["scopes"].choices = [(scope, scope_name(titre, scope)) for scope in session.scopes]
        fields["trainers"].queryset = trainers_of_centre(session.organisme_id)

    def clean_retake_count(self) -> int:
        return self.cleaned_data["retake_count"] or 0


class ReasonForm(ActForm):
    """A reason, compulsory."""

    reason = forms.CharField(label="Motif", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReglementForm(ActForm):
    """The day the règlement was brought to the candidate's knowledge."""

    on = forms.DateField(label="Porté à sa connaissance le", widget=DateInput, validators=[check_done])


class ArrangementRequestForm(ActForm):
    """What is asked of the DDETS; never why."""

    requested_on = forms.DateField(label="Demandé le", widget=DateInput, validators=[check_done])
    measures = forms.CharField(
        label="Mesures demandées",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qu’il faudra faire le jour venu : jamais le motif ni un diagnostic (A10.6).",
    )


class ArrangementDecisionForm(ActForm):
    """What the DDETS decided."""

    granted = forms.TypedChoiceField(
        label="Décision",
        choices=[("1", "Accordé"), ("0", "Refusé")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(label="Décidé le", widget=DateInput, validators=[check_done])
    decision_number = forms.CharField(label="Référence de la décision", required=False, max_length=60)
    extra_time_percent = forms.IntegerField(
        label="Temps supplémentaire (%)",
        required=False,
        min_value=0,
        max_value=200,
        help_text="Un tiers de temps en plus : 33. Les minutes du planning en tiennent compte.",
    )
    measures = forms.CharField(
        label="Mesures accordées",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce que le jury et les surveillants feront : jamais le motif ni un diagnostic (A10.6).",
    )

    def clean_extra_time_percent(self) -> int:
        return self.cleaned_data["extra_time_percent"] or 0


class PeriodForm(ActForm):
    """Hours spent in a company for one CCP, with the proof."""

    ccp_number = forms.TypedChoiceField(label="CCP", coerce=int)
    company = forms.CharField(label="Entreprise", max_length=200)
    hours = forms.IntegerField(label="Heures", min_value=1, max_value=5000)
    starts_on = forms.DateField(label="Du", required=False, widget=DateInput, validators=[check_near])
    ends_on = forms.DateField(label="Au", required=False, widget=DateInput, validators=[check_near])
    proof_received_on = forms.DateField(
        label="Preuve reçue le", required=False, widget=DateInput, validators=[check_done]
    )
    proof = UploadField(label="Copie de la preuve", kinds=PROOFS, required=False)

    def __init__(self, *args: Any, titre_ref: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ccp_number"].choices = [
            (ccp.number, f"CCP {ccp.number} — {ccp.scheme.company_hours or 0} h au moins")
            for ccp in get_titre(titre_ref).ccps
        ]


class PieceForm(ActForm):
    """A piece handed over; without a file, a paper seen by whoever receives it."""

    kind = forms.ChoiceField(label="Pièce", choices=PieceKind.choices)
    name = forms.CharField(
        label="Précision", required=False, max_length=200, help_text="Vide : le nom du fichier."
    )
    file = UploadField(label="Fichier", kinds=(*TEXTS, *PROOFS[1:]), required=False)
    on_paper = forms.BooleanField(label="Remise sur papier, sans fichier", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("file") and not data.get("on_paper") and "file" not in self.errors:
            self.add_error("file", "Déposez le fichier, ou cochez « Remise sur papier ».")
        return data


class ECFForm(ActForm):
    """Results of the évaluations passées en cours de formation, competence by competence."""

    evaluated_on = forms.DateField(label="Évaluées le", widget=DateInput, validators=[check_done])

    def __init__(self, *args: Any, titre_ref: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.competences = get_titre(titre_ref).competences
        for c in self.competences:
            self.fields[f"c{c.number}"] = forms.ChoiceField(
                label=f"C{c.number}. {c.title}",
                choices=[("", "Non évaluée"), ("1", "Acquise"), ("0", "Non acquise")],
                required=False,
            )

    def results(self) -> dict[int, bool]:
        """Competence number → acquired, for those evaluated."""
        given = {c.number: self.cleaned_data.get(f"c{c.number}", "") for c in self.competences}
        return {number: value == "1" for number, value in given.items() if value}


class ImportForm(ActForm):
    """A file of candidates; its content is checked by the reading, not by its name."""

    file = forms.FileField(
        label="Fichier",
        help_text="XLSX, ODS ou CSV ; 10 Mo et 5 000 lignes au plus.",
        allow_empty_file=True,
        widget=FileDrop(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )


class AwardForm(ActForm):
    """A CCP acquired before, as its PV or livret says."""

    ccp_ref = forms.ChoiceField(label="CCP", widget=forms.RadioSelect)
    awarded_on = forms.DateField(label="Acquis le", widget=DateInput, validators=[check_done])
    session_label = forms.CharField(label="Session", required=False, max_length=200)
    pv_number = forms.CharField(label="Procès-verbal", required=False, max_length=60)

    def __init__(self, *args: Any, titre_ref: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titre = get_titre(titre_ref)
        blocs = (*titre.ccps, *titre.ccss)
        field: Any = self.fields["ccp_ref"]
        field.choices = [(b.id, f"{titre.scope_label(b.scope)} — {b.title}") for b in blocs]
