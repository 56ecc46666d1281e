"""Forms of the import: the documents handed in, one piece to correct, the publication."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jalon.common.forms import DateInput, FileDrop
from jalon.common.uploads import DOCX, MARKDOWN, ODT, PDF, TXT, Received, UploadRefused, read_upload
from jalon.common.workflow import TransitionRefused

from . import pieces
from .know_how import FOLLOWS, REMOVED, Item, Said, UnclearItem, lists_of
from .pieces import Field, UnwritableValue

KINDS = (PDF, DOCX, ODT, TXT, MARKDOWN)


class RefusableForm(forms.Form):
    """A form that leads to one operation and shows what it refused."""

    def refuse(self, refusal: TransitionRefused) -> None:
        for reason in refusal.reasons:
            self.add_error(None, reason)


class ManyFilesDrop(FileDrop):
    """A zone where several files may be dropped."""

    allow_multiple_selected = True


class DocumentsField(forms.FileField):
    """Several documents, each checked; cleans to a list of `Received`, with one message per faulty file."""

    widget = ManyFilesDrop

    def clean(self, data: Any, initial: Any = None) -> list[Received]:
        given = [file for file in (data if isinstance(data, list) else [data]) if file]
        if not given:
            raise ValidationError("Choisissez au moins un document.")
        read, faults = [], []
        for file in given:
            try:
                read.append(read_upload(file, allowed=KINDS))
            except UploadRefused as refusal:
                faults += refusal.messages
        if faults:
            raise ValidationError(faults)
        return read


class DocumentsForm(RefusableForm):
    """The REAC and the RE of one title."""

    documents = DocumentsField(
        label="Documents du titre",
        help_text="Le REAC et le RE (ou REV) d’un même titre, ensemble ou en un seul fichier : PDF avec son texte, "
        "Word (.docx), OpenDocument (.odt) ou texte (.txt, .md) ; 25 Mo au plus en tout.",
        widget=ManyFilesDrop(attrs={"accept": ".pdf,.docx,.odt,.txt,.md"}),
    )


class ReasonForm(RefusableForm):
    """A reason that stays with an act."""

    reason = forms.CharField(
        label="Motif", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), strip=True
    )


def _why() -> forms.CharField:
    return forms.CharField(
        label="Motif",
        max_length=1000,
        help_text="Pourquoi, en une phrase : ce que dit le document, et où.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PieceForm(RefusableForm):
    """One or several pieces as fields named by their address, and the reason of the correction.

    `values` maps each address to its value today; the choices of competences are those of the document.
    """

    reason = _why()

    def __init__(
        self,
        data: Any = None,
        *,
        fields: Mapping[str, Field],
        values: Mapping[str, Any],
        document: Mapping[str, Any],
    ) -> None:
        super().__init__(data, auto_id="piece_%s")
        self.pieces = dict(fields)
        if len(fields) == 1 and (address := next(iter(fields))).count("/"):
            fields = {address: replace(fields[address], label=pieces.short_label(document, address))}
        own = {address: _form_field(f, values.get(address), document) for address, f in fields.items()}
        self.fields = {**own, **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.values: dict[str, Any] = {}
        for address, field in self.pieces.items():
            given = cleaned.get(address)
            texts: Sequence[str] = given if isinstance(given, list) else [_text(given)]
            try:
                self.values[address] = pieces.read(field, texts)
            except UnwritableValue as fault:
                self.add_error(address, str(fault))
        return cleaned


class KnowHowForm(RefusableForm):
    """The know-how of a competence in one list: the group and the text of each item, and the reason.

    `lists` are the texts by address as they stand, which `values` leaves out where nothing changed; `labels` name
    the groups. The last row, blank, is for an item to add.
    """

    template_name = "referentiel/imports/know_how.html"
    reason = _why()

    def __init__(
        self,
        data: Any = None,
        *,
        items: Sequence[Item],
        lists: Mapping[str, Sequence[str]],
        labels: Mapping[str, str],
        asked: Collection[str] = (),
        seen: str,
    ) -> None:
        super().__init__(data, auto_id="piece_%s")
        self.lists, self.items, self.asked, self.seen = lists, items, asked, seen
        told = [*labels.items(), (FOLLOWS, "Suite de l’élément précédent"), (REMOVED, "À retirer")]
        choices = [(value, f"{digit}. {label}") for digit, (value, label) in enumerate(told, 1)]
        last = items[-1].group if items else next(iter(labels))
        for n, item in enumerate([*items, Item(last, "", "")], 1):
            added = not item.text
            self.fields[f"groupe-{n}"] = forms.ChoiceField(
                label=f"Groupe de l’élément {'à ajouter' if added else n}", choices=choices, initial=item.group
            )  # fmt: skip
            self.fields[f"texte-{n}"] = forms.CharField(
                label="Élément à ajouter" if added else f"Élément {n}", initial=item.text, required=False,
                strip=False, widget=forms.Textarea(attrs={"rows": 1 + len(item.text) // 60}),
            )  # fmt: skip
        self.fields["reason"] = self.fields.pop("reason")  # last on the page, and in its summary of faults

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each item with its fields; `asked` where the importer doubts of it."""
        addresses = [*(item.address for item in self.items), ""]
        return [
            {"group": self[f"groupe-{n}"], "text": self[f"texte-{n}"], "asked": address in self.asked}
            for n, address in enumerate(addresses, 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        count = len(self.items) + bool(str(cleaned.get(f"texte-{len(self.items) + 1}") or "").strip())
        said = [
            Said(cleaned[f"groupe-{n}"], cleaned.get(f"texte-{n}") or "")
            for n in range(1, count + 1)
            if f"groupe-{n}" in cleaned
        ]
        if len(said) < count:
            return cleaned  # a group that is no choice: already told
        try:
            lists = lists_of(list(self.lists), said)
        except UnclearItem as fault:
            self.add_error(f"texte-{fault.rank + 1}", str(fault))
        else:
            self.values = {group: texts for group, texts in lists.items() if texts != [*self.lists[group]]}
        return cleaned


def _text(given: Any) -> str:
    if isinstance(given, bool):
        return "oui" if given else ""
    return str(given or "")


def _form_field(field: Field, value: Any, document: Mapping[str, Any]) -> forms.Field:
    plain = field.kind in ("text", "prose", "integer", "decimal", "date", "choice")
    common: dict[str, Any] = {
        "label": field.label,
        "required": plain and not field.optional,
        "initial": pieces.written(value, field),
    }
    if field.kind == "boolean":
        return forms.BooleanField(**{**common, "initial": bool(value)})
    if field.kind == "choice":
        choices = [("", "Aucun"), *field.choices] if field.optional else list(field.choices)
        return forms.ChoiceField(**common, choices=choices)
    if field.kind in ("choices", "competences"):
        held = [str(item) for item in value or ()]
        choices = list(field.choices) or _competence_choices(document, held)
        return forms.MultipleChoiceField(
            **{**common, "initial": held}, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    if field.kind == "texts":
        return forms.CharField(
            **common, help_text="Un élément par ligne.", strip=False,
            widget=forms.Textarea(attrs={"rows": min(14, len(value or ()) + 2)}),
        )  # fmt: skip
    if field.kind == "prose" or len(str(value or "")) > 60:
        return forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 3}))
    if field.kind == "date":
        return forms.CharField(**common, widget=DateInput)
    if field.kind in ("integer", "decimal"):
        return forms.CharField(**common, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    return forms.CharField(**common)


def _competence_choices(document: Mapping[str, Any], held: Sequence[str]) -> list[tuple[str, str]]:
    """The competences of the document, and the numbers named without being there: a form must not lose them."""
    known = [(str(number), f"{number}. {title}") for number, title in pieces.competence_titles(document)]
    numbers = {number for number, _ in known}
    return known + [(number, f"{number}. (compétence absente)") for number in held if number not in numbers]


class PublishForm(RefusableForm):
    """What is accepted when a référentiel is published."""

    findings = forms.CharField(widget=forms.HiddenInput, required=False)
    accepted = forms.BooleanField(label="J’ai lu les constats : le texte officiel est ainsi.", required=False)
    reason = forms.CharField(
        label="Motif de la révision",
        max_length=300,
        required=False,
        help_text="Demandé quand cette version est déjà publiée et que son contenu change.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, findings: int, digest: str, revises: bool) -> None:
        super().__init__(data, initial={"findings": digest})
        if not findings:
            del self.fields["accepted"]
        if not revises:
            del self.fields["reason"]

    @property
    def accepted_digest(self) -> str:
        """The digest of the findings shown, if they were accepted."""
        cleaned = self.cleaned_data
        return cleaned.get("findings", "") if cleaned.get("accepted", True) else ""
