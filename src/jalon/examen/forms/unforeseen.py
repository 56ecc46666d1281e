"""What happens to a published timetable: who or what, when; only what the kind asks."""

from datetime import date, datetime, time
from typing import Any

from django import forms

from jalon.common.forms import ActForm, TimeInput
from jalon.common.typography import clock, day_label
from jalon.examen.enums import Presence, SalleKind, UnforeseenKind
from jalon.examen.models import ExamSession, Inscription, JurySeat
from jalon.examen.queries.unforeseen import AWAY, candidates_to_add
from jalon.examen.rules.timetable import local_minutes, minutes_of
from jalon.people.rules import NIR_REFUSED, holds_nir

KIND = UnforeseenKind
CANDIDATES = (KIND.NO_SHOW, KIND.CANDIDATE_LATE, KIND.CANDIDATE_ADDED)
JURORS = (KIND.JUROR_LATE, KIND.JUROR_AWAY)
LASTING = (KIND.JUROR_AWAY, KIND.ROOM_LOST)
HOURS = {
    KIND.CANDIDATE_LATE: "Arrive à",
    KIND.JUROR_LATE: "Arrive à",
    KIND.JUROR_AWAY: "À partir de",
    KIND.ROOM_LOST: "À partir de",
    KIND.JURY_OVERRUN: "Occupé jusqu’à",
}

NOBODY = {
    KIND.CANDIDATE_ADDED: "Aucun candidat admis n’attend une place : inscrivez-le et admettez-le d’abord.",
    KIND.CANDIDATE_LATE: "Aucun candidat du planning n’est encore attendu : chacun est arrivé ou noté absent.",
}


