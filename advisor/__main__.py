"""`python -m advisor`."""

from advisor.commands import main

if __name__ == "__main__":
    main()
