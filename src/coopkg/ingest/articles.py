"""Articles: `data/articles/<slug>.md`, front matter and the text that evidence is counted in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml

from coopkg.domain.article import Article
from coopkg.domain.dates import Edtf
from coopkg.domain.entities import IRI_FORM, LANGUAGE_FORM, SLUG_FORM
from coopkg.errors import BadInputError
from coopkg.ingest.sources import parse_yaml
from coopkg.ingest.text import files_in, read_text
from coopkg.ingest.values import Reader, reader_of, spelled

_WIDTH = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What the front matter of an article says of its publication; what is not known is left out."""

    title: str
    kind: Literal["brief", "original"]
    language: Annotated[str, LANGUAGE_FORM]
    publisher: str | None = None
    published: Edtf | None = None
    url: Annotated[str, IRI_FORM] | None = None


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles that can be used, and the bodies of all that could be read.

    `texts` has the slug of every article file, with its body, or None where that could not be told: the evidence of a
    faulty article is still judged.
    """

    by_slug: Mapping[str, Article]
    texts: Mapping[str, str | None]


def read_articles(directory: Path) -> tuple[Articles, list[BadInputError]]:
    """Return the articles of `directory` and everything that is wrong with them."""
    paths, faults = files_in(directory, {".md"})
    reader = reader_of(FrontMatter)
    articles: dict[str, Article] = {}
    texts: dict[str, str | None] = {}
    for path in paths:
        text, found = read_text(path)
        faults.extend([*found, *_name_faults(path)])
        texts[path.stem] = None
        if text is None:
            continue
        front, texts[path.stem] = _parted(text)
        article, found = _article_of(path, front, texts[path.stem], reader)
        faults.extend(found)
        if article is not None:
            articles[path.stem] = article
    return Articles(articles, texts), faults


def read_bodies(directory: Path) -> Iterator[tuple[str, str]]:
    """Yield slug and text of each article whose text can be told, one after the other, whatever else is wrong."""
    for path in sorted(directory.glob("*.md")):
        body = read_body(path)
        if body is not None:
            yield path.stem, body


def read_body(path: Path) -> str | None:
    """Return the text of an article, None where it cannot be told."""
    text, _ = read_text(path)
    return None if text is None else _parted(text)[1]


def article_markdown(article: Article) -> str:
    """Return an article as the text of its file, which `read_articles` reads with the same offsets."""
    said = {
        "title": article.title,
        "kind": article.kind,
        "language": article.language,
        "publisher": article.publisher,
        "published": article.published.text if article.published is not None else None,
        "url": article.url,
    }
    known = {key: value for key, value in said.items() if value is not None}
    # Without a width long titles would be folded.
    front = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return f"---\n{front}---\n{article.text}"


def _name_faults(path: Path) -> Iterator[BadInputError]:
    if re.fullmatch(SLUG_FORM.pattern, path.stem) is None:
        yield BadInputError(path, 0, f"the name of the file, without .md, is not {SLUG_FORM.what}: rename it")


def _parted(text: str) -> tuple[str | None, str | None]:
    """Return front matter and body; the body is all that follows the line end of the closing `---`."""
    if not text.startswith("---\n"):
        return None, None
    front, fence, body = text.removeprefix("---").partition("\n---\n")
    return (front.removeprefix("\n"), body) if fence else (None, None)


def _article_of(
    path: Path, front: str | None, body: str | None, reader: Reader[FrontMatter]
) -> tuple[Article | None, list[BadInputError]]:
    if front is None or body is None:
        reason = "the file must begin with front matter: a line `---`, the keys, and a line `---` that ends them"
        return None, [BadInputError(path, 1, reason)]
    faults = [] if body.strip() else [BadInputError(path, 0, "there is no text after the front matter")]
    source, found = parse_yaml(path, front, first_line=2)
    faults.extend(found)
    if source is None:
        return None, faults
    matter, wrong = reader.read(source.value)
    if matter is None:
        return None, [*faults, *(BadInputError(path, source.line_of(fault[0]), spelled(fault)) for fault in wrong)]
    return _article(path.stem, body, matter), faults


def _article(slug: str, body: str, matter: FrontMatter) -> Article:
    return Article(
        slug=slug,
        title=matter.title,
        kind=matter.kind,
        language=matter.language,
        text=body,
        publisher=matter.publisher,
        published=matter.published,
        url=matter.url,
    )
