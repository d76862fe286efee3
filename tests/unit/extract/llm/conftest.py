"""An article with its grammar's reading, and what is made of a model's words about it."""

import pytest

from coopkg.domain.article import Article
from coopkg.domain.entities import Entity, Label
from coopkg.extract.extractor import Extractor
from coopkg.extract.llm.answers import candidates_in
from coopkg.extract.llm.sifting import Sieve


def entity(slug: str, kind: str, *names: str) -> Entity:
    return Entity(slug, kind, tuple(Label(name, "vi") for name in names), {})


ENTITIES = (
    entity("iso", "international-organization", "Tổ chức Tiêu chuẩn hóa quốc tế", "ISO"),
    entity("apo", "international-organization", "Tổ chức Năng suất châu Á", "APO"),
    entity("iso-council", "committee", "Hội đồng ISO"),
    entity("stameq", "national-standards-body", "Tổng cục Tiêu chuẩn Đo lường Chất lượng", "STAMEQ"),
    entity("viet-nam", "country", "Việt Nam"),
    entity("ha-minh-hiep", "person", "Hà Minh Hiệp"),
)


@pytest.fixture(scope="session")
def extractor():
    return Extractor(ENTITIES)


@pytest.fixture
def article():
    def made(text: str, language: str = "vi") -> Article:
        return Article("tin", "Tin", "original", language, text)

    return made


@pytest.fixture
def sieve(extractor, article):
    """The sieve of a text; without `known` it does not know what the grammar has read."""

    def made(text: str, known=()) -> Sieve:
        return Sieve(extractor.read(article(text)), "tin", "llm/m", list(known))

    return made


@pytest.fixture
def sift(sieve):
    """Sift the words of a model about a text; return what is kept, and the counts of what is dropped."""

    def sifted(text: str, answer: str, known=()):
        own = sieve(text, known)
        candidates, dropped = candidates_in(answer)
        own.dropped.update(dropped)
        own.sift(candidates, range(len(text)))
        return list(own.numbered()), dict(own.dropped)

    return sifted
