"""What the learner did: places, drafts, attempts, kept in SQLite."""
