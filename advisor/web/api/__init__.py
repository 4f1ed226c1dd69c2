"""The HTTP API, version 1: the library's answers as JSON, documented by the code that gives them."""
