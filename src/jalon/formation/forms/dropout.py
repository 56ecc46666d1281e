"""The form of what was done about signs of dropping out."""

from django import forms

from jalon.common.forms import ActForm, DateInput
from jalon.formation.enums import Decision, Means


class FollowUpForm(ActForm):
    """Whom one sought and how, whether they answered, what was decided."""

    on = forms.DateField(label="Fait le", widget=DateInput)
    means = forms.ChoiceField(label="Moyen", choices=Means.choices, widget=forms.RadioSelect)
    reached = forms.TypedChoiceField(
        label="La personne a-t-elle répondu ?", choices=[("1", "Oui"), ("0", "Non")], widget=forms.RadioSelect,
        coerce=lambda value: value == "1",
    )  # fmt: skip
    action = forms.CharField(
        label="Ce qui a été fait et dit", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sans donnée de santé ni détail de la vie privée.",
    )  # fmt: skip
    decision = forms.ChoiceField(
        label="Décision", choices=[("", "Aucune pour l’instant"), *Decision.choices], required=False,
        help_text="Un arrêt ou une suspension se notent aussi dans le parcours, par leur acte.",
    )  # fmt: skip
    review_on = forms.DateField(label="À revoir le", widget=DateInput, required=False)
