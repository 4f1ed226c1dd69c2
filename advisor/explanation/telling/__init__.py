"""The explanations in words of one language, as outlines that any layout can show."""
