"""Texts and pages that tests of reading share."""

import pytest

from coopkg.ingest.documents.document import Given, Piece
from coopkg.ingest.documents.reading import document_of

NOTHING = Given()
VIETNAMESE = "Tổng cục Tiêu chuẩn là thành viên của ISO.\n\nNăm 2021, Tổng cục dự hơn 80 hội nghị.\n"


@pytest.fixture
def vietnamese():
    return VIETNAMESE


@pytest.fixture
def read():
    """Read bytes of a form as a piece, with what the user gives."""

    def reading(content, form="text", *, given=NOTHING, **more):
        return document_of(
            Piece("a.txt", form, content.encode() if isinstance(content, str) else content, **more), given
        )

    return reading
