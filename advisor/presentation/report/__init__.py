"""The plan as a file for the office: DOCX, PDF, XLSX, Markdown or JSON."""
