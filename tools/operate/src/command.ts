/**
 * Runs a command: what it answers goes to the output, what goes wrong in words to the error output. Exit code 0: done; 1: it failed; 2: its
 * arguments are wrong.
 */
export async function command<T extends object>(
  usage: string,
  parse: (args: string[]) => T | "help",
  run: (options: T) => Promise<string>,
): Promise<void> {
  let options: T | "help";
  try {
    options = parse(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  if (options === "help") {
    process.stdout.write(usage);
    return;
  }
  try {
    process.stdout.write(await run(options));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
