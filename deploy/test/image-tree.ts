import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { commandOf, parseDockerfile } from "./dockerfile.js";
import { inRepository, ROOT, textOf } from "./repository.js";

/** What .dockerignore keeps out of the build context stands in the working copy. */
const IGNORED = [".git", ".data", ".nx", "node_modules", "dist"];

/**
 * Puts together in `dir` what the image of a service holds, by the very commands of the Dockerfile's stages `manifests`
 * and `production`, from the packages that have been built in this repository. Returns the folder that becomes /app.
 *
 * @throws Error with what npm said when a command fails
 */
export function buildImageTree(dir: string, service: string): string {
  const place = (name: string) => join(dir, name);
  const places: Record<string, string> = {
    "/context": ROOT,
    "/src": ROOT,
    "/manifests": place("manifests"),
    "/installed": place("installed"),
    "/app": place("app"),
  };
  const run = (command: string, cwd: string) => {
    const here = command.replaceAll(/(?<=\s)\/\w+/g, (path) => places[path] ?? path);
    execFileSync("sh", ["-c", here], {
      cwd,
      // Packages that this machine has had before come from npm's cache, as they do there from the cache that is mounted.
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        SERVICE: service,
        npm_config_prefer_offline: "true",
      },
      stdio: ["ignore", "ignore", "pipe"],
      timeout: 120_000,
    });
  };
  mkdirSync(place("manifests"));
  const hidden = `\\( ${IGNORED.map((name) => `-name ${name}`).join(" -o ")} \\) -prune -o`;
  for (const command of commandsOf("manifests"))
    run(command.replace("find . ", `find . ${hidden} `), place("manifests"));
  execFileSync("cp", ["-a", place("manifests"), place("installed")]);
  for (const command of commandsOf("production")) run(command, place("installed"));
  return place("app");
}

/** Where installed packages stand, as package-lock.json calls the places; links to the workspace are left out. */
export function installedPackages(app: string): string[] {
  return allPaths(app)
    .filter((path) => /(^|\/)node_modules\/(@[^/]+\/)?[^/@.][^/]*$/.test(path))
    .filter((path) => existsSync(join(app, path, "package.json")) && !lstatSync(join(app, path)).isSymbolicLink());
}

/** Every file that is not in a node_modules. */
export function ownFiles(app: string): string[] {
  return allPaths(app).filter((path) => !/(^|\/)node_modules(\/|$)/.test(path) && lstatSync(join(app, path)).isFile());
}

/** The files of the model packages that come with the platform, as paths of the repository. */
export function shippedModels(): string[] {
  return ownFiles(inRepository("models")).map((file) => `models/${file}`);
}

/** Folders of what was compiled for one platform; an image must not be larger, or fail, for another's. */
export function nativeFolders(app: string): string[] {
  const native = allPaths(app).filter((path) => /\.(node|dll|dylib|so)(\.\d+)*$/.test(path));
  return [...new Set(native.map((path) => dirname(path)))].sort();
}

/** Of all files together. */
export function bytesOf(app: string): number {
  return allPaths(app)
    .map((path) => lstatSync(join(app, path)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}

/** What deploy/docker/README.md says of what an image holds, in MB. @throws Error when it says nothing of this one */
export function statedMegabytes(service: string): number {
  const row = new RegExp(`^\\| ${service} \\| (\\d+) \\|`, "m").exec(textOf("deploy/docker/README.md"));
  if (row === null) throw new Error(`deploy/docker/README.md does not say how large ${service} is`);
  return Number(row[1]);
}

interface LockedPackage {
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** Every place in package-lock.json that a package of the workspace may need when it runs. */
export function neededPlaces(name: string): Set<string> {
  const { packages } = JSON.parse(textOf("package-lock.json")) as { packages: Record<string, LockedPackage> };
  const needed = new Set<string>();
  const visit = (place: string): void => {
    if (needed.has(place)) return;
    needed.add(place);
    const { link, resolved = "", ...dependencies } = packages[place] ?? {};
    if (link) return visit(resolved);
    for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"] as const) {
      for (const dependency of Object.keys(dependencies[kind] ?? {})) {
        const found = nodeResolution(place, dependency).find((candidate) => packages[candidate] !== undefined);
        if (found !== undefined) visit(found);
      }
    }
  };
  visit(`node_modules/${name}`);
  return needed;
}

/** Where node looks for a package, nearest first. */
function nodeResolution(place: string, name: string): string[] {
  const folders = place.split("/").map((_, index, parts) => parts.slice(0, parts.length - index).join("/"));
  const nested = folders
    .filter((folder) => !folder.endsWith("node_modules"))
    .map((folder) => `${folder}/node_modules/${name}`);
  return [...nested, `node_modules/${name}`];
}

function commandsOf(stage: string): string[] {
  const found = parseDockerfile(textOf("deploy/docker/Dockerfile")).find(({ name }) => name === stage);
  return (found?.instructions ?? []).filter(({ name }) => name === "RUN").map(commandOf);
}

function allPaths(dir: string): string[] {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  return entries.map((entry) => relative(dir, join(entry.parentPath, entry.name)));
}
