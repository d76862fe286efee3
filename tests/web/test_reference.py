"""The reference page and the routes say the same."""

import re
from pathlib import Path

from coopkg.web.app import create_app

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "http.md"


def test_each_route_stands_in_the_reference_and_nothing_else_does(site):
    rules = {re.sub(r"<(?:path:)?[a-z]+>", "…", str(rule)) for rule in create_app(site).url_map.iter_rules()}

    listed = {re.sub(r"<[^>]*>", "…", path) for path in re.findall(r"^\| `(/[^`?]*)", PAGE.read_text(), re.MULTILINE)}

    assert listed == rules
