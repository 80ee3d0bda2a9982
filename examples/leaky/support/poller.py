import subprocess
import threading
import time

import dspy


class Poller(dspy.Module):
    """Starts a thread and a process, and forgets both."""

    def forward(self) -> dspy.Prediction:
        """Leave them."""
        threading.Thread(target=time.sleep, args=(60,), name="poller", daemon=True).start()
        subprocess.Popen(["sleep", "307"])
        return dspy.Prediction(done=True)
