"""The words of the training's documents: from records to the frozen contexts that the templates take."""
