"""What an article can state: entities, dates, facts. Knows no RDF."""
