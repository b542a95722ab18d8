import { PLATFORMS, render } from "./kubectl.js";
import { typeErrors } from "./manifest-types.js";
import { nameOf, ofKind, selects, workloads } from "./manifests.js";
import { textOf } from "./repository.js";
import { SERVICE_NAMES } from "./service-configs.js";

describe.each(PLATFORMS)("the platform %s", (platform) => {
  const manifests = render(platform);
  const all = workloads(manifests);

  it("runs the whole platform, and its servers where they are not elsewhere", () => {
    const servers = platform === "external" ? [] : ["emqx", "influxdb", "nats"];
    // No unit sends to the central platform.
    const absent = platform === "central" ? ["emqx", "ingest"] : [];
    const expected = [...SERVICE_NAMES, "edge", ...servers].filter((name) => !absent.includes(name));
    expect(all.map(({ name }) => name).sort()).toEqual(expected.sort());
  });

  it("stands in one namespace, which refuses pods that break the rules", () => {
    expect(ofKind(manifests, "Namespace").map(nameOf)).toEqual(["gridwatch"]);
    expect(ofKind(manifests, "Namespace")[0]?.metadata?.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    const elsewhere = manifests.filter(
      ({ kind, metadata }) => kind !== "Namespace" && metadata?.namespace !== "gridwatch",
    );
    expect(elsewhere.map(nameOf)).toEqual([]);
  });

  it("is made of what the API knows", () => {
    expect(typeErrors(manifests)).toEqual([]);
  });

  it("holds no secret", () => {
    const kinds: string[] = manifests.map(({ kind }) => kind);
    expect(kinds).not.toContain("Secret");
    const written = [
      ...ofKind(manifests, "ConfigMap").flatMap(({ data = {} }) => Object.entries(data)),
      ...all.flatMap(({ container }) => container.env ?? []).map(({ name, value = "" }) => [name, value] as const),
    ];
    for (const [name, value] of written) {
      // Nothing but a reference to a variable that comes from the Secret.
      if (/PASSWORD|SECRET|TOKEN|COOKIE/.test(name))
        expect([name, value]).toEqual([name, expect.stringMatching(/^$|\$\(\w+\)/)]);
    }
  });

  it("selects by every Service pods that have its ports", () => {
    for (const service of ofKind(manifests, "Service")) {
      const selected = all.filter(({ labels }) => selects({ matchLabels: service.spec?.selector ?? {} }, labels));
      expect([nameOf(service), selected.length]).toEqual([nameOf(service), 1]);
      const ports = selected[0]?.container.ports?.map(({ name }) => name);
      for (const { targetPort } of service.spec?.ports ?? []) expect(ports).toContain(targetPort);
    }
  });

  it("tells the pods of each workload by its name, and a StatefulSet's by the Service that names them", () => {
    for (const { name, manifest } of all) {
      const selected = all.filter(({ labels }) => selects(manifest.spec?.selector ?? {}, labels));
      expect(selected.map((each) => each.name)).toEqual([name]);
    }
    const services = ofKind(manifests, "Service").map(nameOf);
    for (const { spec } of ofKind(manifests, "StatefulSet")) expect(services).toContain(spec?.serviceName);
  });

  it("is reached by Services that exist", () => {
    for (const { spec } of ofKind(manifests, "Ingress")) {
      expect(spec?.tls?.flatMap(({ hosts = [] }) => hosts)).toEqual(spec?.rules?.map(({ host }) => host));
      for (const { service } of spec?.rules?.flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? []) ??
        []) {
        const target = ofKind(manifests, "Service").find((each) => nameOf(each) === service?.name);
        expect(target?.spec?.ports?.map(({ name }) => name)).toContain(service?.port?.name);
      }
    }
  });

  it("lets in through the Ingress what the edge takes, and waits for as long", () => {
    const [, location = ""] =
      /location ~ \^\/api\/v1\/models\S+ \{([^}]+)\}/.exec(textOf("deploy/edge/default.conf.template")) ?? [];
    const of = (directive: string) => new RegExp(`${directive} (\\w+);`).exec(location)?.[1];
    for (const { metadata } of ofKind(manifests, "Ingress")) {
      expect(metadata?.annotations).toEqual({
        "nginx.ingress.kubernetes.io/proxy-body-size": of("client_max_body_size"),
        "nginx.ingress.kubernetes.io/proxy-read-timeout": of("proxy_read_timeout")?.replace(/s$/, ""),
      });
    }
  });

  it("gets the certificate that the Ingress serves", () => {
    const served = ofKind(manifests, "Ingress").flatMap(({ spec }) => spec?.tls ?? []);
    for (const { spec } of ofKind(manifests, "Certificate")) {
      expect(served).toEqual([{ hosts: spec?.dnsNames, secretName: spec?.secretName }]);
    }
    expect(ofKind(manifests, "Certificate")).toHaveLength(platform === "local" || platform === "external" ? 0 : 1);
  });
});

describe("the schemas", () => {
  it("tell of a field that is unknown, missing or of another type", () => {
    const wrong = [{ slector: {} }, { ports: [{ name: "http" }] }, { clusterIP: 1 }];
    const services = wrong.map((spec) => ({ apiVersion: "v1", kind: "Service", spec }));
    expect(typeErrors(services)).toHaveLength(3);
  });
});
