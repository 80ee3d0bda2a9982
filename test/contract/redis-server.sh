#!/bin/sh
# A redis-server that ends with whoever started it: when standard input closes, however that came about.
exec 3<&0
redis-server "$@" 3<&- &
server=$!
(
  cat <&3 >/dev/null
  kill -9 "$server"
) >/dev/null 2>&1 &
exec 3<&-
wait "$server"
