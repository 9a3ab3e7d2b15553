"""Filters of lending for templates."""
