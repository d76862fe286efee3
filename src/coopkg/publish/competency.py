"""The competency questions: what users come to ask, each as a SPARQL query in `queries/`.

A file starts with two comment lines, the question in Vietnamese (`# vi: …`) and in English (`# en: …`).
"""

from dataclasses import dataclass
from importlib import resources

from coopkg.mapping.iris import rebased


@dataclass(frozen=True, slots=True)
class CompetencyQuestion:
    """A question by language, and the query that answers it."""

    name: str
    question: dict[str, str]
    query: str


def competency_questions(base: str, language: str = "vi") -> tuple[CompetencyQuestion, ...]:
    """Return all questions in the order of their names.

    Their queries speak of entities under `base` and answer with names and texts in `language`, `vi` or `en`.
    """
    files = resources.files("coopkg.publish").joinpath("queries").iterdir()
    texts = {
        file.name.removesuffix(".rq"): file.read_text(encoding="utf-8") for file in files if file.name.endswith(".rq")
    }
    return tuple(
        CompetencyQuestion(name, question_of(text), _in_language(rebased(text, base), language))
        for name, text in sorted(texts.items())
    )


def question_of(text: str) -> dict[str, str]:
    r"""Return the question that the first comment lines of a query ask, by language.

    >>> question_of("# vi: Ai?\n# en: Who?\nASK {}")
    {'vi': 'Ai?', 'en': 'Who?'}
    """
    comments = (line[2:].partition(": ") for line in text.splitlines()[:2] if line.startswith("# "))
    return {language: question for language, _, question in comments}


def _in_language(query: str, language: str) -> str:
    return query.replace(') = "vi"', f') = "{language}"')
