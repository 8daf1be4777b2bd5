"""The sample papers of `assets/papers`, drawn: `desk` what lies on a desk, `official` the papers of people."""
