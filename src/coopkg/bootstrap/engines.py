"""The choice among the evaluators of the one rule table."""

from coopkg.errors import SettingError
from coopkg.reasoning.closure import Engine
from coopkg.reasoning.columns import ColumnsEngine

#: The evaluators that can be chosen, the default first.
REASONERS = ("columns", "owlrl", "spark")


def engine_of(reasoner: str) -> Engine:
    """Return the evaluator called `reasoner`, one of `REASONERS`; SettingError for any other name."""
    match reasoner:
        case "columns":
            return ColumnsEngine()
        case "owlrl":
            # rdflib and owlrl take longer to import than the columns need for a hundred thousand triples.
            from coopkg.reasoning.reference import OwlrlEngine  # noqa: PLC0415  (an extra, or slow to import)

            return OwlrlEngine()
        case "spark":
            return _spark_engine()
        case _:
            raise SettingError("reasoner", f"not one of {', '.join(REASONERS)}: {reasoner!r}")


def _spark_engine() -> Engine:
    try:
        from coopkg.bootstrap.spark import session  # noqa: PLC0415 - the extra may not be installed
        from coopkg.reasoning.spark import SparkEngine  # noqa: PLC0415  (an extra, or slow to import)
    except ModuleNotFoundError as error:
        raise SettingError("reasoner", f"spark needs {error.name}: pip install 'coopkg[spark]'") from error
    return SparkEngine(session)
