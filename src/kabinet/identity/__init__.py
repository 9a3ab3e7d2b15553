"""Accounts, sign-in codes, staff."""
