"""Teaching material: scenarios with what they must come to, cards, handouts and a quiz."""
