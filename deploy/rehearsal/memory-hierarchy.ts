import { join } from "node:path";

/** Where a machine keeps its groups of processes with a memory of their own. */
export interface MemoryHierarchy {
  /** Of control groups. */
  version: 1 | 2;
  /** Groups in which others might be made, from the widest that is to be seen to the one of the process itself. */
  folders: string[];
}

/**
 * @param mountinfo what /proc/self/mountinfo says
 * @param cgroup what /proc/self/cgroup says
 * @returns undefined where none is mounted
 */
export function memoryHierarchy(mountinfo: string, cgroup: string): MemoryHierarchy | undefined {
  const mounts = mountinfo.trim().split("\n").map(parseMount);
  // Version 2 may be mounted beside version 1, without the memory then.
  const one = mounts.find(({ type, options }) => type === "cgroup" && options.includes("memory"));
  const mount = one ?? mounts.find(({ type }) => type === "cgroup2");
  if (mount === undefined) return undefined;
  const own = /^\d+:(?:[^:]+,)?memory(?:,[^:]+)?:(.*)$/m.exec(cgroup);
  const [, path = "/"] = (one === undefined ? /^0::(.*)$/m.exec(cgroup) : own) ?? [];
  const names = below(mount.root, path).split("/").filter(Boolean);
  return {
    version: one === undefined ? 2 : 1,
    folders: [mount.folder, ...names.map((_, depth) => join(mount.folder, ...names.slice(0, depth + 1)))],
  };
}

function parseMount(line: string): { root: string; folder: string; type: string; options: string[] } {
  const [place = "", kind = ""] = line.split(" - ");
  const [, , , root = "/", folder = ""] = place.split(" ");
  const [type = "", , options = ""] = kind.split(" ");
  return { root, folder, type, options: options.split(",") };
}

/** A container sees a part of the whole: its paths begin above what is mounted, or (`/..`) lie beside it. */
function below(root: string, path: string): string {
  if (path.startsWith("/..")) return "";
  if (root === "/") return path;
  return path === root || path.startsWith(`${root}/`) ? path.slice(root.length) : "";
}
