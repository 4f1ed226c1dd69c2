"""The pages: each module parses a request, calls the library, and fills a template."""
