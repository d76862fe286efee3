"""`coopkg token`: a new token for those who may write."""

import secrets
from hashlib import sha256

import click

from coopkg.cli.examples import Command

_TOKEN_BYTES = 32


@click.command("token", cls=Command, examples=("coopkg token",))
def command() -> None:
    """Make a token that allows to write: the token for the client, and its digest for COOPKG_TOKENS.

    Nothing is stored. Who knows the digest cannot write with it.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    click.echo(f"token for the client:    {token}")
    click.echo(f"entry of COOPKG_TOKENS:  sha256:{sha256(token.encode()).hexdigest()}")
