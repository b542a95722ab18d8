#!/bin/bash
# Writes the accounts and the API key that EMQX imports at its start, then becomes the command that is given.
#
#   start.sh USERS_FILE API_KEYS_FILE COMMAND...
#
# EMQX takes over accounts that it does not have yet. One that it has keeps its password, whatever is written here; an API
# key gets the secret that is written here.
set -euo pipefail
users_file=$1
api_keys_file=$2
shift 2

# What can stand in these files as it is.
expect_secret() {
  if [[ ! $2 =~ ^[A-Za-z0-9_.-]{16,}$ ]]; then
    echo "the $1 must be at least 16 of A-Z a-z 0-9 _ . -" >&2
    exit 1
  fi
}

account() {
  expect_secret "password of MQTT user $1" "$2"
  echo "$1,$2,false"
}

umask 077
{
  echo "user_id,password,is_superuser"
  account ingest "${MQTT_INGEST_PASSWORD:-}"
  account device "${MQTT_DEVICE_PASSWORD:-}"
} > "$users_file"
expect_secret "secret of the API key ingest" "${MQTT_API_SECRET:-}"
# Without a role: the open edition knows none but the administrator's, and refuses the line of one with another.
echo "ingest:$MQTT_API_SECRET" > "$api_keys_file"
unset MQTT_INGEST_PASSWORD MQTT_DEVICE_PASSWORD MQTT_API_SECRET
exec "$@"
