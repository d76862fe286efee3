"""rdflib-endpoint over a file of N-Quads. Arguments: the file, the port."""

import sys

import rdflib
import uvicorn
from rdflib_endpoint import SparqlEndpoint

if __name__ == "__main__":
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(sys.argv[1], format="nquads")
    uvicorn.run(SparqlEndpoint(graph=dataset, path="/"), host="127.0.0.1", port=int(sys.argv[2]), log_level="info")
