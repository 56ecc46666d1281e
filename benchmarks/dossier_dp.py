"""Invented dossiers professionnels on the ministry's model, whole or spoiled in one way."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.dossier_corpus import PAGE, Case, Planted
from jalon.dossier.conformity.expectations import DP
from jalon.referentiel.shipped import shipped_titres
from tests.dossier.conformity.building import Docx, Words
from tests.dossier.conformity.prose import beside

_QUESTIONS = (
    "1. Décrivez les tâches ou opérations que vous avez effectuées, et dans quelles conditions :",
    "2. Précisez les moyens utilisés :",
    "3. Avec qui avez-vous travaillé ?",
    "4. Contexte",
    "5. Informations complémentaires (facultatif)",
)
_SUBJECTS = (
    "Accueillir un nouveau public",
    "Préparer une rencontre",
    "Rendre compte à l’équipe",
    "Suivre un stagiaire",
)

_TAIL = (
    "Titres, diplômes, CQP, attestations de formation (facultatif)",
    "Déclaration sur l’honneur",
    "Documents illustrant la pratique professionnelle (facultatif)",
)


@dataclass
class Model:
    """A filled model: the pages of each example by activity, and what its candidate did to it."""

    chance: random.Random
    examples: dict[int, list[int]]
    numbers: dict[int, list[int]] = field(default_factory=dict)
    questions: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    without: str = ""
    late: bool = False  # the presentation stands after the declaration
    prompts: int = 0
    planted: list[Planted] = field(default_factory=list)

    def some(self) -> int:
        return self.chance.choice(list(self.examples))


def drawn_dp(seed: int, chance: random.Random) -> Case:
    titre = chance.choice(list(shipped_titres().values()))
    model = Model(
        chance, {rank: [chance.randint(1, 3) for _ in range(chance.randint(1, 3))] for rank in (1, 2, 3)}
    )
    if chance.random() < 0.75:
        chance.choice(_FAULTS)(model)
    kind = chance.choice(("docx", "docx", "odt", "pdf"))
    data = _written(model, [bloc.title for bloc in titre.ccps])
    return Case(seed, titre, "title", DP, kind, "model", data, tuple(model.planted), 0)


# --- faults ---


def _section_missing(model: Model) -> None:
    model.without = model.chance.choice(("Présentation du dossier", "Déclaration sur l’honneur"))
    model.planted.append(Planted("dp_section_missing", None, "", ("dp_section_misplaced",)))


def _section_misplaced(model: Model) -> None:
    model.late = True
    model.planted.append(Planted("dp_section_misplaced"))


def _examples_low(model: Model) -> None:
    activity = model.some()
    del model.examples[activity]
    model.planted.append(Planted("dp_examples_low", activity))


def _examples_high(model: Model) -> None:
    activity = model.some()
    model.examples[activity] = [1, 2, 1, 1]
    model.planted.append(Planted("dp_examples_high", activity))


def _example_long(model: Model) -> None:
    activity = model.some()
    model.examples[activity][-1] = model.chance.randint(5, 7)
    model.planted.append(Planted("dp_example_long", activity))


def _numbering(model: Model) -> None:
    activity = model.some()
    model.examples[activity] = [1, 2]
    model.numbers[activity] = model.chance.choice([[2, 3], [1, 3], [2, 1]])
    model.planted.append(Planted("dp_numbering", activity))


def _question_missing(model: Model) -> None:
    activity = model.some()
    lost = model.chance.randrange(3)
    model.questions[activity, 0] = tuple(one for rank, one in enumerate(_QUESTIONS) if rank != lost)
    model.planted.append(Planted("dp_question_missing", activity))


def _placeholder(model: Model) -> None:
    model.prompts = model.chance.randint(1, 3)
    model.planted.append(Planted("dp_placeholder"))


_FAULTS: tuple[Callable[[Model], None], ...] = (
    _section_missing, _section_misplaced, _examples_low, _examples_high, _example_long, _numbering, _question_missing,
    _placeholder,
)  # fmt: skip


# --- writing ---


def _written(model: Model, activities: list[str]) -> bytes:
    chance, paper = model.chance, Docx(font=model.chance.choice(("Calibri", "Arial")), size=11, spacing=1.0)
    paper.text(Words("DOSSIER PROFESSIONNEL (DP)", size=28, bold=True))
    paper.table(
        ["Nom de naissance", "Morel"], ["Nom d’usage", "Morel"], ["Prénom", "Jade"],
        ["Adresse", "4 impasse du Lavoir, 38000 Grenoble"], bordered=False,
    )  # fmt: skip
    paper.text(Words("Titre professionnel visé", bold=True))
    paper.text(Words("Modalité d’accès : ☒ Parcours de formation ☐ Validation des acquis de l’expérience"))
    if not model.late and model.without != "Présentation du dossier":
        _presentation(paper)
    paper.heading("Sommaire", by="hand", new_page=True)
    paper.text(Words("Exemples de pratique professionnelle", bold=True))
    page = 4
    for activity, examples in model.examples.items():
        paper.text(f"{activities[activity - 1]}\tp. {page}")
        for pages in examples:
            paper.text(f"– {chance.choice(_SUBJECTS)}\tp. {page}")
            page += pages
    for title in (*_TAIL, "Annexes (si le RC le prévoit)"):
        paper.text(f"{title}\tp. {page}")
        page += 1
    paper.heading("Exemples de pratique professionnelle", by="hand", new_page=True)
    for activity, examples in model.examples.items():
        numbers = model.numbers.get(activity, list(range(1, len(examples) + 1)))
        for rank, (pages, number) in enumerate(zip(examples, numbers, strict=True)):
            questions = model.questions.get((activity, rank), _QUESTIONS)
            _example(model, paper, activity, activities[activity - 1], number, pages, questions)
    for title in (
        "Titres, diplômes, CQP, attestations de formation (facultatif)",
        "Déclaration sur l’honneur",
    ):
        if title != model.without:
            paper.heading(title, by="hand", new_page=True)
            paper.text(
                "Je soussignée Jade Morel, déclare sur l’honneur que les renseignements fournis dans ce dossier sont "
                "exacts et que je suis l’auteure des réalisations jointes."
                if title.startswith("Décl") else "Baccalauréat professionnel, lycée des métiers, 2014."
            )  # fmt: skip
    if model.late:
        _presentation(paper)
    paper.heading(_TAIL[2], by="hand", new_page=True)
    paper.text("Fiche de liaison, plaquette de l’atelier.")
    paper.heading("ANNEXES", by="hand", new_page=True)
    paper.text("(Si le RC le prévoit)")
    return paper.data()


def _presentation(paper: Docx) -> None:
    paper.heading("Présentation du dossier", by="hand", new_page=True)
    paper.text(
        "Le dossier professionnel (DP) constitue un élément du système de validation du titre professionnel. Ce titre "
        "est délivré par le Ministère chargé de l’emploi. Le DP appartient au candidat."
    )


def _example(
    model: Model, paper: Docx, activity: int, title: str, number: int, pages: int, questions: tuple[str, ...]
) -> None:
    paper.page_break()
    paper.table(["Activité-type", str(activity), title], widths=(3, 1, 12))
    paper.text(Words(f"Exemple n°{number} ► {model.chance.choice(_SUBJECTS)}", bold=True))
    written, page = 0, 0
    total = pages * PAGE * 0.9
    share = round(total / 6 / 3)
    for rank, question in enumerate(questions):
        paper.text(Words(question, bold=True))
        if model.prompts and rank < 2:
            paper.text("Cliquez ici pour taper du texte.")
            model.prompts -= 1
            continue
        if rank >= 3:
            paper.text(
                "Passerelle Emploi, service insertion, de mars à mai 2026." if rank == 3 else "Aucune."
            )
            continue
        for said in beside(model.chance, share):
            turned = min(int(written / total * pages), pages - 1) > page
            page += turned
            paper.text(said, new_page=turned)
            written += len(said)
