# shellcheck shell=bash
# Sourced by the scripts: steps that say their name and their time, and one way to give up.

step() { # NAME COMMAND...: runs the command between its name and its time
    local name=$1 start=$SECONDS
    shift
    printf '==> %s\n' "$name"
    "$@" || fail "$name: failed after $((SECONDS - start)) s"
    printf '    %s: %d s\n' "$name" $((SECONDS - start))
}

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

quietly() { # LOG COMMAND...: the command's output goes to LOG, and is shown only when it fails
    local log=$1
    shift
    ("$@") >"$log" 2>&1 || {
        tail -n 40 "$log" >&2
        echo "The whole log: $log" >&2
        return 1
    }
}
