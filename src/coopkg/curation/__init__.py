"""Review of what extractors propose, and taking back what an article said: the one part that writes `data/`."""
