#!/bin/bash
# Writes the accounts that EMQX imports at its start, then becomes the command that is given.
#
#   start.sh USERS_FILE COMMAND...
#
# EMQX takes over accounts that it does not have yet. One that it has keeps its password, whatever is written here.
set -euo pipefail
users_file=$1
shift

account() {
  # What can stand in a CSV file as it is.
  if [[ ! $2 =~ ^[A-Za-z0-9_.-]{16,}$ ]]; then
    echo "the password of MQTT user $1 must be at least 16 of A-Z a-z 0-9 _ . -" >&2
    exit 1
  fi
  echo "$1,$2,false"
}

umask 077
{
  echo "user_id,password,is_superuser"
  account ingest "${MQTT_INGEST_PASSWORD:-}"
  account device "${MQTT_DEVICE_PASSWORD:-}"
} > "$users_file"
unset MQTT_INGEST_PASSWORD MQTT_DEVICE_PASSWORD
exec "$@"
