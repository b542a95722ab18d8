import { type ComposeService, loadCompose } from "./compose-file.js";
import { isSecret, parseEnvFile } from "./env-file.js";
import { textOf } from "./repository.js";

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
