"""`python -m liaison_app`: the one command line."""

from liaison_app.cli import main

main()
