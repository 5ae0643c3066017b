"""Runs, sessions, curves: the tutor's side of the worker. Knows no user interface and never imports torch."""
