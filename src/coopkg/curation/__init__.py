"""Curation: proposed facts are accepted, edited or rejected; what a source said is taken back."""
