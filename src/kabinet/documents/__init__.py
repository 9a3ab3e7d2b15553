"""Uploaded documents of clients and applications."""
