#!/bin/sh
# Prints the Secret that the manifests ask for: every *_PASSWORD, *_SECRET, *_TOKEN and *_COOKIE of an env file, which is made with
# secrets of its own when none is given.
#
#   make-secret.sh [ENV_FILE] | kubectl create -f -
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
env=${1:-$work/env}

[ -n "${1:-}" ] || sh "$root/deploy/docker/make-env.sh" "$root/.env.example" "$env" >&2
umask 077
grep -E '^[A-Z_]+_(PASSWORD|SECRET|TOKEN|COOKIE)=' "$env" > "$work/secrets"
"${KUBECTL:-kubectl}" create secret generic gridwatch --namespace gridwatch --from-env-file="$work/secrets" --dry-run=client -o yaml
