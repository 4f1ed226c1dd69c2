"""The web application: questionnaire, plan, classroom, audit desk, and an HTTP API."""
