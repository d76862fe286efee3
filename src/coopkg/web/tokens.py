"""Who may change the dataset: bearers of a token (RFC 6750)."""

from hashlib import sha256
from hmac import compare_digest

from flask import Request

from coopkg.serving.writing import Writer
from coopkg.web.problems import Problem, RequestError
from coopkg.web.writing import Writing

_SCHEME = "Bearer"


def allowed_writer(asked: Request, writing: Writing) -> Writer:
    """Return the writer for a request that brings a token; RequestError (401, 403) for any other."""
    if writing.writer is None:
        remedy = "Change data/ and build again, or use: coopkg load"
        raise RequestError(Problem(403, "This server takes no changes.", remedy))
    if not writing.tokens:
        remedy = "Whoever runs it makes a token (coopkg token) and starts it with its digest in COOPKG_TOKENS."
        raise RequestError(Problem(403, "Writing is switched off on this server: it knows no token.", remedy))
    if not asked.headers.get("Authorization"):
        raise _unauthorized("A token is needed to change anything.", f'{_SCHEME} realm="coopkg"')
    if not is_bearer(asked, writing):
        raise _unauthorized(
            "The token is not one of this server's.", f'{_SCHEME} realm="coopkg", error="invalid_token"'
        )
    return writing.writer


def is_bearer(asked: Request, writing: Writing) -> bool:
    """Tell whether a request brings one of the tokens."""
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    digest = sha256(token.strip().encode("utf-8", "surrogateescape")).digest()
    # All are compared, each in constant time: how long it takes tells nothing of any token.
    matches = [compare_digest(digest, each) for each in writing.tokens]
    return scheme.lower() == _SCHEME.lower() and any(matches)


def _unauthorized(detail: str, challenge: str) -> RequestError:
    remedy = "Send the header: Authorization: Bearer <token>"
    return RequestError(Problem(401, detail, remedy, headers={"WWW-Authenticate": challenge}))
