"""Verdicts on challenges."""
