"""Invented contexts that show each document of the jury in the gallery and feed its tests."""

from dataclasses import replace

from jalon.documents.blocks import Recipient, Signatory
from jalon.examen.samples import CANDIDATES, ORGANISME, RESPONSABLE, SESSION
from jalon.jury.contexts import (
    Bordereau,
    BordereauFile,
    CandidateFacts,
    CCPDecision,
    CeresRow,
    CompetenceResult,
    FicheCeres,
    FicheResultats,
    FicheSynthese,
    FinalInterview,
    GridCompetence,
    GridCriterion,
    GrilleEvaluation,
    Incident,
    InterviewAttempt,
    JurorMarks,
    LivretCCP,
    LivretCertification,
    NotificationResultats,
    PVJury,
    PVMember,
    PVResult,
    PVSession,
    Support,
    SynthesisCompetence,
    Totals,
    Validation,
)

DELIBERATED = "15 décembre 2026 à 17 h 10"
SIGNED = "le 15 décembre 2026 à 17 h 40"
VALIDATED_ON = "le 22 décembre 2026"
PLACE_DATE = "Fait à Lyon, le 15 décembre 2026"
CCP_TITLES = (
    "Accueillir pour analyser la demande des personnes et poser les bases d’un diagnostic partagé",
    "Accompagner les personnes dans leur parcours d’insertion sociale et professionnelle",
    "Mettre en œuvre une offre de services auprès des employeurs pour favoriser l’insertion professionnelle",
)
REASON = (
    "Le plan d’action présenté ne découle pas du projet défini avec la personne et l’implication de celle-ci "
    "dans sa réalisation n’est pas montrée ; les outils cités ne sont reliés à aucune démarche."
)
CANDIDATE = CandidateFacts(
    name="Marc Étienne",
    number="2",
    birth="né le 3 mai 1991 à Saint-Étienne",
    route="Formation continue",
    scope=("Titre professionnel complet",),
    arrangements=("Temps majoré d’un tiers pour les préparations écrites",),
)
CRITERIA = (
    (
        "Les mesures et dispositifs du territoire en matière d’insertion sont identifiés",
        "Les missions et l’offre de services de la structure sont clairement présentées",
        "La présentation des informations est adaptée au public",
        "Les interlocuteurs ou structures compétents sont identifiés",
        "Les techniques de reformulation sont mises en œuvre pour s’assurer de la compréhension mutuelle",
    ),
    (
        "Les principes éthiques de la relation d’accompagnement et déontologiques de la structure sont respectés",
        "Les techniques d’entretien mises en œuvre sont adaptées pour poser les bases d’un diagnostic partagé",
        "Les éléments nécessaires pour poser les bases d’un diagnostic sont identifiés",
        "L’adhésion et la validation de la personne sont recherchées de manière pertinente",
        "L’analyse de la pratique identifie les points forts et les axes d’amélioration",
    ),
)
COMPETENCES = (
    "Informer une personne ou un groupe des ressources en matière d’insertion et des services dématérialisés",
    "Analyser la demande de la personne et poser les bases d’un diagnostic partagé",
)
JURORS = (
    Signatory(name="Hervé Le Guennec", quality="Membre du jury A", signed=f"Signé {SIGNED}"),
    Signatory(name="Aïcha Ben Salem", quality="Membre du jury A", signed=f"Signé {SIGNED}"),
)


def _ccps(*awards: str) -> tuple[CCPDecision, ...]:
    return tuple(
        CCPDecision(
            number=f"CCP {n}",
            title=title,
            award=award,  # type: ignore[arg-type]
            reasons=REASON if award == "refused" else "",
        )
        for n, (title, award) in enumerate(zip(CCP_TITLES, awards, strict=True), start=1)
    )


