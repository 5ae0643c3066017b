"""The catalogue's entries, by theme."""
