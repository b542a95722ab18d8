#!/bin/sh
# Puts together what a service's image holds.
#
#   assemble.sh BUILT INSTALLED OUT SERVICE
#
# BUILT      the repository, built
# INSTALLED  the manifests with the service's production dependencies installed
# OUT        made: node_modules, the service, the libraries it uses, and `service`, a link to the service's folder
#
# TARGETOS and TARGETARCH are the image's platform, as BuildKit has them; without them it is this machine's.
set -eu
built=$1 installed=$2 out=$3 service=$4

mkdir -p "$out"
cp -a "$installed/node_modules" "$out/"
# ONNX Runtime comes with its library for every platform, of which an image runs one.
os=${TARGETOS:-$(node -p process.platform)}
arch=${TARGETARCH:-$(node -p process.arch)}
if [ "$arch" = amd64 ]; then arch=x64; fi
find "$out" -path '*/onnxruntime-node/bin/*/*/*' -type d ! -path "*/$os/$arch" -prune -exec rm -r {} +
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
