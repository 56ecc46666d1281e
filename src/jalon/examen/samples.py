"""Invented contexts that show each document in the gallery and feed its tests."""

from dataclasses import replace
from math import cos, sin

from jalon.documents.blocks import Letterhead, Recipient, Signatory
from jalon.examen.contexts import (
    ChecklistPlateau,
    ConvocationCandidat,
    ConvocationComedien,
    ConvocationJure,
    EmargementRow,
    EmargementSheet,
    FeuilleEmargement,
    FeuilleSignee,
    Planning,
    PlanningDay,
    PlanningLane,
    PlanningPoster,
    Pli,
    PosterBar,
    PosterDay,
    PosterLane,
    PosterName,
    PosterPage,
    Premise,
    Presence,
    PVOuverturePlis,
    Rapport,
    ResourceLine,
    SessionFacts,
    SignedRow,
    SignedSheet,
    Slot,
    Stage,
)

ORGANISME = Letterhead(
    name="Rive droite formation",
    address=("14 rue des Passerelles", "69007 Lyon"),
    contact=("04 00 00 00 00", "examens@rive-droite.example"),
    legal="SIRET 000 000 000 00000 – déclaration d’activité 84 69 00000 69",
)
SESSION = SessionFacts(
    reference="CIP-2026-014",
    kind="Session titre",
    titre="Conseiller en insertion professionnelle",
    titre_code="TP-00403 – millésime 08",
    level="niveau 5",
    dates="du 14 au 15 décembre 2026",
    site="Rive droite formation, site des Passerelles",
    address=("14 rue des Passerelles", "69007 Lyon"),
    responsable="Nadia Berthelot",
    ceres_number="26-069-00417",
    agrement="Agrément valable jusqu’au 22 mars 2028",
    ddets="DDETS du Rhône",
)
RESPONSABLE = Signatory(name="Nadia Berthelot", quality="Responsable de session")
PLACE_DATE = "Lyon, le 24 novembre 2026"
FIRST_DAY, SECOND_DAY = "lundi 14 décembre 2026", "mardi 15 décembre 2026"
CONTACT = "Nadia Berthelot, 04 00 00 00 00, examens@rive-droite.example"
CANDIDATES = (
    "Awa Diallo-Lefèvre", "Marc Étienne", "Chloé Garnier", "Ibrahim Haddad", "Solène Jégou", "Thu Hà Nguyen",
    "Paulo Rodrigues", "Œdipe Sauvage", "Zoé Tessier", "Maëlle Urien", "Noël Vasseur", "Inès Ybarra",
)  # fmt: skip


def _slots(start: int, room: str, who: str = "") -> tuple[Slot, ...]:
    """The tests of one candidate in the order the RE wants, from a start in minutes since midnight."""
    steps = (
        (15, "Préparation de la mise en situation", "preparation", "Seul, sans le jury"),
        (30, "Mise en situation professionnelle", "jury", ""),
        (20, "Rédaction de la synthèse", "preparation", "Seul, sans le jury"),
        (20, "Entretien technique", "jury", ""),
        (60, "Questionnement à partir de production(s)", "jury", ""),
        (30, "Entretien final", "jury", "Avec échange sur le dossier professionnel"),
    )
    slots = []
    for minutes, label, kind, note in steps:
        place = "Bureau 2" if kind == "preparation" else room
        slots.append(
            Slot(
                start=start, end=start + minutes, label=label, kind=kind, day=FIRST_DAY,  # type: ignore[arg-type]
                room=place, who=who, note=note,
            )
        )  # fmt: skip
        start += minutes
    return tuple(slots)


def convocation_candidat() -> ConvocationCandidat:
    return ConvocationCandidat(
        organisme=ORGANISME,
        session=SESSION,
        recipient=Recipient(
            name="Awa Diallo-Lefèvre",
            address=("3 impasse du Four", "69100 Villeurbanne"),
            salutation="Madame",
        ),
        candidate_number="7",
        route="formation continue",
        scope=("Titre professionnel complet",),
        arrival=f"{FIRST_DAY} à 8 h 15",
        slots=_slots(8 * 60 + 45, "Salle 102"),
        to_bring=(
            "cette convocation et une pièce d’identité en cours de validité ;",
            "votre dossier professionnel, paginé, et vos productions écrites ;",
            "vos productions numériques sur une clé USB ;",
            "la preuve de vos périodes en entreprise, si elle n’a pas encore été remise.",
        ),
        instructions=(
            "Les téléphones et objets connectés sont éteints et rangés pendant les épreuves.",
            "En cas de retard, le responsable de session décide de l’admission ; l’heure de fin ne change pas.",
            "Le règlement général des sessions d’examen vous a été remis ; il est affiché dans le centre.",
            "Une situation de handicap peut ouvrir droit à un aménagement : parlez-en au plus tôt au centre.",
        ),
        arrangements=("Temps majoré d’un tiers pour les préparations écrites",),
        place_date=PLACE_DATE,
        signatory=RESPONSABLE,
    )


