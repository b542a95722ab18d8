import { type ComposeService, loadCompose } from "./compose-file.js";
import { isSecret, parseEnvFile } from "./env-file.js";
import { inRepository, textOf } from "./repository.js";

/** .env.example with secrets filled in that tell where they come from. */
export const filledIn: Record<string, string> = Object.fromEntries(
  parseEnvFile(textOf(".env.example")).map(({ name, value }) => [
    name,
    isSecret(name) ? `secret-of-${name.toLowerCase()}` : value,
  ]),
);

/** docker-compose.yaml with these. */
export const compose = loadCompose(filledIn);

export function service(name: string): ComposeService {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

/** What a service's container is started with; a file that is mounted for a `…_FILE` is found where it stands in the repository. */
export function environmentOf(name: string): Record<string, string> {
  const { environment = {}, volumes = [] } = service(name);
  const sources = new Map(volumes.map((volume) => volume.split(":")).map(([source = "", target]) => [target, source]));
  const resolved = Object.entries(environment).map(([variable, value]) => {
    const source = variable.endsWith("_FILE") ? sources.get(value) : undefined;
    return [variable, source === undefined ? value : inRepository(source)] as const;
  });
  return Object.fromEntries(resolved);
}
