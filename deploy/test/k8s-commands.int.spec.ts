import { existsSync } from "node:fs";
import { envVariables, loadConfig } from "@gridwatch/service-kit";
import { parse, stringify } from "yaml";
import { parseBackupOptions, parseRestoreOptions } from "../../tools/operate/src/backup/backup-options.js";
import { environmentOf } from "./container-environment.js";
import { kubectl, OVERLAYS, type Overlay, render } from "./kubectl.js";
import { nameOf, ofKind, type PodTemplate, podTemplates, workload } from "./manifests.js";
import { inRepository, textOf } from "./repository.js";
import { COMMAND_CONFIGS, SERVICE_CONFIGS } from "./service-configs.js";

const OPERATIONS = textOf("docs/operations.md");

function command(overlay: Overlay, name: keyof typeof COMMAND_CONFIGS): PodTemplate {
  const found = podTemplates(render(overlay)).find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function settings(overlay: Overlay, name: keyof typeof COMMAND_CONFIGS): Record<string, string> {
  return environmentOf(render(overlay), command(overlay, name).container, `${name}-0`);
}

function serviceConfig<Name extends "analytics" | "ingest" | "storage">(overlay: Overlay, name: Name) {
  const { container } = workload(render(overlay), name);
  const config = SERVICE_CONFIGS[name] as new () => InstanceType<(typeof SERVICE_CONFIGS)[Name]>;
  return loadConfig(config, environmentOf(render(overlay), container, `${name}-0`));
}

/** What node is given after its own options: a file of the image, and the command's arguments. */
function commandLine(args: string[] = []): { script: string; args: string[] } {
  const [script = "", ...others] = args.slice(args.findIndex((arg) => !arg.startsWith("--")));
  return { script, args: others };
}

describe.each(
  OVERLAYS.flatMap((overlay) => ofKind(render(overlay), "CronJob").map((job) => ({ overlay, name: nameOf(job), job }))),
)("$name in the overlay $overlay", ({ overlay, name, job }) => {
  const own = name as keyof typeof COMMAND_CONFIGS;

  it("is a command that is there, with settings that it knows", () => {
    const { script } = commandLine(command(overlay, own).container.args);
    expect(script).toBe(`service/dist/${name}.js`);
    expect(existsSync(inRepository(`tools/operate/src/${name}.ts`))).toBe(true);
    const known = envVariables(COMMAND_CONFIGS[own]).map((variable) => variable.name);
    expect(Object.keys(settings(overlay, own)).filter((variable) => !known.includes(variable))).toEqual([]);
  });

  it("runs by itself if it is the backup, and else when somebody asks", () => {
    expect(job.spec?.suspend ?? false).toBe(name !== "backup");
  });
});

describe.each(OVERLAYS)("the doctor in the overlay %s", (overlay) => {
  it("looks at what ingest and storage use, by their accounts", () => {
    const { broker, nats, influx } = loadConfig(COMMAND_CONFIGS.doctor, settings(overlay, "doctor"));
    const storage = serviceConfig(overlay, "storage");
    expect([nats, influx]).toEqual([storage.nats, storage.influx]);
    const { url, username, password, caFile } = serviceConfig(overlay, "ingest").mqtt;
    expect(broker).toEqual({ url, username, password, caFile });
  });
});

describe("backups in one cluster", () => {
  it.each([
    ["backup", "analytics"],
    ["restore", "storage"],
  ] as const)("%s works on the servers that the services use, with the rights of %s", (name, service) => {
    const { nats, influx } = loadConfig(COMMAND_CONFIGS[name], settings("production", name));
    const { nats: itsNats, influx: itsInflux } = serviceConfig("production", service);
    expect(nats).toEqual(itsNats);
    expect({ ...influx, timeoutMs: 0 }).toEqual({ ...itsInflux, timeoutMs: 0 });
  });

  it("are read from where they were written", () => {
    const { args } = commandLine(command("production", "backup").container.args);
    const { dir } = parseBackupOptions(args) as { dir: string };
    const [backup, restore] = (["backup", "restore"] as const).map((name) => command("production", name));
    expect(backup?.container.volumeMounts).toEqual([{ name: "backups", mountPath: dir }]);
    expect(restore?.container.volumeMounts).toEqual([{ name: "backups", mountPath: dir, readOnly: true }]);
    expect(restore?.pod.volumes).toEqual(backup?.pod.volumes);
  });

  it("are restored by the command that the handbook tells", () => {
    const [, patch = ""] = /kubectl patch --local [^']*'(\[[^']+\])'/.exec(OPERATIONS) ?? [];
    const cronJob = ofKind(render("production"), "CronJob").find((each) => nameOf(each) === "restore");
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "restore" },
      spec: cronJob?.spec?.jobTemplate.spec,
    };
    const patched = kubectl(
      ["patch", "--local", "-f", "-", "--type", "json", "-o", "yaml", "-p", patch],
      stringify(job),
    );
    const { spec } = parse(patched) as typeof job;
    const { args } = commandLine(spec?.template.spec?.containers[0]?.args);
    expect(parseRestoreOptions(args)).toMatchObject({ path: "/backups/gridwatch-<time>", replace: false });
  });
});

it("the handbook makes jobs of what is there", () => {
  const named = [...OPERATIONS.matchAll(/--from=cronjob\/(\w+)/g)].map(([, name]) => name);
  expect([...new Set(named)].sort()).toEqual(ofKind(render("production"), "CronJob").map(nameOf).sort());
});