def invitation_jure(stage: Stage = "invitation") -> ConvocationJure:
    return ConvocationJure(
        organisme=ORGANISME,
        stage=stage,
        session=SESSION,
        recipient=Recipient(
            name="Hervé Le Guennec", address=("8 quai des Tilleuls", "69600 Oullins"), salutation="Monsieur"
        ),
        jury_label="Jury A",
        habilitation="Habilitation TP-00403 valable jusqu’au 22 mars 2028",
        presences=(
            Presence(day=FIRST_DAY, start=510, end=1065, room="Salle 102", load="3 candidats"),
            Presence(day=SECOND_DAY, start=510, end=1080, room="Salle 102", load="3 candidats, délibération"),
        ),
        preparation=(
            "Prendre connaissance du référentiel d’évaluation et de la charte de déontologie du jury.",
            "Signaler sans attendre tout lien, présent ou passé, avec un candidat de la session.",
            "Les dossiers et productions des candidats sont lus sur place, le jour de l’examen.",
        ),
        terms=("Les frais de déplacement et la vacation sont réglés par le centre sur justificatifs.",),
        reply_by="30 novembre 2026",
        employer="Mission locale des Deux Rives",
        employer_notice_days=15,
        contact=CONTACT,
        place_date=PLACE_DATE,
        signatory=RESPONSABLE,
    )


def convocation_jure() -> ConvocationJure:
    return invitation_jure("convocation")


def convocation_comedien() -> ConvocationComedien:
    return ConvocationComedien(
        organisme=ORGANISME,
        session=SESSION,
        recipient=Recipient(
            name="Lucie Amsellem", address=("27 rue Basse", "69001 Lyon"), salutation="Madame"
        ),
        presences=(
            Presence(day=FIRST_DAY, start=510, end=1020, room="Salles 102 et 104", load="6 entretiens"),
        ),
        slots=tuple(
            Slot(
                day=FIRST_DAY, start=540 + i * 75, end=570 + i * 75, label="Entretien joué", room="Salle 102"
            )
            for i in range(6)
        ),
        preparation_room="Bureau 4, réservé à votre usage",
        instructions=(
            "La fiche du scénario vous est remise en main propre après chaque tirage au sort.",
            "Vous seul connaissez le scénario : ni le candidat ni un tiers n’en est informé.",
            "Toutes les fiches sont rendues au responsable de session en fin de journée.",
        ),
        contact=CONTACT,
        place_date=PLACE_DATE,
        signatory=RESPONSABLE,
    )


def feuille_emargement() -> FeuilleEmargement:
    def sheet(half_day: str, hours: str) -> EmargementSheet:
        rows = tuple(
            EmargementRow(
                name=name, detail=f"n° {n}", expected="8 h 15" if half_day == "Matin" else "13 h 15"
            )
            for n, name in enumerate(CANDIDATES, start=1)
        )
        return EmargementSheet(day=FIRST_DAY, half_day=half_day, hours=hours, rows=rows, blank_rows=2)

    return FeuilleEmargement(
        organisme=ORGANISME,
        session=SESSION,
        audience="Candidats",
        sheets=(sheet("Matin", "8 h 15 – 12 h 30"), sheet("Après-midi", "13 h 15 – 17 h 45")),
    )


def feuille_signee() -> FeuilleSignee:
    def scrawl(turn: int) -> tuple[tuple[tuple[int, int], ...], ...]:
        xs = range(140, 860, 60)
        wave = tuple((x, 180 + round(110 * sin(x / (50 + 7 * turn)) * cos(x / 210))) for x in xs)
        return (wave, ((130, 290), (700 + 20 * turn, 262)))

    rows = [
        SignedRow(
            name=name, detail=f"n° {n}", expected="8 h 15", signed=f"8 h {5 + n:02d}", drawing=scrawl(n)
        )
        for n, name in enumerate(CANDIDATES, start=1)
    ]
    rows[1] = replace(rows[1], drawing=(), typed=CANDIDATES[1])
    rows[2] = replace(rows[2], signed="9 h 07", remark="Arrivé en retard à 9 h 05")
    rows[3] = replace(rows[3], signed="", drawing=(), remark="Absent")
    return FeuilleSignee(
        organisme=ORGANISME,
        session=SESSION,
        audience="Candidats",
        sheets=(
            SignedSheet(
                day=FIRST_DAY,
                half_day="Matin",
                hours="8 h 15 – 12 h 30",
                tally=f"{len(rows) - 1} signatures sur {len(rows) - 1} attendues",
                rows=tuple(rows),
            ),
        ),
        certified=replace(RESPONSABLE, signed="Certifié le 14 décembre 2026 à 12 h 40"),
    )


