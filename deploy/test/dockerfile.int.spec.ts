import { existsSync, readdirSync, statSync } from "node:fs";
import { matchesGlob } from "node:path";
import { envVariables, HttpConfig } from "@gridwatch/service-kit";
import { commandOf, type Instruction, parseDockerfile, type Stage } from "./dockerfile.js";
import { compose } from "./example-compose.js";
import { shippedModels } from "./image-tree.js";
import { inRepository, textOf } from "./repository.js";

const stages = parseDockerfile(textOf("deploy/docker/Dockerfile"));
const images = ["service", "edge"];

function stage(name: string): Stage {
  const found = stages.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no stage ${name}`);
  return found;
}

function all(name: string, { instructions }: Stage): Instruction[] {
  return instructions.filter((instruction) => instruction.name === name);
}

/** A variable's name to its value. */
function environmentOf(image: Stage): Record<string, string> {
  const pairs = all("ENV", image).flatMap(({ text }) => [...text.matchAll(/(\w+)=("[^"]*"|\S+)/g)]);
  return Object.fromEntries(pairs.map(([, key = "", value = ""]) => [key, value.replaceAll('"', "")]));
}

describe("the Dockerfile", () => {
  it("has a target for everything that compose builds", () => {
    const built = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);
    expect(built.map(([name]) => name).sort()).toEqual(
      ["ingest", "storage", "realtime", "analytics", "predict", "simulator", "edge"].sort(),
    );
    for (const [name, { build }] of built) {
      expect(build).toMatchObject({ context: ".", dockerfile: "deploy/docker/Dockerfile" });
      expect([name, images.includes(build?.target ?? "")]).toEqual([name, true]);
      if (build?.target === "service") expect(build.args["SERVICE"]).toBe(name);
    }
  });

  it("starts every stage from an earlier one, or from an image of a stated version", () => {
    stages.forEach(({ name, from }, index) => {
      const earlier = stages.slice(0, index).some((candidate) => candidate.name === from);
      expect([name, from, earlier || /^[a-z/-]+:\d+(\.\d+)?-[a-z]+$/.test(from)]).toEqual([name, from, true]);
    });
  });

  it("copies and mounts only from stages that come before, and files that the repository has", () => {
    const sources: string[] = [];
    stages.forEach(({ instructions }, index) => {
      const earlier = stages.slice(0, index).map(({ name }) => name);
      for (const { name, text } of instructions) {
        const [, from] = /(?:--from|[,=]from)=([\w-]+)/.exec(text) ?? [];
        if (from !== undefined) expect(earlier).toContain(from);
        else if (name === "COPY") sources.push(...text.split(" ").slice(0, -1));
      }
    });
    expect(sources).toContain("deploy/edge/default.conf.template");
    expect(sources.filter((source) => !existsSync(inRepository(source)))).toEqual([]);
  });

  it.each(images)("runs the image %s as a user without privileges, given by number", (name) => {
    const users = all("USER", stage(name));
    expect(users).toEqual([{ name: "USER", text: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/) }]);
    // Whatever is copied before belongs to root.
    expect(all("COPY", stage(name)).some(({ text }) => text.includes("--chown"))).toBe(false);
    expect(all("RUN", stage(name))).toEqual([]);
  });

  it.each(images)("watches the image %s and says what it is", (name) => {
    expect(all("HEALTHCHECK", stage(name))).toHaveLength(1);
    const [label] = all("LABEL", stage(name));
    for (const key of ["title", "description", "licenses", "version", "revision"]) {
      expect(label?.text).toContain(`org.opencontainers.image.${key}=`);
    }
  });

  it("lets node get the signals itself", () => {
    expect(all("ENTRYPOINT", stage("service"))).toEqual([{ name: "ENTRYPOINT", text: '["node"]' }]);
    expect(all("CMD", stage("service"))).toEqual([{ name: "CMD", text: '["service/dist/main.js"]' }]);
  });

  it("sets variables that the services know", () => {
    const known = envVariables(HttpConfig).map(({ name }) => name);
    const environment = environmentOf(stage("service"));
    expect(environment).toMatchObject({ NODE_ENV: "production", HTTP_HOST: "0.0.0.0", HTTP_PORT: "3000" });
    expect(Object.keys(environment).filter((name) => name !== "NODE_ENV" && !known.includes(name))).toEqual([]);
  });

  it("gives the edge's template each variable, and lets the start-up touch no other", () => {
    const template = textOf("deploy/edge/default.conf.template");
    const wanted = new Set([...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    const environment = { ...environmentOf(stage("edge")), ...compose.services["edge"]?.environment };
    expect([...wanted].filter((name) => !Object.hasOwn(environment, name ?? ""))).toEqual([]);
    const filter = new RegExp(environment["NGINX_ENVSUBST_FILTER"] ?? "");
    for (const name of wanted) expect(name).toMatch(filter);
    for (const [name] of template.matchAll(/(?<=\$)[a-z_]+/g)) expect(name).not.toMatch(filter);
  });

  it("tells who puts an image together what platform it is for", () => {
    const declared = all("ARG", stage("production")).map(({ text }) => text);
    expect(declared).toEqual(expect.arrayContaining(["TARGETOS", "TARGETARCH"]));
  });

  it("installs exactly what the lock names, without running packages' scripts", () => {
    const commands = stages.flatMap((each) => all("RUN", each)).map(commandOf);
    const installs = commands.filter((command) => /npm (ci|i|install|add|update)\b/.test(command));
    expect(installs).toHaveLength(2);
    for (const command of installs) expect(command).toMatch(/^npm ci --ignore-scripts\b/);
  });
});

describe("the build context", () => {
  const ignored = textOf(".dockerignore").split("\n");

  it("holds no secrets, no data, no history and nothing that was built on this machine", () => {
    for (const name of [".env", ".data", ".git", "**/node_modules", "**/dist"]) expect(ignored).toContain(name);
  });

  it("holds the manifest of every workspace, which npm wants to see", () => {
    const { workspaces } = JSON.parse(textOf("package.json")) as { workspaces: string[] };
    const folders = workspaces.flatMap((pattern) =>
      pattern.endsWith("/*")
        ? readdirSync(inRepository(pattern.slice(0, -2))).map((name) => pattern.replace("*", name))
        : pattern,
    );
    expect(folders.length).toBeGreaterThan(10);
    for (const folder of folders) {
      const hidden = ignored.some((line) => line === folder || line === folder.split("/")[0]);
      const shown = ignored.includes(`!${folder}/package.json`);
      const emptied = ignored.includes(`${folder}/*`);
      expect([folder, !hidden && (shown || !emptied)]).toEqual([folder, true]);
    }
  });

  it("holds the model packages whole: one without its card is refused", () => {
    expect(shippedModels()).toContain("models/grid-anomaly/MODEL_CARD.md");
    expect(shippedModels().filter((file) => !isInContext(file))).toEqual([]);
    expect(isInContext("docs/models.md")).toBe(false);
  });

  /** The last line that fits a file or a folder above it decides. */
  function isInContext(file: string): boolean {
    const above = file.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    const fitting = ignored.filter(
      (line) => line !== "" && !line.startsWith("#") && above.some((path) => matchesGlob(path, line.replace(/^!/, ""))),
    );
    return fitting.at(-1)?.startsWith("!") ?? true;
  }

  it("holds scripts that can be run where the images run them", () => {
    // InfluxDB's image leaves out those that are not executable.
    expect(statSync(inRepository("deploy/docker/influxdb/analytics-account.sh")).mode & 0o111).toBe(0o111);
  });
});
