"""The program that the query workers of these tests are forked from."""

import socket
import sys

from coopkg.rdf.terms import Iri, Literal
from coopkg.serving.zygote import run
from coopkg.settings import QueryLimits


def functions_of(_snapshot):
    """The competency questions call this function; what it does is tested where it is made."""
    return {Iri("https://w3id.org/coopkg/ontology#rule"): lambda *_: Literal("stated")}


if __name__ == "__main__":
    run(socket.socket(fileno=int(sys.argv[1])), QueryLimits(), functions_of)
