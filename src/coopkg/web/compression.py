"""Answers in fewer bytes, for clients that take them so (RFC 9110, section 12.5.3: Accept-Encoding)."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import IO, Literal, cast

import brotli
from flask import Flask, Request, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header
from werkzeug.wsgi import wrap_file

from coopkg.errors import LimitError
from coopkg.web.problems import problem_of, respond

Encoding = Literal["br", "gzip"]

#: Below that the frame of a compressed body costs more than it saves.
LEAST_BYTES = 1024
# Beyond that a client waits longer for us than for its line.
_MOST_BYTES = 64 << 20
_IN_MEMORY_BYTES = 4 << 20
_PIECE_BYTES = 1 << 18
# Both are where a little more size buys much time.
_BROTLI_QUALITY = 4
_GZIP_LEVEL = 4
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_TYPES = ("text/", "application/json", "application/xml", "application/trig", "application/n-")
_SUFFIXES = ("+json", "+xml")


def register_compression(app: Flask) -> None:
    """Have `app` compress answers of more than 1 KiB of text where the client takes them so; never twice."""
    app.after_request(lambda response: _compressed(request, response))


def encoding_of(asked: Request) -> Encoding | None:
    """Return the encoding that the request likes best, brotli where it does not mind; None where it takes neither."""
    return encoding_for(asked.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=256)
def encoding_for(accept_encoding: str) -> Encoding | None:
    """Return the encoding that the value of the header Accept-Encoding likes best; see `encoding_of`."""
    accepted = parse_accept_header(accept_encoding, Accept)
    brotli_quality, gzip_quality = accepted["br"], accepted["gzip"]
    if not brotli_quality and not gzip_quality:
        return None
    return "br" if brotli_quality >= gzip_quality else "gzip"


def _compressed(asked: Request, response: Response) -> Response:
    if not _is_worth_it(response) or (encoding := encoding_of(asked)) is None:
        return response
    file = cast("IO[bytes]", SpooledTemporaryFile(_IN_MEMORY_BYTES))  # noqa: SIM115 - the response closes it
    try:
        for piece in _pieces(encoding, response.iter_encoded()):
            file.write(piece)
    except OSError as error:
        file.close()
        response.close()
        return respond(problem_of(LimitError("temporary files", str(error.strerror), "Ask for less, or later.")))
    size = file.tell()
    file.seek(0)
    response.close()
    if size <= _IN_MEMORY_BYTES:
        response.set_data(file.read())
        file.close()
    else:
        response.response = wrap_file(asked.environ, file, _PIECE_BYTES)
        response.direct_passthrough = True
    response.content_encoding = encoding
    response.content_length = size
    return response


def _is_worth_it(response: Response) -> bool:
    size = response.content_length or 0
    type_ = response.mimetype
    return (
        LEAST_BYTES < size <= _MOST_BYTES
        and response.content_encoding is None
        and (type_.startswith(_TYPES) or type_.endswith(_SUFFIXES))
    )


def _pieces(encoding: Encoding, given: Iterable[bytes]) -> Iterator[bytes]:
    compress, finish = _compressor(encoding)
    for piece in given:
        yield compress(piece)
    yield finish()


def _compressor(encoding: Encoding) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    if encoding == "br":
        coder = brotli.Compressor(quality=_BROTLI_QUALITY)
        return coder.process, coder.finish
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress, packer.flush
