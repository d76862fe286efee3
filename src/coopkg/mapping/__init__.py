"""Facts to quads: what an article states, as RDF.

`dataset.quads_of` is the entry: registry, articles and facts in, the stated quads of every graph out. `triples` holds
one case for each kind of fact; `provenance` says who says it. Pure functions: the same facts give the same quads, in
the same order.
"""
