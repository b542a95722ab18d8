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
  const PASSWORDS = { MQTT_INGEST_PASSWORD: "a-password_of.24-letters", MQTT_DEVICE_PASSWORD: "0123456789abcdef" };
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gridwatch-emqx-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const start = (env: Record<string, string>) =>
    spawnSync("bash", [inRepository("deploy/docker/emqx/start.sh"), join(dir, "users.csv"), "env"], {
      env: { PATH: process.env["PATH"] ?? "", ...env },
      encoding: "utf8",
    });

  it("writes the accounts where the broker looks for them", () => {
    expect(CONFIG).toContain(`bootstrap_file = "${service("emqx").entrypoint?.[2]}"`);
  });

  it("writes the two accounts for its eyes only, and hands on neither password", () => {
    const { status, stdout } = start(PASSWORDS);
    expect(status).toBe(0);
    expect(readFileSync(join(dir, "users.csv"), "utf8").split("\n")).toEqual([
      "user_id,password,is_superuser",
      "ingest,a-password_of.24-letters,false",
      "device,0123456789abcdef,false",
      "",
    ]);
    expect(statSync(join(dir, "users.csv")).mode & 0o777).toBe(0o600);
    expect(stdout).toContain("PATH=");
    expect(stdout).not.toContain("PASSWORD");
  });

  it.each(["", "short", "with,comma-and-more-letters", 'with"quotes"and-more-letters', "two\nlines-and-more-letters"])(
    "refuses the password %j",
    (password) => {
      const { status, stderr, stdout } = start({ ...PASSWORDS, MQTT_DEVICE_PASSWORD: password });
      expect([status, stdout]).toEqual([1, ""]);
      expect(stderr).toContain("MQTT user device");
    },
  );
});