def grille_evaluation() -> GrilleEvaluation:
    marks = ("satisfied", "satisfied", "not_satisfied", "satisfied", "not_observed")
    notes = ("", "", "Sigles non expliqués à la personne", "", "")
    return GrilleEvaluation(
        organisme=ORGANISME,
        session=SESSION,
        candidate=CANDIDATE,
        test="Mise en situation professionnelle",
        duration="45 min",
        phases=("Préparation : 15 min, sans le jury", "Entretien joué : 30 min, le jury en retrait"),
        competences=tuple(
            GridCompetence(
                number=n,
                title=title,
                ccp=f"CCP 1 – {CCP_TITLES[0]}",
                criteria=tuple(
                    GridCriterion(label=label, mark=mark, note=note)  # type: ignore[arg-type]
                    for label, mark, note in zip(CRITERIA[n - 1], marks, notes, strict=True)
                ),
                note="Entretien mené avec calme, écoute réelle." if n == 2 else "",
            )
            for n, title in enumerate(COMPETENCES, start=1)
        ),
        juror="Hervé Le Guennec",
        jury_label="Jury A",
        note="Le candidat a su reformuler la demande ; l’offre de services est restée générale.",
        filled_on="le 14 décembre 2026 à 13 h 52",
    )


def grille_vierge() -> GrilleEvaluation:
    form = grille_evaluation()
    blank = tuple(
        replace(c, note="", criteria=tuple(replace(x, mark="", note="") for x in c.criteria))
        for c in form.competences
    )
    return replace(form, competences=blank, juror="", jury_label="", note="", filled_on="")


def fiche_synthese() -> FicheSynthese:
    return FicheSynthese(
        organisme=ORGANISME,
        session=SESSION,
        candidate=CANDIDATE,
        jury_label="Jury A – Hervé Le Guennec, Aïcha Ben Salem",
        supports=(
            Support(label="Dossier professionnel", consulted=True, detail="Remis le 14 décembre 2026"),
            Support(label="Production écrite", consulted=True, detail="36 pages et 12 pages d’annexes"),
            Support(label="Évaluations passées en cours de formation", consulted=True),
            Support(label="Livret de certification", consulted=False, detail="Sans objet : session titre"),
        ),
        competences=tuple(
            SynthesisCompetence(
                number=n,
                title=title,
                ccp="CCP 1",
                tests="Mise en situation, entretien technique",
                marks=(
                    JurorMarks(juror="H. Le Guennec", satisfied=8, not_satisfied=1, not_observed=1),
                    JurorMarks(juror="A. Ben Salem", satisfied=7, not_satisfied=2, not_observed=1),
                ),
                appreciation="Accueil de qualité ; reformulation constante et posture juste.",
                conclusion="acquired",
            )
            for n, title in enumerate(COMPETENCES, start=1)
        ),
        ccps=_ccps("awarded", "refused", "awarded"),
        final_interview=FinalInterview(result="Favorable"),
        outcome="partial",
        outcome_label="Un ou plusieurs CCP accordés",
        warnings=("CCP 2 : refusé alors que la plupart des critères observés sont satisfaits.",),
        signatories=JURORS,
    )


