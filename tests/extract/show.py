"""Show the tokens of the sentences of a text and what is proposed from it: `python -m tests.extract.show vi "…"`."""

import sys

from tests.extract.sentences import article_of, extractor, proposed

from coopkg.domain.facts import Amount
from coopkg.domain.proposals import Mention
from coopkg.extract.tokens import Token


def told(value: object) -> str:
    match value:
        case tuple():
            return f"[{', '.join(map(told, value))}]"
        case Mention():
            return value.names[0] if value.slug is None else f"{value.names[0]} ({value.slug})"
        case Amount():
            return f"{value.value} {value.currency}"
        case _:
            return str(value)


def shown(token: Token, text: str) -> str:
    if token.label:
        return f"[{token.label} {text[token.start : token.end]}]"
    return f"{token.form}#{token.tag}" if token.tag else token.form


def lines(language: str, text: str):
    for each in extractor().read(article_of(language, text)).sentences:
        yield " ".join(shown(token, text) for token in each.sentence.tokens)
    for proposal in proposed(language, text):
        arguments = ", ".join(f"{name}: {told(value)}" for name, value in proposal.arguments.items())
        time = f" {proposal.time.text}" if proposal.time else ""
        rule = proposal.extractor.removeprefix("grammar/")
        yield f"  {rule}: {proposal.type} {proposal.modality}{time} {{{arguments}}}"
        yield f"    «{proposal.evidence[0].quote}»"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines(sys.argv[1], sys.argv[2]))
