"""What is published of a dataset: descriptions, exports, media types, what describes dataset and service."""
