import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IngestConfig } from "../../services/ingest/src/config.js";
import { service } from "./example-compose.js";
import { inRepository, textOf } from "./repository.js";

const CONFIG = textOf("deploy/docker/emqx/emqx.conf");
const RULES = textOf("deploy/docker/emqx/acl.conf").match(/^\{.*\}\.$/gm) ?? [];

/** What acl.conf says: the first rule that fits decides. */
function mayDo(user: string, action: "publish" | "subscribe", topic: string): boolean {
  for (const rule of RULES) {
    const [, verdict, name = user, does = "all", filter = "#"] =
      /^\{(allow|deny), (?:\{username, "(\w+)"\}|all)(?:, (\w+), \["([^"]+)"\])?\}\.$/.exec(rule) ?? [];
    if (verdict === undefined) throw new Error(`a rule of a form that is not known here: ${rule}`);
    const whole = filter.replace(/\$\{username\}/, user);
    const fits = whole.endsWith("#") ? topic.startsWith(whole.slice(0, -1)) : topic === whole;
    if (name === user && (does === "all" || does === action) && fits) return verdict === "allow";
  }
  throw new Error("no rule fits; the last one must fit everything");
}

describe("the broker's rules", () => {
  it.each([
    ["ingest", "subscribe", "sensors/#", true],
    ["ingest", "subscribe", "$SYS/brokers/+/version", true],
    ["ingest", "subscribe", "$SYS/brokers/+/clients/#", false],
    ["ingest", "subscribe", "other/#", false],
    ["ingest", "publish", "sensors/ingest/telemetry", false],
    ["device", "publish", "sensors/unit-1/telemetry", true],
    ["device", "publish", "other/unit-1", false],
    ["device", "subscribe", "sensors/#", false],
    ["device", "subscribe", "$SYS/brokers/+/version", false],
    ["unit-1", "publish", "sensors/unit-1/telemetry", true],
    ["unit-1", "publish", "sensors/unit-2/telemetry", false],
    ["unit-1", "subscribe", "sensors/unit-1/telemetry", false],
    ["unit-1", "subscribe", "$SYS/brokers/+/version", false],
  ] as const)("of %s to %s %s say %s", (user, action, topic, allowed) => {
    expect(mayDo(user, action, topic)).toBe(allowed);
  });

  it("are the ones that it reads, and let through nothing that they do not name", () => {
    expect(service("emqx").volumes).toContain("./deploy/docker/emqx/acl.conf:/opt/gridwatch/acl.conf:ro");
    expect(CONFIG).toContain('path = "/opt/gridwatch/acl.conf"');
    expect(CONFIG).toMatch(/no_match = deny\b/);
    expect(new IngestConfig().mqtt.filter).toBe("sensors/#");
  });

  it("let ingest hold back as many acknowledgements as it wants to", () => {
    const [, maxInflight] = /max_inflight = (\d+)/.exec(CONFIG) ?? [];
    expect(Number(maxInflight)).toBeGreaterThanOrEqual(new IngestConfig().maxHeldMessages);
  });
});

describe("the broker's start", () => {
  const SECRETS = {
    MQTT_INGEST_PASSWORD: "a-password_of.24-letters",
    MQTT_DEVICE_PASSWORD: "0123456789abcdef",
    MQTT_API_SECRET: "a-secret_of.20-chars",
  };
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gridwatch-emqx-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const start = (env: Record<string, string>) =>
    spawnSync(
      "bash",
      [inRepository("deploy/docker/emqx/start.sh"), join(dir, "users.csv"), join(dir, "api-keys"), "env"],
      {
        env: { PATH: process.env["PATH"] ?? "", ...env },
        encoding: "utf8",
      },
    );

  it("writes the accounts and the API key where the broker looks for them", () => {
    const [, , users, apiKeys] = service("emqx").entrypoint ?? [];
    expect(CONFIG).toContain(`    bootstrap_file = "${users}"`);
    expect(CONFIG).toContain(`\napi_key.bootstrap_file = "${apiKeys}"`);
  });

  it("writes the two accounts and the key of ingest for its eyes only, and hands on no secret", () => {
    const { status, stdout } = start(SECRETS);
    expect(status).toBe(0);
    expect(readFileSync(join(dir, "users.csv"), "utf8").split("\n")).toEqual([
      "user_id,password,is_superuser",
      "ingest,a-password_of.24-letters,false",
      "device,0123456789abcdef,false",
      "",
    ]);
    const { MQTT_API_KEY } = service("ingest").environment ?? {};
    expect(readFileSync(join(dir, "api-keys"), "utf8")).toBe(`${MQTT_API_KEY}:a-secret_of.20-chars\n`);
    for (const file of ["users.csv", "api-keys"]) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    expect(stdout).toContain("PATH=");
    expect(stdout).not.toMatch(/PASSWORD|SECRET/);
  });

  it.each([
    "",
    "short",
    "with,comma-and-more-letters",
    "with:colon-and-more-letters",
    'with"quotes"and-more-letters',
    "two\nlines-and-more-letters",
  ])("refuses %j for a password or the key's secret", (text) => {
    const refused = (more: Partial<typeof SECRETS>) => {
      const { status, stderr, stdout } = start({ ...SECRETS, ...more });
      expect([status, stdout]).toEqual([1, ""]);
      return stderr;
    };
    expect(refused({ MQTT_DEVICE_PASSWORD: text })).toContain("password of MQTT user device");
    expect(refused({ MQTT_API_SECRET: text })).toContain("secret of the API key ingest");
  });
});