def pv_session(candidates: int = len(CANDIDATES)) -> PVSession:
    """A validated PV; `candidates` invents as many lines as asked, the shapes of the first ones repeated."""
    shapes = (
        ("title", "Titre accordé", _ccps("awarded", "awarded", "awarded"), FinalInterview(result="Favorable")),
        (
            "partial",
            "Un ou plusieurs CCP accordés",
            _ccps("awarded", "refused", "awarded"),
            FinalInterview(result="Favorable"),
        ),
        (
            "none",
            "Aucun CCP accordé",
            _ccps("refused", "refused", "refused"),
            FinalInterview(
                result="Défavorable", reasons="La vision du métier reste limitée à une seule structure."
            ),
        ),
        ("absent", "Absent", (), None),
        ("title", "Titre accordé", _ccps("held", "held", "awarded"), FinalInterview(result="Favorable")),
        ("excused", "Absent, excusé", (), None),
    )  # fmt: skip
    routes = ("Formation continue", "VAE", "Apprentissage", "Formation continue", "Capitalisation", "VAE")
    results = []
    for n in range(candidates):
        outcome, label, ccps, interview = shapes[n % len(shapes)]
        results.append(
            PVResult(
                number=str(n + 1),
                name=CANDIDATES[n % len(CANDIDATES)],
                birth=f"{n % 28 + 1:02d}/0{n % 9 + 1}/19{70 + n % 30}",
                route=routes[n % len(routes)],
                scope="Titre",
                outcome=outcome,  # type: ignore[arg-type]
                outcome_label=label,
                ccps=ccps,
                final_interview=interview,
                jury_label="Jury A" if n % 2 == 0 else "Jury B",
            )
        )
    count = {
        key: sum(r.outcome == key for r in results)
        for key in ("title", "partial", "none", "absent", "excused")
    }
    return PVSession(
        organisme=ORGANISME,
        session=SESSION,
        status="validated",
        deliberated_on=DELIBERATED,
        place_date=PLACE_DATE,
        juries=(
            PVJury(
                label="Jury A",
                members=(
                    PVMember(
                        name="Hervé Le Guennec",
                        quality="Conseiller en insertion professionnelle",
                        habilitation="jusqu’au 22/03/2028",
                        president=True,
                        signed=SIGNED,
                    ),
                    PVMember(
                        name="Aïcha Ben Salem",
                        quality="Responsable de secteur, mission locale",
                        habilitation="jusqu’au 30/06/2027",
                        signed=SIGNED,
                    ),
                ),
            ),
            PVJury(
                label="Jury B",
                members=(
                    PVMember(
                        name="Clément Ortiz",
                        quality="Conseiller emploi formation",
                        habilitation="jusqu’au 22/03/2028",
                        signed=SIGNED,
                    ),
                    PVMember(
                        name="Rose Makiadi",
                        quality="Chargée d’accompagnement",
                        habilitation="jusqu’au 14/01/2028",
                        signed=SIGNED,
                    ),
                ),
            ),
        ),
        results=tuple(results),
        totals=Totals(
            registered=candidates,
            present=candidates - count["absent"] - count["excused"],
            full=count["title"],
            partial=count["partial"],
            none=count["none"],
            absent=count["absent"],
            excused=count["excused"],
        ),
        facts=(
            "Les plis du dossier technique d’évaluation ont été ouverts le 14 décembre à 8 h 20 devant une candidate.",
            "Le tirage au sort des scénarios a été enregistré avant chaque mise en situation.",
        ),
        incidents=(
            Incident(
                when="14 décembre 2026, 10 h 35",
                what="Alarme incendie : épreuve interrompue 12 minutes, temps rendu au candidat.",
                people="Candidat n° 3",
            ),
            Incident(
                when="15 décembre 2026, 9 h 50",
                what="Téléphone consulté pendant la préparation ; rapport signé par le jury, transmis ce jour.",
                fraud=True,
                people="Candidat n° 9",
                report="Rapport n° RFR-2026-0001, signé par Hervé Le Guennec, membre du jury 1 le 15 décembre 2026 "
                "à 10 h 20, empreinte 9f2b6c1de0a4478f…",
            ),
        ),
        responsable=replace(RESPONSABLE, signed=f"Signé {SIGNED}"),
        validation=Validation(decided_by="Odile Marchand", decided_on=VALIDATED_ON),
    )


def fiche_resultats() -> FicheResultats:
    return FicheResultats(
        organisme=ORGANISME,
        session=SESSION,
        candidate=replace(CANDIDATE, arrangements=()),
        status="proposed",
        outcome="partial",
        outcome_label="Un ou plusieurs CCP accordés",
        ccps=_ccps("awarded", "refused", "awarded"),
        competences=tuple(
            CompetenceResult(
                number=n,
                title=title,
                ccp="CCP 1",
                conclusion="acquired",
                comment="Posture juste, écoute réelle.",
            )
            for n, title in enumerate(COMPETENCES, start=1)
        ),
        final_interview=FinalInterview(result="Favorable"),
        next_steps=(
            "Les CCP attribués seront définitivement acquis après validation du procès-verbal.",
            "Vous pourrez vous représenter au CCP 2 sans nouvelle formation jusqu’au 22 décembre 2027.",
        ),
        place_date=PLACE_DATE,
        signatories=JURORS,
    )


