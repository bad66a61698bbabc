/** Client of a Prometheus, for what Grafana asks one. Times are seconds since the epoch. */

export type Labels = Record<string, string>;

export interface Series {
  labels: Labels;
  /** Time and value. */
  samples: [number, number][];
}

export interface Range {
  from: number;
  to: number;
  step: number;
}

interface Result {
  metric?: Labels;
  value?: [number, string];
  values?: [number, string][];
}

export class Prometheus {
  constructor(private readonly url: string) {}

  async now(): Promise<number> {
    const { result } = await this.get<{ result: [number, string] }>('query', { query: 'time()' });
    return Number(result[1]);
  }

  /** The values that the label has in the series selected. */
  async labelValues(selector: string, label: string, { from, to }: Range): Promise<string[]> {
    const series = await this.get<Labels[]>('series', { 'match[]': selector, start: from, end: to });
    const values = series.map((labels) => labels[label]).filter((value): value is string => !!value);
    return [...new Set(values)].sort();
  }

  async instant(query: string, time: number): Promise<Series[]> {
    return this.ask('query', { query, time });
  }

  async range(query: string, { from, to, step }: Range): Promise<Series[]> {
    return this.ask('query_range', { query, start: from, end: to, step });
  }

  private async ask(path: string, parameters: Record<string, string | number>): Promise<Series[]> {
    const { resultType, result } = await this.get<{ resultType: string; result: unknown }>(path, parameters);
    if (resultType === 'scalar') {
      return [{ labels: {}, samples: [sample(result as [number, string])] }];
    }
    return (result as Result[]).map(({ metric, value, values }) => ({
      labels: metric ?? {},
      samples: (values ?? (value ? [value] : [])).map(sample),
    }));
  }

  private async get<T>(path: string, parameters: Record<string, string | number>): Promise<T> {
    const body = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
    const response = await fetch(`${this.url}/api/v1/${path}`, { method: 'POST', body });
    const json = (await response.json()) as { status: string; error?: string; data: T };
    if (json.status !== 'success') {
      throw new Error(`Prometheus rejects ${path} ${body.toString()}: ${json.error}`);
    }
    return json.data;
  }
}

function sample([time, value]: [number, string]): [number, number] {
  return [time, value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value)];
}
