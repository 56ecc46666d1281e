"""Forms of programmes: a file to read, the texts of the law, a séance, the rhythm of a calendar."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jalon.common.forms import ActForm, DateInput, TimeInput, UploadField
from jalon.common.uploads import DOCX, ODS, ODT, PDF, TXT, XLSX
from jalon.formation.enums import ItemMode
from jalon.formation.models import TEXTS, Programme, ProgrammeItem, text_label
from jalon.formation.rules.calendar import Away, HalfDayHours, Rhythm
from jalon.people.models import Person
from jalon.prestation.models import Participation, Prestation
from jalon.referentiel.schema import TitreVersion

DAYS = (("0", "Lundi"), ("1", "Mardi"), ("2", "Mercredi"), ("3", "Jeudi"), ("4", "Vendredi"), ("5", "Samedi"))
_DAY = r"(\d{1,2})/(\d{1,2})/(\d{4})"


class ImportForm(ActForm):
    """A programme's file, and the title it leads to."""

    titre = forms.ChoiceField(label="Titre")
    heading = forms.CharField(
        label="Intitulé du programme", max_length=200, required=False,
        help_text="Laissez vide pour l’intitulé du titre. Le même intitulé propose une nouvelle version.",
    )  # fmt: skip
    ccps = forms.CharField(
        label="CCP préparés", max_length=40, required=False,
        help_text="Par exemple « 1, 2 ». Laissez vide pour tout le titre.",
    )  # fmt: skip
    file = UploadField(label="Fichier du programme", kinds=(XLSX, ODS, DOCX, ODT, PDF, TXT))

    def __init__(self, *args: Any, titres: Sequence[TitreVersion], **options: Any) -> None:
        super().__init__(*args, **options)
        self.titres = {titre.ref: titre for titre in titres}
        field = self.fields["titre"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(titre.ref, f"{titre.title} ({titre.ref})") for titre in titres]

    def clean(self) -> dict[str, Any]:
        return ccps_cleaned(self, super().clean() or {}, self.titres)


def ccps_cleaned(
    form: forms.Form, given: dict[str, Any], titres: Mapping[str, TitreVersion]
) -> dict[str, Any]:
    """`given` with the `numbers` of the CCPs typed, each of which the title must have."""
    titre = titres.get(given.get("titre", ""))
    numbers = [int(one) for one in re.findall(r"\d{1,4}", given.get("ccps", ""))]
    if titre is not None:
        known = {ccp.number for ccp in titre.ccps}
        if strange := [number for number in numbers if number not in known]:
            form.add_error("ccps", f"{titre.sigle} n’a pas de CCP {strange[0]}.")
    given["numbers"] = tuple(dict.fromkeys(numbers))
    return given


class TextsForm(ActForm):
    """What the law wants written beside the hours (C5, C7)."""

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in TEXTS:
            area = name != "price"
            self.fields[name] = forms.CharField(
                label=text_label(name), required=False, max_length=4000 if area else 300,
                widget=forms.Textarea(attrs={"rows": 3}) if area else forms.TextInput,
                initial=getattr(programme, name),
            )  # fmt: skip


class ItemForm(ActForm):
    """A séance of a programme."""

    heading = forms.CharField(label="Intitulé", max_length=200)
    hours = forms.DecimalField(label="Heures", min_value=0, max_value=2000, decimal_places=2)
    competences = forms.MultipleChoiceField(
        label="Compétences travaillées", required=False, widget=forms.CheckboxSelectMultiple
    )
    mode = forms.ChoiceField(label="Modalité", choices=ItemMode.choices)
    work = forms.CharField(
        label="Nature des travaux à distance", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Et temps estimé pour les faire (L6353-1).",
    )  # fmt: skip

    def __init__(
        self, *args: Any, titre: TitreVersion, item: ProgrammeItem | None = None, **options: Any
    ) -> None:
        initial = {
            "heading": item.heading, "hours": round(item.minutes / 60, 2), "competences": item.competence_refs,
            "mode": item.mode, "work": item.work,
        } if item is not None else {}  # fmt: skip
        super().__init__(*args, **{**options, "initial": initial})
        field = self.fields["competences"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (titre.competence_id(c.number), f"C{c.number}. {c.title}") for c in titre.competences
        ]

    def clean_hours(self) -> int:
        minutes = round(float(self.cleaned_data["hours"]) * 60)
        if minutes < 1:
            raise ValidationError("Une séance dure au moins une minute.")
        return minutes


class DraftForm(ActForm):
    """A programme begun by hand."""

    titre = forms.ChoiceField(label="Titre")
    heading = forms.CharField(
        label="Intitulé du programme", max_length=200, required=False,
        help_text="Laissez vide pour l’intitulé du titre. Le même intitulé commence une nouvelle version.",
    )  # fmt: skip
    ccps = forms.CharField(
        label="CCP préparés", max_length=40, required=False,
        help_text="Par exemple « 1, 2 ». Laissez vide pour tout le titre.",
    )  # fmt: skip

    def __init__(self, *args: Any, titres: Sequence[TitreVersion], **options: Any) -> None:
        super().__init__(*args, **options)
        self.titres = {titre.ref: titre for titre in titres}
        field = self.fields["titre"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(titre.ref, f"{titre.title} ({titre.ref})") for titre in titres]

    def clean(self) -> dict[str, Any]:
        return ccps_cleaned(self, super().clean() or {}, self.titres)


