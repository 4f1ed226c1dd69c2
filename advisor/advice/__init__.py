"""From what the rules make of the answers to the ranked plan, and what to ask next."""
