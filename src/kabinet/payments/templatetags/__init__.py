"""Filters of payments for templates."""
