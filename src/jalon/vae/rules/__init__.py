"""Pure rules of `vae`."""
