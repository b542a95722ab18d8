export interface EnvEntry {
  name: string;
  value: string;
  /** The comment lines right above it, or above the entries it stands with. */
  comment: string;
}

/** The entries of an env file in their order. @throws Error at a line that is neither comment nor entry. */
export function parseEnvFile(text: string): EnvEntry[] {
  const entries: EnvEntry[] = [];
  let comment = "";
  let ended = true;
  for (const line of text.split("\n")) {
    if (line === "") {
      comment = "";
    } else if (line.startsWith("#")) {
      comment = ended ? line : `${comment}\n${line}`;
    } else {
      const entry = /^([A-Z][A-Z0-9_]*)=(\S*)$/.exec(line);
      if (entry === null) throw new Error(`not an entry: ${line}`);
      entries.push({ name: entry[1] ?? "", value: entry[2] ?? "", comment });
    }
    ended = !line.startsWith("#");
  }
  return entries;
}

/** Whether its value is made by chance, and stands in no file of the repository. */
export function isSecret(name: string): boolean {
  return /_(PASSWORD|SECRET|TOKEN|COOKIE)$/.test(name);
}

export function valuesOf(entries: EnvEntry[]): Record<string, string> {
  return Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}
