"""Extraction: from the text of an article to proposed facts, each with the words that say it."""
