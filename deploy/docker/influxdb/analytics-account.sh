#!/bin/bash
# Run by the image once, after it has set up the database: an account that may read the readings and nothing else.
# Accounts of this kind have a user and a password and are for the 1.x calls, which are the ones analytics makes.
set -euo pipefail

# The rollups' buckets stand beside the readings'. The service that stores sets how long they are kept.
access=(--read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID")
for tier in 1m 10m 1h 1d; do
  created=$(influx bucket create --org "$DOCKER_INFLUXDB_INIT_ORG" --name "${DOCKER_INFLUXDB_INIT_BUCKET%/raw}/$tier" --hide-headers)
  access+=(--read-bucket "${created%%[[:space:]]*}")
done

influx v1 auth create \
  --org "$DOCKER_INFLUXDB_INIT_ORG" \
  --description "analytics" \
  --username analytics \
  --password "$INFLUX_ANALYTICS_PASSWORD" \
  "${access[@]}"
