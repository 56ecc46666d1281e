"""What the ministry's template changed over the years: names of the documents, labels, spellings, habits."""

from dataclasses import dataclass

ROMAN = {3: "V", 4: "IV", 5: "III", 6: "II", 7: "I"}


@dataclass(frozen=True)
class Era:
    """One generation of the template; the words are those that its documents print."""

    name: str
    evaluation: str  # « Type de document » of the running foot
    evaluation_title: str
    evaluation_noun: str
    roman: bool
    accents: bool  # FICHE COMPÉTENCE, or FICHE COMPETENCE
    optional: str  # after « Compétences transversales de l’emploi »
    emploi: str  # « l’emploi type » or « l’emploi-type »
    synopsis_capital: bool  # « du Titre Professionnel » in the contents
    by_law: str
    validated: str
    journal: str
    quotes: str  # apostrophe most used
    tick: tuple[str, str]  # ticked, empty
    bullets: str
    clock: str
    dossier: str
    site: str
    nothing: str
    nsf_dash: str
    merged_late: bool = False
    foot: str = "line"  # how a plain extraction leaves the running foot
    page_mark: str = "\f"

    def level(self, level: int) -> str:
        return f"Niveau {ROMAN[level] if self.roman else level}"

    def framed_level(self, level: int) -> str:
        frame = "Nomenclature de 1969" if self.roman else "Cadre national des certifications 2019"
        return f"{self.level(level)} ({frame})"

    def capitals(self, text: str) -> str:
        return text if self.accents else text.replace("É", "E").replace("È", "E")

    def minutes(self, minutes: int) -> str:
        hours, left = divmod(minutes, 60)
        return self.clock.format(h=hours, m=left)


ERA_2013 = Era(
    name="2013", evaluation="RC", evaluation_title="RÉFÉRENTIEL DE CERTIFICATION",
    evaluation_noun="référentiel de certification", roman=True, accents=False, optional=" (le cas échéant)",
    emploi="l’emploi type", synopsis_capital=True,
    by_law="(Arrêté du 9 mars 2006 relatif aux conditions de délivrance du titre professionnel du ministère chargé "
           "de l’emploi)",
    validated="Date de validation", journal="Date de validation", quotes="’", tick=("X", ""), bullets="-",
    clock="{h:02d} h {m:02d} min", dossier="dossier de synthèse de pratique professionnelle (DSPP)",
    site="http://www.emploi.gouv.fr", nothing="Néant", nsf_dash=" - ",
    foot="line",
)  # fmt: skip

ERA_2018 = Era(
    name="2018", evaluation="RC", evaluation_title="RÉFÉRENTIEL DE CERTIFICATION",
    evaluation_noun="référentiel de certification", roman=True, accents=False, optional=" (le cas échéant)",
    emploi="l’emploi type", synopsis_capital=True,
    by_law="(Arrêté du 22 décembre 2015 relatif aux conditions de délivrance du titre professionnel du ministère "
           "chargé de l’emploi)",
    validated="Date de Validation", journal="Date dernier JO", quotes="’", tick=("\uf054", "\uf0a3"),
    bullets="-", clock="{h:02d} h {m:02d} min", dossier="dossier professionnel",
    site="http://travail-emploi.gouv.fr", nothing="Sans objet", nsf_dash=" - ", foot="stacked",
)  # fmt: skip

ERA_2022 = Era(
    name="2022", evaluation="RE", evaluation_title="RÉFÉRENTIEL D’ÉVALUATION",
    evaluation_noun="référentiel d’évaluation", roman=False, accents=True, optional="",
    emploi="l’emploi type", synopsis_capital=False,
    by_law="", validated="Date de Validation", journal="Date dernier JO", quotes="’",
    tick=("\uf054", "\uf0a3"), bullets="\uf0b7", clock="{h:02d} h {m:02d} min", dossier="dossier professionnel",
    site="http://travail-emploi.gouv.fr", nothing="Sans objet", nsf_dash="--",
    merged_late=True, foot="rare", page_mark=" ",
)  # fmt: skip

ERA_2025 = Era(
    name="2025", evaluation="REV", evaluation_title="RÉFÉRENTIEL D’ÉVALUATION",
    evaluation_noun="référentiel d’évaluation", roman=False, accents=True, optional="",
    emploi="l’emploi type", synopsis_capital=False,
    by_law="", validated="Date de Validation", journal="Date dernier JO", quotes="'",
    tick=("☒", "☐"), bullets="•", clock="{h:02d} h {m:02d} min", dossier="dossier professionnel",
    site="https://travail-emploi.gouv.fr", nothing="Sans objet", nsf_dash=" - ",
)  # fmt: skip

ERAS = {era.name: era for era in (ERA_2013, ERA_2018, ERA_2022, ERA_2025)}
