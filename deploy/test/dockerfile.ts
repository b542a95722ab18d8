import { textOf } from "./repository.js";

export interface Instruction {
  /** In capitals: `RUN`. */
  name: string;
  /** What follows, with continued lines joined. */
  text: string;
}

export interface Stage {
  name: string;
  /** Name of the image or of an earlier stage. */
  from: string;
  instructions: Instruction[];
}

/** The stages of a Dockerfile, with the `ARG`s before the first one filled into the `FROM`s. */
export function parseDockerfile(source: string): Stage[] {
  const stages: Stage[] = [];
  const defaults: Record<string, string> = {};
  for (const { name, text } of instructions(source)) {
    if (name === "FROM") {
      const [, image = "", stage = ""] = /^(\S+) AS (\S+)$/.exec(text) ?? [];
      const from = image.replaceAll(/\$\{(\w+)\}/g, (_, arg: string) => defaults[arg] ?? "");
      stages.push({ name: stage, from, instructions: [] });
    } else if (stages.length === 0 && name === "ARG") {
      const [arg = "", value = ""] = text.split("=");
      defaults[arg] = value;
    } else {
      stages.at(-1)?.instructions.push({ name, text });
    }
  }
  return stages;
}

/** A stage's command without the mounts, as a shell would get it. */
export function commandOf({ text }: Instruction): string {
  return text.replaceAll(/--mount=\S+\s+/g, "");
}

/** The variables that a stage of our Dockerfile sets. */
export function imageEnvironment(stage: string): Record<string, string> {
  const found = parseDockerfile(textOf("deploy/docker/Dockerfile")).find(({ name }) => name === stage);
  const texts = (found?.instructions ?? []).filter(({ name }) => name === "ENV").map(({ text }) => text);
  const pairs = texts.flatMap((text) => [...text.matchAll(/(\w+)=("[^"]*"|\S+)/g)]);
  return Object.fromEntries(pairs.map(([, key = "", value = ""]) => [key, value.replaceAll('"', "")]));
}

function instructions(source: string): Instruction[] {
  const lines = source.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const joined = lines.join("\n").replaceAll(/\\\n\s*/g, "");
  return joined.split("\n").map((line) => {
    const [, name = "", text = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === "") throw new Error(`not an instruction: ${line}`);
    return { name, text };
  });
}
