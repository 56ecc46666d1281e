"""What the result of a session entails on a path: the acts of its lifecycle, in their order (A7.1 to A7.3, B9, B10)."""

AWAY = frozenset({"absent", "excused"})


def acts_after_session(route: str, outcome: str, *, any_awarded: bool, fulfilled: bool) -> tuple[str, ...]:
    """The acts that record a validated result; none when the outcome is not known.

    `outcome` is that of the jury (title, partial, none, absent, excused); `any_awarded`: at least one CCP;
    `fulfilled`: a path that aimed at some CCPs alone now holds them all. Someone who did not come is no longer
    registered, and neither passed nor failed (A2.6).
    """
    if outcome in AWAY:
        return ("unregister",)
    if not outcome:
        return ()
    obtained = outcome == "title" or fulfilled
    if route == "vae":
        return ("judge", "award") if obtained else ("judge",)
    if obtained:
        return ("award",)
    return ("award_part",) if any_awarded or outcome == "partial" else ("fail",)
