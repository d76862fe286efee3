"""rdflib-endpoint over a file of N-Quads. Arguments: the file, the port."""

import sys

import rdflib


def serve(path: str, port: int) -> None:
    """Serve the quads of a file; what it needs is imported here, since nothing else needs it."""
    import uvicorn  # noqa: PLC0415  (see above)
    from rdflib_endpoint import SparqlEndpoint  # noqa: PLC0415  (see above)

    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(path, format="nquads")
    uvicorn.run(SparqlEndpoint(graph=dataset, path="/"), host="127.0.0.1", port=port, log_level="info")


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
