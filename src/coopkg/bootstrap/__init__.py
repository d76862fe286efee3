"""The only place that chooses concrete classes: settings in, ready functions out."""
