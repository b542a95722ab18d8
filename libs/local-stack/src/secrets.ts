import { randomBytes } from "node:crypto";

/** 144 bits, in letters, digits, `-` and `_`: safe to stand unquoted in URLs, shells and configuration files. */
export function randomPassword(): string {
  return randomBytes(18).toString("base64url");
}

export interface Credentials {
  username: string;
  password: string;
}
