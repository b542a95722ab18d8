#!/bin/sh
# Puts together what a service's image holds.
#
#   assemble.sh BUILT INSTALLED OUT SERVICE
#
# BUILT      the repository, built
# INSTALLED  the manifests with the service's production dependencies installed
# OUT        made: node_modules, the service, the libraries it uses, and `service`, a link to the service's folder
set -eu
built=$1 installed=$2 out=$3 service=$4

mkdir -p "$out"
cp -a "$installed/node_modules" "$out/"
# npm has linked exactly what the service depends on. Some have dependencies of their own beside them.
for link in "$installed"/node_modules/@gridwatch/*; do
  package=$(realpath --relative-to="$installed" "$link")
  mkdir -p "$out/$(dirname "$package")"
  cp -a "$installed/$package" "$out/$package"
  cp -R "$built/$package/dist" "$out/$package/dist"
  find "$out/$package/dist" -name '*.d.ts' -o -name '*.map' | xargs -r rm
done
# The model packages that come with the platform.
if [ "$service" = predict ] && [ -d "$built/models" ]; then cp -R "$built/models" "$out/models"; fi
ln -s "$(realpath --relative-to="$installed" "$installed/node_modules/@gridwatch/$service")" "$out/service"
