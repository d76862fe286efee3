"""A SPARQL endpoint as many write it: Flask over an rdflib dataset in memory. Arguments: file of N-Quads, port."""

import logging
import sys

import rdflib
from flask import Flask, Response, request
from werkzeug.serving import run_simple

app = Flask(__name__)
dataset = rdflib.Dataset(default_union=False)


@app.get("/sparql")
def sparql() -> Response:
    """Answer a query in JSON, or in N-Triples where the answer is triples."""
    result = dataset.query(request.args["query"])
    is_graph = result.type in {"CONSTRUCT", "DESCRIBE"}
    media_type = "application/n-triples" if is_graph else "application/sparql-results+json"
    return Response(result.serialize(format="nt" if is_graph else "json"), mimetype=media_type)


if __name__ == "__main__":
    dataset.parse(sys.argv[1], format="nquads")
    logging.getLogger("werkzeug").setLevel(logging.INFO)
    # The parser of rdflib is not made for threads: two queries at once spoil it for all that follow.
    run_simple("127.0.0.1", int(sys.argv[2]), app, threaded=False)