def _day(label: str, first: int, juries: tuple[str, ...] = ("Jury A", "Jury B")) -> PlanningDay:
    lanes = []
    for j, jury in enumerate(juries):
        room = f"Salle 10{2 + 2 * j}"
        names = CANDIDATES[first + 2 * j : first + 2 * j + 2]
        slots = [
            Slot(start=510, end=540, label="Lecture des productions", kind="reading", room=room),
            *_slots(540, room, names[0]),
            Slot(start=715, end=785, label="Déjeuner", kind="break"),
            *_slots(785, room, names[1]),
            Slot(start=960, end=990, label="Échanges du jury", kind="reading", room=room),
        ]
        lanes.append(PlanningLane(label=jury, detail=room, slots=tuple(slots)))
    return PlanningDay(label=label, opens=510, closes=1020, lanes=tuple(lanes))


def planning_session() -> Planning:
    return Planning(
        organisme=ORGANISME,
        session=SESSION,
        subject="Toute la session",
        version="Version 3, publiée le 23 novembre 2026",
        days=(_day(FIRST_DAY, 0), _day(SECOND_DAY, 4)),
        notes=("Les temps majorés accordés par la DDETS sont compris dans les horaires.",),
    )


def planning_personne() -> Planning:
    day = PlanningDay(
        label=FIRST_DAY,
        opens=510,
        closes=720,
        lanes=(PlanningLane(label="Awa Diallo-Lefèvre", detail="n° 7", slots=_slots(525, "Salle 102")),),
    )
    return Planning(
        organisme=ORGANISME,
        session=SESSION,
        subject="Awa Diallo-Lefèvre",
        version="Version 3, publiée le 23 novembre 2026",
        days=(day,),
    )


def planning_salle() -> Planning:
    return Planning(
        organisme=ORGANISME,
        session=SESSION,
        subject="Salle 102",
        version="Version 3, publiée le 23 novembre 2026",
        days=(_day(FIRST_DAY, 0, ("Jury A",)), _day(SECOND_DAY, 4, ("Jury A",))),
    )


def planning_poster() -> PlanningPoster:
    tests = ((15, 0, ("Lecture", "L")), (30, 1, ("Mise en situation", "Sit.")), (20, 2, ("Entretien", "ET")),
             (60, 3, ("Questionnement", "Q")), (30, 4, ("Entretien final", "EF")))  # fmt: skip

    def lane(label: str, who: tuple[str, ...]) -> PosterLane:
        bars, names, at = [], [], 510
        for name in who:
            begin = at
            for length, colour, words in tests:
                bars.append(PosterBar(start=at, end=at + length, names=words, colour=colour))
                at += length
            bars.append(
                PosterBar(start=begin, end=begin + 15, names=("Préparation", "P"), colour=1, alone=True)
            )
            names.append(PosterName(start=begin, end=at, names=(name, name.split()[-1].upper())))
            at += 60 if at < 780 else 0
        told = " ; ".join(f"{name}, de 8 h 30 à 17 h 15" for name in who)
        return PosterLane(
            label=label, detail="Salle 102", told=told, names=tuple(names), bars=tuple(bars),
            lunches=((665, 725),),
        )  # fmt: skip

    return PlanningPoster(
        organisme=ORGANISME,
        session=SESSION,
        version="Version 3, publiée le 23 novembre 2026",
        summary="8 candidats – 4 journées de jury – attente 45 min",
        opens=480,
        closes=1080,
        pages=(
            PosterPage(
                lane=300,
                days=(
                    PosterDay(
                        label=FIRST_DAY,
                        lanes=(lane("Jury A", CANDIDATES[:2]), lane("Jury B", CANDIDATES[2:4])),
                    ),
                    PosterDay(
                        label=SECOND_DAY,
                        lanes=(lane("Jury A", CANDIDATES[4:6]), lane("Jury B", CANDIDATES[6:8])),
                    ),
                ),
            ),
        ),
        legend=((1, "Mise en situation"), (3, "Questionnement"), (0, "Lecture et délibération du jury")),
    )


