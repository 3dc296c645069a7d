# Runs a PostgreSQL of its own in the folder $1 for as long as standard input stays open, then stops
# it and removes the folder. The end of the input is the end of the tests, however they ended: the
# system closes it for a process that was killed. Prints `ready` when it takes connections at the
# socket in the folder.

exec 3>&2
trap '' INT TERM HUP PIPE
directory=$1
finish() {
    if [ -s "$directory/data/postmaster.pid" ]; then
        kill -QUIT "$(head -n 1 "$directory/data/postmaster.pid")"
        wait
    fi
    rm -rf "$directory"
}
trap finish EXIT
fail() {
    echo "PostgreSQL for the tests did not start: $1" >&3
    [ ! -f "$directory/log" ] || tail -n 30 "$directory/log" >&3
    exit 1
}

# The one in the path, or the newest that is installed.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if postgres=$(command -v postgres); then bin=$(dirname "$(readlink -f "$postgres")"); fi
[ -x "$bin/initdb" ] || fail 'install it, so that `postgres` is in the path'

# PostgreSQL refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
    for user in postgres nobody; do id -u $user >/dev/null 2>&1 && break; done
    chown -R $user "$directory"
    if command -v setpriv >/dev/null; then
        as="setpriv --reuid=$(id -u $user) --regid=$(id -g $user) --clear-groups"
    else
        as="runuser -u $user --"
    fi
fi

cd "$directory" || fail 'its folder cannot be entered'
{
    # The order of a language, where there is one, shows every text that is not ordered by bytes.
    initdb() { $as "$bin/initdb" -D data -U postgres -A trust -E UTF8 --no-sync "$@"; }
    initdb --locale=C --locale-provider=icu --icu-locale=en || initdb --locale=C || fail initdb
    $as "$bin/postgres" -D data -c listen_addresses= -c unix_socket_directories="$directory" \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 &
    server=$!
    tries=0
    until "$bin/pg_isready" -q -h "$directory"; do
        kill -0 $server && [ $((tries += 1)) -lt 600 ] || fail postgres
        sleep 0.05
    done
} >log 2>&1 </dev/null

echo ready
cat >/dev/null
