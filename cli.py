"""Launcher for a checkout: `python cli.py …` is `advisor …`."""

from advisor.commands import main

if __name__ == "__main__":
    main()
