#!/bin/sh
# Writes .env: .env.example with a secret of its own in every empty *_PASSWORD, *_SECRET, *_TOKEN and *_COOKIE.
#
#   make-env.sh [EXAMPLE [OUT]]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
example=${1:-$root/.env.example}
out=${2:-$root/.env}

if [ -e "$out" ]; then
  echo "$out exists; it stays as it is" >&2
  exit 1
fi
umask 077
while IFS= read -r line; do
  case $line in
    \#*) printf '%s\n' "$line" ;;
    *_PASSWORD= | *_SECRET= | *_TOKEN= | *_COOKIE=) printf '%s%s\n' "$line" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" ;;
    *) printf '%s\n' "$line" ;;
  esac
done < "$example" > "$out"
echo "wrote $out"
