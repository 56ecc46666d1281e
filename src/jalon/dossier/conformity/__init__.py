"""Is a candidate's dossier what the RE asks? Read from their own file, judged by the production of a référentiel."""
