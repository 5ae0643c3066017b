"""Tools for lesson authors."""
