/** A service's counters, as its /metrics tells them. */
export class Metrics {
  private constructor(private readonly samples: readonly Sample[]) {}

  static parse(text: string): Metrics {
    return new Metrics(text.split("\n").flatMap(parseSample));
  }

  /** The sum over all samples of this name that carry these labels; `undefined` when there is none. */
  sum(name: string, labels: Record<string, string> = {}): number | undefined {
    const matching = this.samples.filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    );
    return matching.length === 0 ? undefined : matching.reduce((sum, { value }) => sum + value, 0);
  }
}

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

function parseSample(line: string): Sample[] {
  const match = SAMPLE.exec(line);
  if (match === null) return [];
  const [, name = "", labelText = "", value = ""] = match;
  const labels = Object.fromEntries([...labelText.matchAll(LABEL)].map(([, key = "", text = ""]) => [key, text]));
  return [{ name, labels, value: Number(value) }];
}
