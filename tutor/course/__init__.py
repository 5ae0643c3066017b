"""The course as data: model, parser and library of lessons."""
