"""Small faults put into a knowledge base on purpose, to see whether its cases notice them."""
