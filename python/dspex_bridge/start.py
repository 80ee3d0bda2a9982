"""The file that a Python of the package is started with: the reaper, or with arguments a cold child.

A file, and not a text for `python -c`: `inspect.stack()` looks for the module of each frame, and goes through all modules for a frame that
has no file. DSPy before 3.4 asks for the stack at each call of a program.
"""

import os
import sys


def _main() -> None:
    folder = os.path.dirname(os.path.abspath(__file__))
    # Python puts the folder of this file first: the modules in it would hide others of their names.
    sys.path[:] = [os.path.dirname(folder), *(path for path in sys.path if path != folder)]
    arguments = sys.argv[1:]
    # What reads its arguments while it is imported must not find ours.
    del sys.argv[1:]
    from dspex_bridge import entry

    if arguments:
        entry.start_cold_child(arguments)
    entry.start_reaper()


# A process that multiprocessing spawns runs this file once more, under another name.
if __name__ == "__main__":
    _main()
