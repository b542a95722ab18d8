export interface Command {
  usage: string;
  summary: string;
  /** Throws `Error` for wrong arguments; what it returns does the work, and resolves to what is printed. */
  prepare(args: string[]): () => Promise<string>;
}
