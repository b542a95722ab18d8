const NEEDED = [20, 19];

/** Ends the process with one clear line when Node.js is too old for what follows. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  process.stderr.write(`Node.js ${NEEDED.join(".")} or newer is needed; this is ${version}. See https://nodejs.org/\n`);
  process.exit(1);
}