def livret_certification() -> LivretCertification:
    service = f"Procès-verbal validé par la {SESSION.ddets}"
    return LivretCertification(
        organisme=ORGANISME,
        candidate=replace(CANDIDATE, arrangements=(), scope=()),
        titre=SESSION.titre,
        titre_code=SESSION.titre_code,
        valid_until="jusqu’au 22 mars 2028",
        ccps=(
            LivretCCP(
                number="CCP 1",
                title=CCP_TITLES[0],
                awarded_on="22 décembre 2026",
                session="CIP-2026-014",
                validated_by=service,
            ),
            LivretCCP(number="CCP 2", title=CCP_TITLES[1]),
            LivretCCP(
                number="CCP 3",
                title=CCP_TITLES[2],
                awarded_on="22 décembre 2026",
                session="CIP-2026-014",
                validated_by=service,
            ),
        ),
        interviews=(
            InterviewAttempt(held_on="15 décembre 2026", session="CIP-2026-014", result="Favorable"),
        ),
        notes=("Chaque certificat est acquis définitivement et compte pour l’obtention du titre.",),
        place_date="Lyon, le 4 janvier 2027",
        signatory=RESPONSABLE,
    )


def notification_resultats() -> NotificationResultats:
    return NotificationResultats(
        organisme=ORGANISME,
        session=SESSION,
        recipient=Recipient(
            name="Marc Étienne", address=("51 cours Gambon", "42000 Saint-Étienne"), salutation="Monsieur"
        ),
        outcome="partial",
        outcome_label="Un ou plusieurs CCP accordés",
        validated_on=VALIDATED_ON,
        ccps=_ccps("awarded", "refused", "awarded"),
        final_interview=FinalInterview(result="Favorable"),
        next_steps=(
            "Les CCP attribués sont acquis définitivement ; votre livret de certification vous sera remis.",
            "Vous pouvez vous représenter au CCP 2 sans nouvelle formation jusqu’au 22 décembre 2027.",
        ),
        appeals=(
            "L’appréciation du jury est souveraine. La régularité de la session peut être contestée par un recours "
            "gracieux ou hiérarchique, ou devant le tribunal administratif dans les deux mois de cette notification.",
        ),
        enclosures=("fiche individuelle de résultats",),
        place_date="Lyon, le 4 janvier 2027",
        signatory=RESPONSABLE,
    )


def fiche_ceres() -> FicheCeres:
    pv = pv_session()
    rows = []
    for result in pv.results:
        first, _, last = result.name.partition(" ")
        rows.append(
            CeresRow(
                number=result.number,
                birth_name=last.upper(),
                usual_name="",
                first_names=first,
                birth_date=result.birth,
                route=result.route,
                result=result.outcome_label,
                ccps=tuple(c.number for c in result.ccps if c.award == "awarded"),
                final_interview=result.final_interview.result if result.final_interview else "",
            )
        )
    return FicheCeres(
        organisme=ORGANISME, session=SESSION, status="validated", rows=tuple(rows), totals=pv.totals
    )


def bordereau() -> Bordereau:
    labels = (
        ("01-preparation/convocation-candidat-1.pdf", "Convocation d’Awa Diallo-Lefèvre", "46 Ko"),
        ("02-session/emargement.pdf", "Feuille d’émargement des candidats", "88 Ko"),
        ("02-session/ouverture-plis.pdf", "Procès-verbal d’ouverture des plis", "39 Ko"),
        ("03-jury/grille-etienne-le-guennec.pdf", "Grille de Hervé Le Guennec, Marc Étienne", "52 Ko"),
        ("04-resultats/pv-session.pdf", "Procès-verbal de session d’examen", "124 Ko"),
    )
    return Bordereau(
        organisme=ORGANISME,
        session=SESSION,
        sealed_on="4 janvier 2027 à 9 h 12",
        sealed_by="Nadia Berthelot",
        seal="5d9c68c6c50ed3d02a2fcf54f63993b68398db0a4c1c5a1f6a7a3b7f9d0e2c41",
        files=tuple(
            BordereauFile(path=path, label=label, size=size, sha256=f"{n}f" * 32)
            for n, (path, label, size) in enumerate(labels, start=1)
        ),
    )
