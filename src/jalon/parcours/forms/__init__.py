"""Forms of the paths: opening, acting, correcting, and what a person holds."""
