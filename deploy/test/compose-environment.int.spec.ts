import { NODE_OPTIONS_OF } from "@gridwatch/local-stack";
import { envVariables, type HttpConfig, loadConfig } from "@gridwatch/service-kit";
import { parseOptions } from "../../tools/simulator/src/options.js";
import { durationMs } from "./compose-file.js";
import { environmentOf, service } from "./example-compose.js";
import { textOf } from "./repository.js";
import { SERVICE_CONFIGS, SERVICE_NAMES } from "./service-configs.js";

describe.each(SERVICE_NAMES)("the environment of %s", (name) => {
  const environment = environmentOf(name);
  const known = new Map(envVariables(SERVICE_CONFIGS[name]).map((variable) => [variable.name, variable]));

  it("holds only variables that its configuration knows", () => {
    const unknown = Object.keys(environment).filter((variable) => !known.has(variable.replace(/_FILE$/, "")));
    expect(unknown).toEqual([]);
  });

  it("is one with which it starts", () => {
    const config = loadConfig(SERVICE_CONFIGS[name] as new () => { http: HttpConfig }, environment);
    expect(config.http.logLevel).toBe("info");
    expect(durationMs(service(name).stop_grace_period ?? "")).toBeGreaterThan(config.http.shutdownTimeoutMs);
  });

  it("holds each of its secrets, taken from a required variable", () => {
    const secrets = [...known.values()].filter(({ secret }) => secret).map((variable) => variable.name);
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(environment[secret]).toMatch(/^secret-of-/);
  });

  it("names servers that it shares a network with", () => {
    for (const [variable, value] of Object.entries(environment)) {
      if (variable.endsWith("_URL")) expectReachable(name, new URL(value).hostname);
    }
  });
});

describe("the parts", () => {
  it("agree on ports with each other", () => {
    const { ANALYTICS_UPSTREAM, REALTIME_UPSTREAM, PREDICT_UPSTREAM } = service("edge").environment ?? {};
    expect([ANALYTICS_UPSTREAM, REALTIME_UPSTREAM, PREDICT_UPSTREAM]).toEqual([
      "analytics:3000",
      "realtime:3000",
      "predict:3000",
    ]);
    for (const upstream of ["analytics", "realtime", "predict"]) expectReachable("edge", upstream);
    expect(textOf("deploy/docker/nats/nats.conf")).toContain("port: 4222");
    expect(textOf("deploy/docker/emqx/emqx.conf")).toContain('listeners.tcp.default.bind = "0.0.0.0:1883"');
    expect(textOf("deploy/docker/emqx/emqx.conf")).toContain("dashboard.listeners.http.bind = 18083\n");
    expect(service("ingest").environment).toMatchObject({
      MQTT_URL: "mqtt://emqx:1883",
      MQTT_API_URL: "http://emqx:18083",
      NATS_URL: "nats://nats:4222",
    });
  });

  it("agree on accounts with each other", () => {
    const of = (name: string) => service(name).environment ?? {};
    expect(of("emqx")["MQTT_INGEST_PASSWORD"]).toBe(of("ingest")["MQTT_PASSWORD"]);
    expect(of("emqx")["MQTT_DEVICE_PASSWORD"]).toBe(of("simulator")["MQTT_PASSWORD"]);
    expect(of("emqx")["MQTT_API_SECRET"]).toBe(of("ingest")["MQTT_API_SECRET"]);
    expect([of("ingest")["MQTT_USERNAME"], of("simulator")["MQTT_USERNAME"]]).toEqual(["ingest", "device"]);
    expect(of("influxdb")["DOCKER_INFLUXDB_INIT_ADMIN_TOKEN"]).toBe(of("storage")["INFLUX_PASSWORD"]);
    for (const name of ["analytics", "predict"]) {
      expect(of("influxdb")["INFLUX_ANALYTICS_PASSWORD"]).toBe(of(name)["INFLUX_PASSWORD"]);
      expect(textOf("deploy/docker/influxdb/analytics-account.sh")).toContain(
        `--username ${of(name)["INFLUX_USERNAME"]} `,
      );
    }
    for (const name of ["ingest", "storage", "realtime", "predict"]) {
      expect(JSON.stringify(of(name)["NATS_USER"])).toBe(of("nats")["NATS_USER"]);
      expect(JSON.stringify(of(name)["NATS_PASSWORD"])).toBe(of("nats")["NATS_PASSWORD"]);
    }
  });

  it("agree on the database and on how long it keeps readings", () => {
    const influx = service("influxdb").environment ?? {};
    for (const name of ["storage", "analytics", "predict"]) {
      const { INFLUX_DATABASE, TELEMETRY_RETENTION_DAYS } = service(name).environment ?? {};
      expect(influx["DOCKER_INFLUXDB_INIT_BUCKET"]).toBe(`${INFLUX_DATABASE}/raw`);
      expect(influx["DOCKER_INFLUXDB_INIT_RETENTION"]).toBe(`${TELEMETRY_RETENTION_DAYS}d`);
    }
    expect(service("ingest").environment?.["TELEMETRY_RETENTION_DAYS"]).toBe(
      service("storage").environment?.["TELEMETRY_RETENTION_DAYS"],
    );
  });

  it("bound the heap of ingest and storage as the local platform does", () => {
    for (const name of ["ingest", "storage"])
      expect(service(name).command).toEqual([...(NODE_OPTIONS_OF[name] ?? []), "service/dist/main.js"]);
  });

  it("give the simulator options and variables that it knows", () => {
    const { command = [], environment = {} } = service("simulator");
    const [main, ...options] = command;
    expect(main).toBe("service/dist/main.js");
    expect(parseOptions(options)).toMatchObject({ url: "mqtt://emqx:1883", devices: 25, intervalMs: 1_000 });
    expectReachable("simulator", "emqx");
    const source = textOf("tools/simulator/src/main.ts");
    for (const variable of Object.keys(environment)) expect(source).toContain(variable);
  });
});

function expectReachable(from: string, to: string): void {
  const shared = service(from).networks?.filter((network) => service(to).networks?.includes(network));
  expect([from, to, shared]).toEqual([from, to, [expect.any(String)]]);
}
