import { spawnSync } from "node:child_process";
import { asUser } from "./as-user.js";

/** As in the image: a user that owns nothing there. */
const NOBODY = { uid: 65_534, gid: 65_534 };
/** Only root can become another one. */
const isRoot = process.getuid?.() === 0;

/** Whether this machine lets a root of its own be put together, with the Node that runs this on it. */
export const hasReadOnlyRoots =
  isRoot &&
  spawnSync("unshare", ["--mount", "sh", "-c", 'mount --bind / /mnt && test -x "/mnt$0"', process.execPath]).status ===
    0;

/**
 * In a mount namespace of its own, so that nothing outside sees it and nothing is left: this machine's root without what is mounted
 * on it, and there the image's tree in /mnt. Nothing of it can be written, /tmp neither: the pods of deploy/k8s have none.
 */
const IN_A_READ_ONLY_ROOT = `set -eu
app=$1
shift
mount --bind / /mnt
for place in dev proc sys; do mount --rbind "/$place" "/mnt/$place"; done
mount --bind "$app" /mnt/mnt
for place in /mnt/mnt /mnt; do mount -o remount,bind,ro "$place"; done
exec chroot /mnt env -C /mnt "$@"`;

export interface Start {
  command: string;
  args: string[];
  options: { cwd?: string; uid?: number; gid?: number };
}

/**
 * How Node is started in an image's tree as a user without privileges, who is whoever runs this where that is not root; with a root that is
 * read-only where the machine allows it. The process is Node itself: it gets the signals.
 */
export function nodeInImage(app: string, args: string[]): Start {
  if (!hasReadOnlyRoots) return { command: process.execPath, args, options: { cwd: app, ...(isRoot ? NOBODY : {}) } };
  const node = asUser(NOBODY, [process.execPath, ...args]);
  return { command: "unshare", args: ["--mount", "sh", "-c", IN_A_READ_ONLY_ROOT, "sh", app, ...node], options: {} };
}
