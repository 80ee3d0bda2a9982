"""The processes above a child: a reaper, a fork server, and the children it forks. Standard library only."""
