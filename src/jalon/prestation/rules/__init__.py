"""Pure rules of what is given and sold: hours and half-days, presence, deeds and their delays, certificates."""

END_BEFORE_START = "La fin de la prestation précède son début."
SEANCE_END_BEFORE_START = "La séance finit avant d’avoir commencé : elle n’aurait pas d’heures."
