"""The Textual app; nothing outside this room imports textual."""
