import { environmentOf } from "./container-environment.js";
import { PLATFORMS, type Platform, render } from "./kubectl.js";
import { ofKind, podTemplates, selects, type Workload, workload, workloads } from "./manifests.js";
import { mayConnect, type Party } from "./network-policies.js";
import { SERVICE_NAMES } from "./service-configs.js";

const OUTSIDE: Party = { address: "203.0.113.7" };
const INGRESS_CONTROLLER: Party = { labels: {}, namespace: { "kubernetes.io/metadata.name": "ingress-nginx" } };
const PROMETHEUS: Party = { labels: {}, namespace: { "kubernetes.io/metadata.name": "monitoring" } };
const COLLECTOR: Party = { labels: {}, namespace: { "kubernetes.io/metadata.name": "observability" } };
const STRANGER: Party = { labels: {}, namespace: { "kubernetes.io/metadata.name": "default" } };
/** By which cert-manager answers a challenge. It comes and goes, and is in no manifest. */
const CHALLENGE_SOLVER: Party = { labels: { "acme.cert-manager.io/http01-solver": "true" } };
const DEFAULT_PORTS: Record<string, number> = { "https:": 443, "http:": 80 };

interface Connection {
  from: string;
  to: string;
  port: number;
}

/** Every connection that the settings make the pods of a platform open: by addresses, upstreams and routes. */
function neededConnections(platform: Platform): Connection[] {
  const manifests = render(platform);
  return podTemplates(manifests).flatMap(({ name, container }) => {
    const environment = environmentOf(manifests, container, `${name}-0`);
    return Object.entries(environment).flatMap(([variable, value]) => {
      // That of a region's link is in quotes, for NATS.
      if (/_(URL|ENDPOINT)$/.test(variable)) return addresses(value.replaceAll('"', "").split(","));
      if (variable.endsWith("_UPSTREAM")) return addresses([`tcp://${value}`]);
      return variable === "NATS_ROUTES" ? addresses(JSON.parse(value) as string[]) : [];
    });

    function addresses(urls: string[]): Connection[] {
      return urls.map((url) => {
        const { hostname, port, protocol } = new URL(url);
        return { from: name, to: workloadBehind(hostname), port: Number(port) || (DEFAULT_PORTS[protocol] ?? 0) };
      });
    }
  });

  function workloadBehind(host: string): string {
    if (host.includes(".example.")) return "outside";
    if (host.endsWith(".observability")) return "collector";
    // A StatefulSet's pod is called <pod>.<Service>.
    const service = ofKind(manifests, "Service").find(({ metadata }) => metadata?.name === host.split(".").at(-1));
    const found = workloads(manifests).find(({ labels }) =>
      selects({ matchLabels: service?.spec?.selector ?? { none: "none" } }, labels),
    );
    if (found === undefined) throw new Error(`nothing stands behind ${host}`);
    return found.name;
  }
}

const written = ({ from, to, port }: Connection) => `${from} -> ${to}:${port}`;

describe.each(PLATFORMS)("the network of %s", (platform) => {
  const manifests = render(platform);
  const all = podTemplates(manifests);
  const needed = new Set(neededConnections(platform).map(written));
  const parties: [string, Party][] = [
    ["outside", OUTSIDE],
    ["collector", COLLECTOR],
    ...all.map(({ name, labels }): [string, Party] => [name, { labels }]),
  ];
  const ports = new Set([
    ...neededConnections(platform).map(({ port }) => port),
    ...all.flatMap(({ container }) => container.ports?.map(({ containerPort }) => containerPort) ?? []),
    22,
    80,
    4318,
    7422,
    8089,
    8222,
  ]);

  it("lets pods open the connections that their settings ask for, and no other", () => {
    const allowed = all.flatMap(({ name, labels }) =>
      parties.flatMap(([to, party]) =>
        [...ports]
          .filter((port) => mayConnect(manifests, { labels }, party, port))
          .map((port) => written({ from: name, to, port })),
      ),
    );
    expect(allowed.sort()).toEqual([...needed].sort());
  });

  it("lets in devices to the broker, regions to the central backbone, the Ingress controller to the page, Prometheus to the services, and nobody else", () => {
    const strangers = Object.entries({ OUTSIDE, INGRESS_CONTROLLER, PROMETHEUS, STRANGER });
    const entries = strangers.flatMap(([from, party]) =>
      all.flatMap(({ name, labels }) =>
        [...ports]
          .filter((port) => mayConnect(manifests, party, { labels }, port))
          .map((port) => written({ from, to: name, port })),
      ),
    );
    const expected = ["INGRESS_CONTROLLER -> edge:8080"];
    if (platform === "central") expected.push(...strangers.map(([from]) => `${from} -> nats:7422`));
    else if (platform !== "external") expected.push(...strangers.map(([from]) => `${from} -> emqx:1883`));
    if (ofKind(manifests, "PodMonitor").length > 0) {
      const services = SERVICE_NAMES.filter((name) => all.some((each) => each.name === name));
      expected.push(...services.map((name) => `PROMETHEUS -> ${name}:3000`));
    }
    expect(entries.sort()).toEqual(expected.sort());
  });

  it("lets the Ingress controller alone ask for a challenge's answer, where a certificate is asked for", () => {
    const others: [string, Party][] = [...parties, ["INGRESS_CONTROLLER", INGRESS_CONTROLLER], ["STRANGER", STRANGER]];
    const isLed = (from: Party, to: Party) => [...ports].filter((port) => mayConnect(manifests, from, to, port));
    const entries = others.flatMap(([from, party]) =>
      isLed(party, CHALLENGE_SOLVER).map((port) => written({ from, to: "solver", port })),
    );
    const isAsked = ofKind(manifests, "Certificate").length > 0;
    expect(entries).toEqual(isAsked ? ["INGRESS_CONTROLLER -> solver:8089"] : []);
    expect(others.flatMap(([, party]) => isLed(CHALLENGE_SOLVER, party))).toEqual([]);
  });

  it("reaches ports that listen", () => {
    for (const { to, port } of neededConnections(platform)) {
      if (to !== "outside" && to !== "collector") expect(portsOf(workload(manifests, to))).toContain(port);
    }
  });

  it("lets everybody look up names at the cluster's own servers alone", () => {
    const names = ofKind(manifests, "NetworkPolicy").find(({ metadata }) => metadata?.name === "names");
    expect(names?.spec).toEqual({
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
  });

  function portsOf({ container }: Workload): number[] {
    return container.ports?.map(({ containerPort }) => containerPort) ?? [];
  }
});
