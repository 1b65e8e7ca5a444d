"""`python -m pilotgate`, and the installed command."""

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # `python -m` looks for modules in the current directory first, which is the one to be judged:
    # a file there must not pose as a library.
    del sys.path[0]

import gc
from typing import NoReturn


def main() -> NoReturn:
    # With the interpreter's own threshold of 700, collecting garbage while modules load takes
    # a twentieth of a short run; a long one still collects.
    gc.set_threshold(200_000)
    from pilotgate.commands import main as run

    run()


if __name__ == "__main__":
    main()
