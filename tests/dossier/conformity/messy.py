"""Dossiers as people write them: to the measure of the RE, and odd in every way that is no fault."""

import random
from collections.abc import Callable, Sequence

from .building import Docx, Words, fill, prose

SUBJECTS = [
    "La structure, son territoire et ses acteurs",
    "L’accompagnement de Mme A. : contractualiser et suivre son parcours",
    "L’élaboration du projet professionnel de M. B.",
    "Un atelier thématique sur l’entretien d’embauche",
    "La prospection des employeurs du territoire",
    "L’appui technique au recrutement",
    "L’intégration et le maintien d’un salarié",
]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII"]
ORDINALS = ["Première", "Deuxième", "Troisième", "Quatrième", "Cinquième", "Sixième", "Septième"]
WORDINGS: list[Callable[[int], str]] = [
    lambda n: f"Partie {n} – {SUBJECTS[n - 1]}",
    lambda n: f"PARTIE {ROMAN[n - 1]} : {SUBJECTS[n - 1].upper()}",
    lambda n: f"{ORDINALS[n - 1]} partie",
    lambda n: f"{ROMAN[n - 1]}. {SUBJECTS[n - 1]}",
    lambda n: f"{n}/ {SUBJECTS[n - 1]}",
    lambda n: f"Partie\u00a0{n}\u00a0: {SUBJECTS[n - 1]}",
    lambda n: SUBJECTS[n - 1],
]


def oddity(paper: Docx, chance: random.Random) -> None:
    """A block that takes a quarter of a page at most and breaks no rule."""
    kind = chance.randrange(10)
    if kind == 0:
        paper.heading(f"{chance.randrange(1, 8)}. Le contexte", 2)
    elif kind == 1:
        paper.table(["Étape", "Qui"], ["Accueil", Words("Le conseiller", font="Calibri", size=9)])
    elif kind == 2:
        paper.text(
            "Une remarque", Words("", footnote="Voir l’annexe 1 : le contrat d’engagement."), " à retenir."
        )
    elif kind == 3:
        paper.box("Un encadré posé dans la marge", width=6, height=1.5)
    elif kind == 4:
        paper.picture(5, 3, alt="Organigramme")
    elif kind == 5:
        for _ in range(2):
            paper.item("Un point de la liste")
    elif kind == 6:
        for _ in range(3):
            paper.text("")
    elif kind == 7:
        paper.text(Words("Annexe 2 : la grille d’entretien", bold=True))
    elif kind == 8:
        paper.text(Words("Conclusion", bold=True, size=12))
    else:
        paper.table([prose(200, chance.randrange(99))], bordered=False)


def messy(pages: Sequence[int], annexes: int, seed: int) -> Docx:
    """A whole dossier, each part of so many pages on a new page, none for 0; everything else is drawn by lot."""
    chance = random.Random(seed)
    paper = Docx(
        header=chance.choice(["", "Dossier de Jade Morel"]),
        theme=chance.random() < 0.3,
        heading_font=chance.choice(["", "Georgia"]),
        margins=chance.choice([(2.5, 2.5, 2.5, 2.5), (2.0, 2.0, 2.0, 2.0)]),
    )
    by = chance.choice(["style", "outline", "hand", "box"])
    toc = chance.choice(["field", "sdt", "style", "hand", None])
    wording = chance.choice(WORDINGS[:-1] if by == "box" else WORDINGS)
    paper.text(Words("Dossier support du questionnement", size=24, bold=True), align="center")
    paper.text(Words("Jade Morel", size=16), align="center")
    paper.text("Titre professionnel Conseiller en insertion professionnelle")
    starts = [3 + sum(pages[:rank]) for rank in range(len(pages))]
    if toc is not None:
        paper.page_break()
        entries = [(wording(n), page) for n, page in enumerate(starts, 1) if pages[n - 1]]
        paper.toc([*entries, ("Annexes", 3 + sum(pages))], by=toc)
    if chance.random() < 0.4:
        paper.heading("Remerciements", new_page=True, by="hand")
        paper.text(prose(500, seed))
    if chance.random() < 0.4:
        paper.heading("Introduction", new_page=True, by=by)
        paper.text(prose(900, seed))
        paper.text(f"La première partie présente la structure. La partie 2 traite de {SUBJECTS[1]}.")
    for number, count in enumerate(pages, 1):
        if not count:
            continue
        paper.heading(wording(number), by=by, new_page=True)
        oddity(paper, chance)
        fill(paper, count, seed=seed * 10 + number, signs=1500)
        if chance.random() < 0.5:
            oddity(paper, chance)
    if annexes:
        if chance.random() < 0.5:
            paper.heading("Annexes", by=by, new_page=True)
            paper.text("Annexe 1 : la plaquette de la structure")
        for rank in range(1, annexes + 1):
            paper.heading(f"Annexe {rank} – Un document", by="hand" if by == "box" else by, new_page=True)
            paper.text(prose(400, rank), spacing=1.0)
    return paper
