"""What the questionnaire's pages show and where they lead, before any HTML."""
