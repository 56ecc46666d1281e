"""Words that tell what kind of know-how a line is, when the document no longer parts the groups.

The glossary of the REAC defines the three kinds: technical (to proceed, to operate), organisational (to order work and
its context), relational (to behave with others). The words below are those that REAC of every trade use for each; a
weight says how far a word alone decides.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from ..headings import Group
from ..wording import folded

_ORGANISATIONAL: Mapping[str, float] = {
    r"^(?:planifier|ordonnancer|prioriser|hierarchiser|s'organiser|archiver|classer|ranger)\b": 2.0,
    r"^(?:organiser|repartir|coordonner|programmer l|programmer s)\b": 1.6,
    r"^(?:anticiper|optimiser|inventorier|approvisionner|structurer et)\b": 1.0,
    r"^(?:actualiser|mettre a jour|tenir a jour|suivre|preparer|structurer|centraliser|trier)\b": 0.6,
    r"^gerer (?:son |le |ses |les |l'|sa |la )?(?:temps|priorites?|plannings?|delais|agenda|emploi du temps|stocks?|"
    r"approvisionnements?|aleas|imprevus|urgences|documentation|prise de notes|flux)": 2.0,
    r"^gerer\b": 0.3,
    r"^respecter (?:les |des |le |l'|la |un |son )?(?:delais|dates?|horaires|echeances?|planning|calendrier|ordre|"
    r"etapes|chronologie|temps)": 2.0,
    r"^respecter (?:les |des |une |l')?(?:procedures?|consignes?|organisation|moyens|plan)": 0.7,
    r"^s'appuyer sur (?:la|les|une) procedures?": 1.0,
    r"^(?:assurer|effectuer|realiser) (?:la |les |des |le )?(?:logistique|preparation logistique|classement|archivage|"
    r"points? d'etapes?|rangement|suivi)": 1.2,
    r"^realiser les etapes": 1.2,
    r"\b(?:delais?|echeances?|echeanciers?|calendriers?|agendas?|plannings?|priorites?)\b": 1.1,
    r"\blogistiques?\b": 1.2,
    r"\b(?:gerer|gestion).{0,15} temps\b|\btemps dedies?\b": 0.8,
    r"\b(?:organisation|organisationnel|organisationnelle)\b": 0.6,
    r"\b(?:taches?|etapes?|repertoires?|classement|archivage|stocks?|approvisionnements?)\b": 0.6,
    r"\b(?:imprevus?|aleas?|contraintes?|programmation|periodes?)\b": 0.4,
    r"\b(?:poste de travail|espace de travail|environnement de travail|zone de travail|procedures?)\b": 0.3,
}
_RELATIONAL: Mapping[str, float] = {
    r"^(?:communiquer|ecouter|dialoguer|echanger|collaborer|cooperer|reformuler|s'exprimer)\b": 2.0,
    r"^travailler (?:en|au sein|avec)\b": 2.0,
    r"^etre (?:a l'ecoute|assertif|attentif|centre|courtois|disponible|force|empathique|diplomate|poli|vigilant|"
    r"patient)": 1.8,
    r"^(?:faire preuve|se montrer|faire face|garder (?:son|sa|une|la))\b": 1.6,
    r"^(?:adopter|avoir|mettre en oeuvre|tenir) (?:une |des |un |les |l')?(?:attitudes?|postures?|comportements?|"
    r"communication|langage|ecoute|relation)": 2.0,
    r"^adapter (?:sa|son|ses|leur) (?:posture|communication|langage|comportement|attitude|discours|propos|vocabulaire|"
    r"style|expression|niveau de langage|relation|message)": 2.0,
    r"^rendre compte\b": 1.5,
    r"^(?:alerter|informer (?:sa|son|la|le|les|l')|signaler|solliciter)\b": 1.0,
    r"^participer (?:a |aux )(?:une |des |la |l')?reunions?\b": 1.6,
    r"^(?:negocier|argumenter|convaincre|questionner|expliquer|presenter (?:l|le|la|son|sa)|conseiller)\b": 0.9,
    r"^(?:accueillir|prendre conge|se presenter|recevoir|aider)\b": 0.9,
    r"^(?:instaurer|susciter|motiver|sensibiliser|encourager|rassurer|reguler|desamorcer|federer)\b": 1.2,
    r"^(?:transmettre|partager|representer|valoriser|favoriser|mobiliser|restituer|recueillir|entendre)\b": 0.6,
    r"^gerer (?:les |ses |son |sa |le |l'|des |la )?(?:conflits?|emotions?|comportements?|stress|tensions?|relations?|"
    r"situations? (?:conflictuelles?|difficiles?|relationnelles?)|agressivite)": 1.8,
    r"^creer (?:et entretenir )?(?:des liens|un climat|une relation|une dynamique|un lien|des relations|"
    r"les conditions)": 1.2,
    r"^(?:entretenir|etablir|maintenir|developper) (?:des |une |un |les |la )?(?:relations?|liens?|contacts?|"
    r"dialogue|climat)": 1.5,
    r"^respecter (?:les |la |l'|le |autrui|une |des )?(?:confidentialite|personne|limites|niveau de delegation|"
    r"regles de (?:confidentialite|courtoisie|discretion)|interlocuteurs?|decision|intimite|hierarchie)": 0.9,
    r"^(?:prendre en compte|tenir compte de|s'adapter a) .{0,25}(?:personnes?|interlocuteurs?|clients?|besoins?|"
    r"publics?|representations?|competences)": 0.7,
    r"\b(?:empathie|bienveillance|ecoute|courtoisie|assertivite|non-jugement|diplomatie|politesse)\b": 1.2,
    r"\b(?:interlocuteurs?|hierarchie|posture|attitudes?|reunions?|collegues?)\b": 0.9,
    r"\b(?:equipes?|partenaires?|confiance|conflits?|communication|relations?|relationnel|relationnelle|"
    r"comportements?)\b": 0.6,
    r"\bface a face\b|\bentretiens?\b": 0.5,
    r"\b(?:clients?|clientele|usagers?|utilisateurs?|collaborateurs?|acteurs)\b": 0.4,
    r"\bavec (?:la|les) (?:personnes?|salaries|clients?|equipes?|acteurs|familles?)\b": 0.7,
}
_TECHNICAL: Mapping[str, float] = {
    r"^analyser sa pratique\b": 2.5,
    r"^(?:utiliser|exploiter|manipuler|employer|maitriser)\b": 0.4,
    r"^(?:calculer|mesurer|installer|coder|tester|monter|assembler|regler|diagnostiquer|fabriquer|usiner|poser|tracer|"
    r"couper|decouper|souder|cuire|demonter|parametrer|configurer|deployer|programmer|modeliser|dessiner|traduire|"
    r"nettoyer|desinfecter|peindre|conduire|piloter|manoeuvrer)\b": 1.0,
    r"^(?:concevoir|construire|rediger|etablir|elaborer|formaliser|lire|interpreter|analyser|evaluer|identifier|determiner|"
    r"choisir|controler|verifier|saisir|renseigner|enregistrer|produire|mettre en forme|definir|rechercher|"
    r"diffuser|synthetiser|integrer|comprendre)\b": 0.4,
    r"^(?:realiser|appliquer|mettre en oeuvre|mettre en place|effectuer|reperer|assurer|"
    r"conduire des entretiens)\b": 0.3,
    r"\b(?:logiciels?|outils?|techniques?|materiaux|machines?|appareils?|normes?|schemas?|plans)\b": 0.3,
}
_WORDS: Mapping[Group, Mapping[str, float]] = {
    "technical_skills": _TECHNICAL,
    "organisational_skills": _ORGANISATIONAL,
    "relational_skills": _RELATIONAL,
}
_BY_GROUP: Mapping[Group, tuple[tuple[re.Pattern[str], float], ...]] = {
    group: tuple((re.compile(pattern), weight) for pattern, weight in words.items())
    for group, words in _WORDS.items()
}
_MOST = 2.5
_USUAL = 0.25  # a line that says nothing is more often technical


@lru_cache(maxsize=4096)
def leaning(text: str, group: Group) -> float:
    """How far the words of a line speak for a group of know-how, from 0 to 2.5."""
    key = folded(text)
    found = sum(weight for pattern, weight in _BY_GROUP.get(group, ()) if pattern.search(key))
    return min(_MOST, found) + (_USUAL if group == "technical_skills" else 0.0)
