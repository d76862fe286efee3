"""A knowledge graph of international cooperation: from the news article to the SPARQL answer."""

__version__ = "0.1.0"
