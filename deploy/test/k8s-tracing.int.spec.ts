import { loadConfig, type ServiceConfig } from "@gridwatch/service-kit";
import { environmentOf } from "./container-environment.js";
import { render } from "./kubectl.js";
import { nameOf, ofKind, selects, workload } from "./manifests.js";
import { SERVICE_CONFIGS, SERVICE_NAMES } from "./service-configs.js";

describe("the component for traces", () => {
  const manifests = render("production with tracing");
  const policy = ofKind(manifests, "NetworkPolicy").find((each) => nameOf(each) === "to-the-collector");

  it.each(SERVICE_NAMES)("tells %s where they go, and lets it go there", (name) => {
    const { container, labels } = workload(manifests, name);
    const config = loadConfig(
      SERVICE_CONFIGS[name] as new () => ServiceConfig,
      environmentOf(manifests, container, `${name}-0`),
    );
    const { hostname, port } = new URL(config.tracing.endpoint);
    const [rule] = policy?.spec?.egress ?? [];
    expect(rule?.ports?.map((each) => `${each.port}`)).toEqual([port]);
    const namespace = { "kubernetes.io/metadata.name": hostname.split(".")[1] ?? "" };
    expect(selects(rule?.to?.[0]?.namespaceSelector ?? {}, namespace)).toBe(true);
    expect(selects(policy?.spec?.podSelector ?? {}, labels)).toBe(true);
  });

  it("leaves the servers alone", () => {
    for (const name of ["emqx", "nats", "influxdb", "edge"]) {
      expect(JSON.stringify(workload(manifests, name).container)).not.toContain("OTEL_");
    }
  });
});