def checklist_plateau() -> ChecklistPlateau:
    closed_room = "Local fermé équipé au minimum d’une table et de trois chaises"
    return ChecklistPlateau(
        organisme=ORGANISME,
        session=SESSION,
        candidates=12,
        juries=2,
        premises=(
            Premise(
                test="Mise en situation professionnelle",
                designation="Salle permettant l’entretien d’accueil et l’observation par le jury en retrait",
                note="Autant de salles que de jurys présents",
                planned="Salles 102 et 104",
            ),
            Premise(
                test="Mise en situation professionnelle",
                designation="Bureau de préparation du candidat",
                planned="Bureaux 2 et 3",
            ),
            Premise(
                test="Mise en situation professionnelle", designation="Bureau du comédien", planned="Bureau 4"
            ),
            Premise(test="Entretien technique", designation=closed_room, note="Confidentialité des échanges"),
            Premise(test="Entretien final", designation=closed_room, note="Confidentialité des échanges"),
        ),
        resources=(
            ResourceLine(
                category="Matières d’œuvre", designation="Feuilles", count="10", max_sharing=1, required=120
            ),
            ResourceLine(
                category="Matières d’œuvre", designation="Crayons", count="2", max_sharing=1, required=24
            ),
            ResourceLine(
                category="Autres",
                designation="Comédien ou comédienne formé aux techniques de l’improvisation",
                count="1",
                max_sharing=1,
                required=2,
                note="Joue la personne accueillie",
            ),
        ),
    )


def pv_ouverture_plis() -> PVOuverturePlis:
    return PVOuverturePlis(
        organisme=ORGANISME,
        session=SESSION,
        received_on="27 novembre 2026",
        opened_at=f"{FIRST_DAY} à 8 h 20",
        witness="Awa Diallo-Lefèvre, candidate n° 7",
        plis=(
            Pli(label="Dossier du candidat", reference="DTE-CIP-08-A"),
            Pli(label="Dossier du jury", reference="DTE-CIP-08-B"),
            Pli(
                label="Fiches scénario du comédien",
                reference="DTE-CIP-08-C",
                seal="broken",
                remark="Rabat décollé",
            ),
        ),
        remarks="Le pli C est arrivé décollé ; l’unité Afpa a été prévenue par téléphone à 8 h 25.",
        signatories=(RESPONSABLE, Signatory(name="Awa Diallo-Lefèvre", quality="Candidate témoin")),
    )


SEAL = "9f2b6c1de0a4478f8b3c55e7a1d0426c7e9f1b2a3c4d5e6f708192a3b4c5d6e7"


def rapport_incident() -> Rapport:
    return Rapport(
        organisme=ORGANISME,
        session=SESSION,
        happened=f"{FIRST_DAY} à 10 h 35",
        place="Salle 102",
        candidate="Chloé Garnier, candidat n° 3",
        facts="L’alarme incendie s’est déclenchée pendant la mise en situation. Chacun a quitté le bâtiment.",
        present=("Hervé Le Guennec, juré", "Lucie Amsellem, comédienne"),
        decided="Épreuve reprise à 10 h 47 ; douze minutes rendues à la candidate.",
        statement="J’ai pu reprendre sans difficulté.",
        heard="Le candidat reconnaît cette déclaration comme la sienne.",
        seal=SEAL,
        place_date=f"Lyon, le {FIRST_DAY}",
        signatory=Signatory(
            name=RESPONSABLE.name, quality=RESPONSABLE.quality, signed="Signé le 14 décembre 2026 à 11 h"
        ),
    )


def rapport_fraude() -> Rapport:
    return Rapport(
        organisme=ORGANISME,
        session=SESSION,
        fraud=True,
        happened=f"{SECOND_DAY} à 9 h 50",
        place="Salle de préparation",
        candidate="Zoé Tessier, candidat n° 9",
        facts="La candidate consultait son téléphone, posé sous le sujet, pendant la préparation.",
        present=("Hervé Le Guennec, juré",),
        decided="Téléphone éteint et rangé ; l’épreuve s’est poursuivie.",
        heard="Le candidat n’a pas souhaité signer sa déclaration.",
        authority="DDETS du Rhône",
        seal=SEAL,
        place_date=f"Lyon, le {SECOND_DAY}",
        signatory=Signatory(
            name="Hervé Le Guennec", quality="Membre du jury 1", signed="Signé le 15 décembre 2026 à 10 h 20"
        ),
    )


def complement_rapport() -> Rapport:
    return Rapport(
        organisme=ORGANISME,
        session=SESSION,
        completes="RIN-2026-0001",
        facts="Le rapport d’intervention des secours nous est parvenu : le déclenchement était accidentel.",
        seal=SEAL,
        place_date=f"Lyon, le {SECOND_DAY}",
        signatory=Signatory(
            name=RESPONSABLE.name, quality=RESPONSABLE.quality, signed="Signé le 16 décembre 2026 à 9 h"
        ),
    )
