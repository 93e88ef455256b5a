#!/usr/bin/env bash
# A throw-away PostgreSQL for tests: in a temporary folder, on a free port, for this machine only.
#   .ci/postgres.sh start       starts a server and prints its URL
#   .ci/postgres.sh stop URL    stops that server and removes its folder
set -euo pipefail

# The server refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

programs() {
  local found
  found=$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] || { echo "No PostgreSQL server here; on Debian: apt-get install postgresql" >&2; exit 3; }
  dirname "$(readlink -f "$found")"
}

folder_of() { echo "${TMPDIR:-/tmp}/coach-postgres-$1"; }

start() {
  local bin port folder
  bin=$(programs)
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  folder=$(folder_of "$port")
  mkdir -m 700 "$folder"
  [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
  # Nothing here has to survive a power cut, so nothing waits for the disk.
  local settings="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
  settings+=" -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
  if as_postgres "$bin/initdb" -D "$folder/cluster" -U coach -A trust -E UTF8 --locale=C --no-sync >&2 &&
    as_postgres "$bin/pg_ctl" -D "$folder/cluster" -w -t 60 -l "$folder/log" -o "$settings" start >&2; then
    echo "postgresql://coach@127.0.0.1:$port/postgres"
  else
    cat "$folder/log" >&2 2>/dev/null || true
    rm -rf "$folder"
    exit 1
  fi
}

stop() {
  local port folder
  port=${1##*:}
  folder=$(folder_of "${port%%/*}")
  [ -f "$folder/cluster/PG_VERSION" ] || { echo "No server of this script at $1" >&2; exit 2; }
  as_postgres "$(programs)/pg_ctl" -D "$folder/cluster" -m immediate -w stop >&2 || true
  rm -rf "$folder"
}

case "${1-} $#" in
  "start 1") start ;;
  "stop 2") stop "$2" ;;
  *) sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
