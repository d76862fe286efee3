"""Stages tell whoever watches how far a run has come; what watching means is the caller's to choose."""

from collections.abc import Callable

#: Called when a stage begins, with its name; the function that it returns is called at its end, with what came of it.
Report = Callable[[str], Callable[[str], None]]


def silent(stage: str) -> Callable[[str], None]:
    """Watch a stage without telling anyone: the report for tests and for the server."""
    del stage
    return lambda result: None  # noqa: ARG005 - the shape of a report
