"""`python -m strongroom` is the command."""

from strongroom.cli.main import main

if __name__ == "__main__":
    main()
