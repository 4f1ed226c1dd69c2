"""Whole tables in the browser: uploaded, looked at, judged, and forgotten after a day."""
