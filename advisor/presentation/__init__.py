"""Puts an Advice into words for people: on a terminal and as Markdown."""
