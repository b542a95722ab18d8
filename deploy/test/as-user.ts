interface User {
  /** setpriv refuses what is undefined. */
  uid: number | undefined;
  gid: number | undefined;
}

/** The command that runs one as another user, without any of root's rights. Only root can run it, on Linux. */
export function asUser({ uid, gid }: User, command: string[]): [string, ...string[]] {
  const user = ["--reuid", `${uid}`, "--regid", `${gid}`, "--clear-groups"];
  const rights = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"];
  // The kernel forgets what was to happen at the parent's end when the user changes.
  return ["setpriv", ...user, ...rights, "--pdeathsig", "TERM", "--", ...command];
}
