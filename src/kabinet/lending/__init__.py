"""Loan products, loans, schedules, operations."""