class ModuleForm(ActForm):
    """A module of a programme: its title, the hours that it announces."""

    title = forms.CharField(label="Intitulé", max_length=300)
    hours = forms.DecimalField(
        label="Heures en centre annoncées", min_value=0, max_value=5000, decimal_places=2, required=False,
        help_text="Les séances du module font ensemble ces heures.",
    )  # fmt: skip
    company = forms.DecimalField(
        label="Heures en entreprise", min_value=0, max_value=5000, decimal_places=2, required=False
    )

    def told(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        minutes = {
            name: round(float(given[field]) * 60) or None if given[field] is not None else None
            for name, field in (("minutes", "hours"), ("company_minutes", "company"))
        }
        return {"title": given["title"], **minutes}


class HandOverForm(ActForm):
    """When and how the programme was handed over."""

    on = forms.DateField(label="Remis le", widget=DateInput)
    how = forms.CharField(
        label="Preuve de la remise",
        max_length=300,
        help_text="En main propre contre signature, par courriel…",
    )


class CalendarForm(ActForm):
    """When a group is in the centre: the rhythm from which a calendar is made."""

    prestation = forms.ModelChoiceField(
        label="Formation", queryset=Prestation.objects.none(), empty_label=None
    )
    first = forms.DateField(label="Premier jour", widget=DateInput)
    weekdays = forms.MultipleChoiceField(
        label="Jours en centre", choices=DAYS, widget=forms.CheckboxSelectMultiple, initial=list("01234")
    )
    morning_start = forms.TimeField(label="Matin, début", required=False, widget=TimeInput, initial="09:00")
    morning_end = forms.TimeField(label="Matin, fin", required=False, widget=TimeInput, initial="12:30")
    afternoon_start = forms.TimeField(
        label="Après-midi, début", required=False, widget=TimeInput, initial="13:30"
    )
    afternoon_end = forms.TimeField(
        label="Après-midi, fin", required=False, widget=TimeInput, initial="17:00"
    )
    alternate_centre = forms.IntegerField(
        label="Semaines en centre", min_value=0, max_value=26, initial=0, required=False,
        help_text="Alternance : semaines en centre puis en entreprise qui se suivent ; 0 sans alternance.",
    )  # fmt: skip
    alternate_company = forms.IntegerField(
        label="puis semaines en entreprise", min_value=0, max_value=26, initial=0, required=False
    )
    away = forms.CharField(
        label="Fermetures et stages", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une période par ligne : « 21/12/2026 - 02/01/2027 congés ». Les jours fériés sont déjà exclus.",
    )  # fmt: skip
    room = forms.CharField(label="Salle", max_length=120, required=False)

    def __init__(self, *args: Any, programme: Programme, trainers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = self.fields["prestation"]
        assert isinstance(offered, forms.ModelChoiceField)
        offered.queryset = Prestation.objects.filter(
            organisme_id=programme.organisme_id,
            titre_ref=programme.titre_ref,
            status__in=("draft", "open", "running"),
        ).exclude(kind="vae")
        for module in programme.modules.all():
            self.fields[f"trainer_{module.number}"] = forms.ModelChoiceField(
                label=f"Intervenant du module {module.number}", queryset=trainers, required=False,
                empty_label="Le formateur référent de la formation",
            )  # fmt: skip
        self.fields["group"] = forms.ModelMultipleChoiceField(
            label="Groupe", required=False, widget=forms.CheckboxSelectMultiple,
            queryset=Participation.objects.filter(prestation__in=offered.queryset, left_on=None).select_related(
                "parcours__person", "prestation"
            ),
            help_text="Laissez vide pour tous les participants de la formation choisie.",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen, prestation = given.get("group") or (), given.get("prestation")
        if prestation is not None and any(one.prestation_id != prestation.pk for one in chosen):
            self.add_error(
                "group", "Une personne du groupe participe à une autre formation que celle choisie."
            )
        return given

    def trainers(self) -> dict[int, Person]:
        """The trainer chosen for each module, by its number."""
        return {
            int(name.removeprefix("trainer_")): person
            for name, person in self.cleaned_data.items()
            if name.startswith("trainer_") and person is not None
        }

    def clean_away(self) -> tuple[Away, ...]:
        found = []
        for line in self.cleaned_data["away"].splitlines():
            if not line.strip():
                continue
            match = re.match(rf"\s*{_DAY}(?:\s*(?:-|–|au|à)\s*{_DAY})?\s*(.*)", line)
            if match is None:
                raise ValidationError(
                    f"« {line.strip()} » n’est pas une période : écrivez « 21/12/2026 - 02/01/2027 »."
                )
            try:
                first = date(int(match[3]), int(match[2]), int(match[1]))
                last = date(int(match[6]), int(match[5]), int(match[4])) if match[4] else first
            except ValueError:
                raise ValidationError(f"« {line.strip()} » contient une date qui n’existe pas.") from None
            found.append(Away(first, last, match[7].strip()))
        return tuple(found)

    def rhythm(self) -> Rhythm:
        """The rhythm that was filled in."""
        given = self.cleaned_data
        return Rhythm(
            first=given["first"],
            weekdays=frozenset(int(day) for day in given["weekdays"]),
            morning=_half(given.get("morning_start"), given.get("morning_end")),
            afternoon=_half(given.get("afternoon_start"), given.get("afternoon_end")),
            away=given["away"],
            alternate_centre=given.get("alternate_centre") or 0,
            alternate_company=given.get("alternate_company") or 0,
        )


def _half(start: Any, end: Any) -> HalfDayHours | None:
    if start is None or end is None:
        return None
    return HalfDayHours(start.hour * 60 + start.minute, end.hour * 60 + end.minute)
