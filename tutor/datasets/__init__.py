"""The data sets behind ``tutor.data`` that are more than a formula; see ``README.md`` for where they come from."""
