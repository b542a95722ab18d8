import { userInfo } from "node:os";

/** Who this process runs as; `undefined` in a container whose user has no name. */
export function loginName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
