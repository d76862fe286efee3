"""A small data directory without fault, and a way to spoil one thing in it."""

from pathlib import Path

import pytest

ARTICLE = """\
---
title: Hội thảo của Tổ chức A
kind: brief
language: vi
published: '2022'
url: https://news.example/1
---
Bộ B là thành viên của Tổ chức A, thay mặt nước C. Năm 2021, Bộ B dự hơn 80 hội thảo.
Tổ chức A tài trợ 57 triệu Yên cho tỉnh D.
"""

REGISTRY = """\
# organizations
- slug: org-a
  kind: international-organization
  labels: {vi: Tổ chức A, en: Organization A}
  acronyms: {en: [OA]}
  variants: {vi: [Tổ-chức  A, Hội A]}
  identifiers: [http://www.wikidata.org/entity/Q1]
  members: {vi: thành viên A, en: member of A}
- slug: ministry-b
  kind: ministry
  labels: {vi: Bộ B, en: Ministry B}
  description: {vi: Một bộ, en: A ministry}
- slug: country-c
  kind: country
  labels: {vi: Nước C, en: Country C}
- slug: province-d
  kind: local-government
  labels: {vi: Tỉnh D, en: Province D}
- slug: workshop-e
  kind: workshop
  labels: {vi: Hội thảo E, en: Workshop E}
- slug: grant-f
  kind: grant
  labels: {vi: Khoản tài trợ F, en: Grant F}
- slug: member
  kind: role
  labels: {vi: thành viên, en: member}
- slug: association-g
  kind: association
  labels: {vi: Hội G, en: Association G}
  short: {vi: [Hội A]}
  former: {en: [Club G]}
"""

FACTS = """\
article: first
extractor: manual
status: accepted
entered: 2026-11-20
facts:
- id: first-001
  type: membership
  modality: asserted
  arguments: {member: ministry-b, organization: org-a, on_behalf_of: country-c}
  time: '2021'
  evidence:
  - {quote: Bộ B là thành viên của Tổ chức A, start: 0, end: 32}
- id: first-002
  type: statistic
  modality: asserted
  arguments:
    subject: hội thảo
    unit: {vi: cuộc, en: events}
    comparator: '>'
    value: 80
    holder: ministry-b
  evidence:
  - quote: hơn 80 hội thảo
    start: 69
    end: 84
- id: first-003
  type: grant
  modality: asserted
  arguments:
    grant: grant-f
    donor: org-a
    recipient: province-d
    amounts:
    - {value: 57000000, currency: JPY}
    - {value: 500000, currency: USD}
  evidence:
  - {quote: tài trợ 57 triệu Yên cho tỉnh D, start: 96, end: 127}
- id: first-004
  type: participation
  modality: planned
  arguments: {participant: ministry-b, event: workshop-e, capacity: member}
  status: proposed
  entered: 2026-11-21
  withdrawn: 2026-11-22
  evidence:
  - {quote: Bộ B dự hơn 80 hội thảo, start: 61, end: 84}
"""

RECORD = (
    '{"id": "bulk-1", "article": "first", "extractor": "rules", "status": "proposed", "entered": "2026-11-20", '
    '"type": "membership", "modality": "asserted", "time": null, '
    '"arguments": {"member": {"name": "Bộ B"}, "organization": "org-a"}, '
    '"evidence": [{"quote": "Bộ B là thành viên của Tổ chức A", "start": 0, "end": 32}]}\n'
)


class DataDir:
    """A data directory on disk, whose files can be changed one place at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("articles/first.md", ARTICLE)
        self.write("registry/things.yaml", REGISTRY)
        self.write("facts/first.yaml", FACTS)

    def write(self, name: str, content: str | bytes) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))


@pytest.fixture
def data(tmp_path):
    return DataDir(tmp_path)


@pytest.fixture
def record():
    return RECORD
