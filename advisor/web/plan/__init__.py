"""The plan as the web application shows it: built here, laid out by the templates."""
