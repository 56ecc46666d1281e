"""Pure rules of `prestation`."""
