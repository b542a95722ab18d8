import { eventually } from "./eventually.js";

export interface InfluxAddress {
  url: string;
  admin: Login;
}

export interface Login {
  username: string;
  password: string;
}

function basic({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Asks InfluxDB itself, past our own code. Rows of all series, tags and columns merged. */
export async function queryInflux(
  { url, admin }: InfluxAddress,
  query: string,
  database = "gridwatch",
): Promise<Record<string, unknown>[]> {
  const parameters = new URLSearchParams({ db: database, rp: "raw", epoch: "ms", q: query });
  const authorization = basic(admin);
  const response = await fetch(`${url}/query?${parameters}`, { method: "POST", headers: { authorization } });
  const { results, error } = (await response.json()) as {
    error?: string;
    results?: {
      error?: string;
      series?: { tags?: Record<string, string>; columns: string[]; values: unknown[][] }[];
    }[];
  };
  const failure = error ?? results?.find((result) => result.error !== undefined)?.error;
  if (failure !== undefined) throw new Error(failure);
  return (results ?? []).flatMap(({ series = [] }) =>
    series.flatMap(({ tags, columns, values }) =>
      values.map((row) => ({ ...tags, ...Object.fromEntries(columns.map((column, i) => [column, row[i]])) })),
    ),
  );
}

/**
 * Changes a user's password from the login's, and resolves when that is refused. InfluxDB 1.x remembers who has logged in: one who just
 * does while the password changes is let in with the old one for good, until it changes again.
 */
export async function changeInfluxPassword(influx: InfluxAddress, login: Login, password: string): Promise<void> {
  await eventually(async () => {
    await queryInflux(influx, `SET PASSWORD FOR "${login.username}" = '${password}'`);
    const response = await fetch(`${influx.url}/query?q=SHOW+DATABASES`, { headers: { authorization: basic(login) } });
    if (response.status !== 401) throw new Error(`the old password is answered with ${response.status}`);
  });
}
