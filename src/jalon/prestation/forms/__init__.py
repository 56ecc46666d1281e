"""Forms of the prestations."""
