"""The HTTP API, version 1: the library's answers as JSON, described by what gives them."""
