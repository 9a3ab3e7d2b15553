"""Kabinet: a personal account for microfinance companies and entrepreneur-support funds."""
