"""The guided questionnaire in a terminal: arrow keys where there is one, plain lines elsewhere."""
