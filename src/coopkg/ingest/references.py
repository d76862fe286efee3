"""From what a record calls an entity to its slug."""

from dataclasses import dataclass, field, fields
from itertools import chain

from coopkg.domain.entities import KINDS, KindGroup
from coopkg.domain.facts import Content, Slug
from coopkg.errors import UnknownTermError
from coopkg.ingest.edges import shape_of, text_of
from coopkg.ingest.registry import Registry
from coopkg.ingest.values import suggestion

# Looking for similar slugs takes milliseconds; a bulk file in which every slug is wrong must still end.
_MAX_SUGGESTIONS = 50


@dataclass(frozen=True, slots=True)
class References:
    """A registry as facts refer to it; keeps the suggestions that it has looked for."""

    registry: Registry
    suggestions: dict[str, str] = field(default_factory=dict)

    def slug_of(self, value: object, groups: frozenset[KindGroup]) -> Slug:
        """Return the slug that `value` names, `iso` or `{"name": "Tổ chức ISO"}`; ValueError says why it cannot.

        The entity's kind must be in one of `groups`, if any are given.
        """
        slug = self._named(value["name"]) if isinstance(value, dict) and set(value) == {"name"} else self._given(value)
        entity = self.registry.find(slug)
        if entity is None:
            return slug
        group = KINDS.get(entity.kind)
        if groups and group is not None and group not in groups:
            wanted = " or ".join(sorted(groups))
            raise ValueError(f"`{slug}` is of the kind {entity.kind}; what is asked for is one of: {wanted}")
        # The registry's own slug, so that a million records share one string.
        return Slug(entity.slug)

    def name_unsound(self, content: Content) -> bool:
        """Tell whether an argument of `content` is an entity that has faults."""
        values = (getattr(content, argument.name) for argument in fields(content))
        slugs = chain.from_iterable(value if isinstance(value, tuple) else (value,) for value in values)
        return any(isinstance(slug, str) and slug in self.registry.unsound for slug in slugs)

    def _given(self, value: object) -> Slug:
        if isinstance(value, dict | list):
            raise ValueError(f"a slug or {{name: …}} is asked for, not {shape_of(value)}")  # noqa: TRY004  # pydantic collects ValueErrors
        text = text_of(value)
        if self.registry.find(text) is None and self.registry.is_complete:
            raise ValueError(f"there is no entity `{text}` in the registry{self._suggestion(text)}")
        return Slug(text)

    def _named(self, value: object) -> Slug:
        name = text_of(value)
        try:
            return self.registry.resolve(name)
        except UnknownTermError as error:
            if not self.registry.is_complete:
                return Slug(name)
            raise ValueError(str(error)) from error

    def _suggestion(self, slug: str) -> str:
        if slug not in self.suggestions and len(self.suggestions) >= _MAX_SUGGESTIONS:
            return ""
        if slug not in self.suggestions:
            self.suggestions[slug] = suggestion(slug, self.registry.entities)
        return self.suggestions[slug]
