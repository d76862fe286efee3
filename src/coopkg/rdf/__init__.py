"""RDF as plain values: terms, vocabulary, N-Quads, the dictionary of terms."""
