"""The command line, `baromia` or `python -m baromia`."""

import sys

try:
    from .cli import main
except KeyboardInterrupt:  # importing takes a moment, in which nothing else would answer Ctrl-C in a sentence
    sys.exit("baromia: stopped.")

if __name__ == "__main__":
    main(prog_name="baromia")
