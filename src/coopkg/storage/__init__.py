"""Storage: RDF files, the Oxigraph store on disk, immutable snapshots, the journal of what users load."""
