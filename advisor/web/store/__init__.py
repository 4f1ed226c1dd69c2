"""What the web application itself keeps: questionnaires in progress, accounts, sign-ins."""
