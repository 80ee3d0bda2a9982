"""Runs a command at a terminal of its own, types what is given when it is asked for it, and says what could be read, and the exit code.

Takes JSON: `{"command": ["node", …], "typed": [["what is asked", "what is typed"], …]}`.
"""

import json
import os
import pty
import sys

asked = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(asked["command"][0], asked["command"])
output, to_type = "", list(asked["typed"])
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:  # Linux says so when nobody holds the other side any more.
        break
    if not piece:
        break
    output += piece.decode(errors="replace")
    if to_type and to_type[0][0] in output:
        os.write(terminal, to_type.pop(0)[1].encode())
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
json.dump({"output": output, "exitCode": code}, sys.stdout)
