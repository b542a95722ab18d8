export interface InfluxAddress {
  url: string;
  admin: { username: string; password: string };
}

/** Asks InfluxDB itself, past our own code. Rows of all series, tags and columns merged. */
export async function queryInflux(
  { url, admin }: InfluxAddress,
  query: string,
  database = "gridwatch",
): Promise<Record<string, unknown>[]> {
  const parameters = new URLSearchParams({ db: database, rp: "raw", epoch: "ms", q: query });
  const authorization = `Basic ${Buffer.from(`${admin.username}:${admin.password}`).toString("base64")}`;
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
