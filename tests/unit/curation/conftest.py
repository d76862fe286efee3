"""A small data directory with an article that an extractor has read, and a review of it."""

import json
from datetime import date
from pathlib import Path

import pytest
from tests.unit.ingest.conftest import DataDir

from coopkg.curation.decisions import Decision
from coopkg.curation.records import Edits, Signature
from coopkg.curation.review import Review

SECOND = """\
---
title: Viện H vào Tổ chức A
kind: original
language: vi
---
Viện H là thành viên của Tổ chức A. Viện H mong được vào Hội G. Bộ B là thành viên của Tổ chức A.
"""


def mention(kind, *names, slug=None):
    return {"kind": kind, "names": list(names)} | ({"id": slug} if slug else {})


def proposal(number, kind, arguments, quote, **more):
    text = SECOND.split("---\n")[2]
    start = text.index(quote)
    evidence = [{"quote": quote, "start": start, "end": start + len(quote)}]
    return {
        "id": f"second-p{number}", "article": "second", "type": kind, "modality": "asserted", "arguments": arguments,
        "evidence": evidence, "extractor": "grammar/test", "status": "proposed",
    } | more  # fmt: skip


ORG_A = mention("international-organization", "Tổ chức A", slug="org-a")
INSTITUTE_H = mention("institute", "Viện H")
PROPOSALS = [
    proposal(1, "membership", {"member": mention("ministry", "Bộ B", slug="ministry-b"), "organization": ORG_A},
             "Bộ B là thành viên của Tổ chức A"),
    proposal(2, "membership", {"member": INSTITUTE_H, "organization": ORG_A}, "Viện H là thành viên của Tổ chức A"),
    proposal(3, "stance", {"holder": INSTITUTE_H, "attitude": "hopes", "content": "được vào Hội G"},
             "Viện H mong được vào Hội G"),
]  # fmt: skip
NEW_H = {"slug": "vien-h", "kind": "institute", "labels": {"vi": "Viện H", "en": "Institute H"}}


class ReviewedDir(DataDir):
    """A data directory with proposals."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.write("articles/second.md", SECOND)
        self.write("proposals/second.jsonl", "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in PROPOSALS))

    def review(self, reviewer: str = "An") -> Review:
        return Review(self.path, Signature(reviewer, date(2026, 12, 1)))

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.path).as_posix(): path.read_bytes()
            for path in sorted(self.path.rglob("*"))
            if path.is_file()
        }

    def lines(self, name: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.path / name).read_text("utf-8").splitlines()]


@pytest.fixture
def reviewed(tmp_path):
    return ReviewedDir(tmp_path / "data")


@pytest.fixture
def decision():
    def make(number, verdict, *, new=(), **edits):
        return Decision(f"second-p{number}", verdict, None, Edits(**edits), tuple(new))

    return make


@pytest.fixture
def new_h():
    return NEW_H
