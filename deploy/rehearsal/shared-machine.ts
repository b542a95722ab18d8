import { type Manifest, nameOf, ofKind, workloads } from "../test/manifests.js";

/**
 * What several platforms need to share a machine: of an overlay's workloads only `parts`, and of NATS one server in place of a cluster.
 * What that server is told is else the same.
 *
 * @param settings further ones of the services, as an overlay merges them into the ConfigMap `backbone`
 */
export function onSharedMachine(
  manifests: Manifest[],
  parts: readonly string[],
  settings: Record<string, string> = {},
): Manifest[] {
  const others = workloads(manifests).filter(({ name }) => !parts.includes(name));
  const left = structuredClone(manifests.filter((manifest) => !others.some((other) => other.manifest === manifest)));
  for (const { name, manifest } of workloads(left)) if (name === "nats" && manifest.spec) manifest.spec.replicas = 1;
  for (const map of ofKind(left, "ConfigMap")) {
    if (/^nats-/.test(nameOf(map))) map.data = { ...map.data, "cluster.conf": "include nats.conf\n" };
    if (/^backbone-/.test(nameOf(map))) map.data = { ...map.data, STREAM_REPLICAS: "1", ...settings };
  }
  return left;
}

/** The overlay `region` with the name of another region, as its comment says. @throws Error when it has no place for one */
export function named(manifests: Manifest[], region: string): Manifest[] {
  const copy = structuredClone(manifests);
  const nats = workloads(copy).find(({ name }) => name === "nats");
  const variable = nats?.container.env?.find(({ name }) => name === "REGION");
  if (variable === undefined) throw new Error("the overlay names no region");
  variable.value = region;
  return copy;
}

/**
 * Says where on this machine is what a region and the centre name beyond themselves: the Secret of their links, as
 * `makeCertificates` has made its files in `dir`, and the central address.
 */
export function linkPlaces(dir: string, centre: string): (text: string) => string {
  return (text) =>
    text
      .replaceAll("/etc/nats-leaf/tls.", `${dir}/server.`)
      .replaceAll("/etc/nats-leaf/", `${dir}/`)
      .replaceAll("central.example.com:7422", centre);
}
