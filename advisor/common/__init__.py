"""What every wing needs: problems, messages in two languages, files, time zone, places."""
