"""The stages of the flow, run in order: read, map, check, close, publish."""
