#!/bin/bash
# Run by the image once, after it has set up the database: an account that may read the readings and nothing else.
# Accounts of this kind have a user and a password and are for the 1.x calls, which are the ones analytics makes.
set -euo pipefail

influx v1 auth create \
  --org "$DOCKER_INFLUXDB_INIT_ORG" \
  --description "analytics" \
  --username analytics \
  --password "$INFLUX_ANALYTICS_PASSWORD" \
  --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID"