class UnforeseenForm(ActForm):
    """`facts` and `sentence` are what the operation takes once the form is valid."""

    def __init__(
        self, session: ExamSession, kind: UnforeseenKind, now: datetime, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.kind = session, kind
        self.today, minute = local_minutes(now)
        if kind in CANDIDATES:
            self.fields["inscription"] = self._candidates()
        if kind in JURORS:
            self.fields["juror"] = self._choice("Juré", self._jurors())
        if kind == KIND.ROOM_LOST:
            salles = session.salles.exclude(kind=SalleKind.ACTOR).order_by("kind", "name")
            rooms = [(salle.name, str(salle)) for salle in salles]
            self.fields["room"] = self._choice("Salle", rooms)
        if kind == KIND.JURY_OVERRUN:
            juries = [(str(jury.pk), f"Jury {jury.number}") for jury in session.juries.order_by("number")]
            self.fields["jury"] = self._choice("Jury", juries)
        if kind in HOURS:
            self._hours(minute)
        if kind == KIND.NO_SHOW:
            before = self.today < session.starts_on
            if not before:
                self.fields["excused"] = forms.BooleanField(label="Absence excusée", required=False)
            self.fields["note"] = forms.CharField(
                label="Motif présenté", max_length=300, required=before, widget=forms.TextInput,
                help_text="La session n’a pas commencé : l’inscription sera retirée avec ce motif."
                if before
                else "Nécessaire si l’absence est excusée. Rien sur la santé.",
            )  # fmt: skip

    def _candidates(self) -> forms.ChoiceField:
        if self.kind == KIND.CANDIDATE_ADDED:
            found = candidates_to_add(self.session)
        else:
            placed = Inscription.objects.filter(
                session=self.session, appointments__timetable__status="published"
            )
            if self.kind == KIND.CANDIDATE_LATE:  # who came in time is not late any more
                placed = placed.exclude(presence__in=(*AWAY, Presence.PRESENT))
            found = list(placed.select_related("person").order_by("number").distinct())
        field = self._choice(
            "Candidat", [(str(one.pk), f"{one.number} – {one.person.sort_name}") for one in found]
        )
        field.help_text = "" if found else NOBODY.get(self.kind, "")
        return field

    def _jurors(self) -> list[tuple[str, str]]:
        seats = JurySeat.objects.filter(jury__session=self.session, left_at__isnull=True)
        found: dict[str, str] = {}
        for seat in seats.select_related("person", "jury").order_by("jury__number", "pk"):
            known = found.get(str(seat.person_id))
            label = f"jury {seat.jury.number}"
            found[str(seat.person_id)] = (
                f"{known[:-1]}, {label})" if known else f"{seat.person.full_name} ({label})"
            )
        return list(found.items())

    def _hours(self, minute: int) -> None:
        days = [day for day in self.session.days.order_by("date") if day.date >= self.today]
        if self.kind == KIND.JURY_OVERRUN:
            days = [day for day in days if day.date == self.today]
        choices = [(day.date.isoformat(), day_label(day.date, "jour")) for day in days]
        if self.kind != KIND.JURY_OVERRUN:
            self.fields["day"] = self._choice("Journée", choices)
        now = time(minute // 60, minute % 60)
        first = now if days and days[0].date == self.today else days[0].opens_at if days else now
        self.fields["at"] = forms.TimeField(label=HOURS[self.kind], widget=TimeInput(), initial=first)
        if self.kind == KIND.ROOM_LOST:
            self.fields["until"] = forms.TimeField(
                label="Jusqu’à", widget=TimeInput(), required=False, help_text="Vide : jusqu’au soir."
            )
        if self.kind in LASTING and len(days) > 1:
            self.fields["rest"] = forms.BooleanField(
                label="Les jours suivants aussi, jusqu’à la fin de la session", required=False
            )

    def _choice(self, label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=label, choices=choices if len(choices) == 1 else [("", "Choisir…"), *choices]
        )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"].strip()
        if holds_nir(note):
            raise forms.ValidationError(NIR_REFUSED)
        return note

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("excused") and not data.get("note"):
            self.add_error("note", "Notez le motif présenté par le candidat excusé.")
        if data.get("until") and data.get("at") and data["until"] <= data["at"]:
            self.add_error("until", "La fin doit suivre le début.")
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """What happens, as JSON values."""
        data = self.cleaned_data
        found: dict[str, Any] = {
            name: int(data[name]) for name in ("inscription", "juror", "jury") if data.get(name)
        }
        if "at" in data:
            found["day"] = data.get("day") or self.today.isoformat()
            found["minute"] = minutes_of(data["at"])
        if data.get("until"):
            found["until"] = minutes_of(data["until"])
        found.update({name: data[name] for name in ("room", "note", "excused", "rest") if data.get(name)})
        return found

    @property
    def sentence(self) -> str:
        """What happens, in French, for the journal and the new version."""
        labels = {
            name: dict(self.fields[name].choices).get(self.cleaned_data[name], "")  # type: ignore[attr-defined]
            for name in ("inscription", "juror", "jury", "room")
            if name in self.fields
        }
        facts = self.facts
        who = next(iter(labels.values()), "")
        if self.kind in CANDIDATES:
            who = f"candidat n° {who.split(' – ', 1)[0]} {who.split(' – ', 1)[-1]}"
        at = clock(facts["minute"]) if "minute" in facts else ""
        day = day_label(date.fromisoformat(facts["day"]), "jour") if "day" in facts else ""
        rest = " et les jours suivants" if facts.get("rest") else ""
        match self.kind:
            case KIND.NO_SHOW:
                text = f"{who} ne vient pas"
            case KIND.CANDIDATE_ADDED:
                text = f"{who} est à placer"
            case KIND.CANDIDATE_LATE | KIND.JUROR_LATE:
                text = f"{who} arrive à {at}, le {day}"
            case KIND.JUROR_AWAY:
                text = f"{who} est empêché à partir de {at}, le {day}{rest}"
            case KIND.ROOM_LOST:
                until = f" à {clock(facts['until'])}" if facts.get("until") and not rest else ""
                room = who if who.casefold().startswith("salle") else f"la salle {who}"
                text = f"{room} est perdue {'de' if until else 'à partir de'} {at}{until}, le {day}{rest}"
            case KIND.JURY_OVERRUN:
                text = f"le {who.lower()} déborde jusqu’à {at}"
        return text[:1].upper() + text[1:]
