import { pbkdf2Sync, randomBytes } from "node:crypto";

/** What mosquitto_passwd writes: its default iterations, salt and key lengths. */
const ITERATIONS = 101;
const SALT_BYTES = 12;
const KEY_BYTES = 64;

/** A line per user, as in mosquitto's password file: `name:$7$iterations$salt$PBKDF2-SHA512`. */
export function mosquittoPasswords(users: Record<string, string>): string {
  return Object.entries(users)
    .map(([name, password]) => `${name}:${passwordHash(password)}\n`)
    .join("");
}

function passwordHash(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const key = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, "sha512");
  return `$7$${ITERATIONS}$${salt.toString("base64")}$${key.toString("base64")}`;
}
