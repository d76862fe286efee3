"""`python -m coopkg` is the `coopkg` command."""

from coopkg.cli import main

if __name__ == "__main__":
    main()
