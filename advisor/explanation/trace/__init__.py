"""The engine at work, one firing after another, forwards and backwards."""
