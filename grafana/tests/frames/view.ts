import type { Dashboard, Variable } from './dashboard';
import type { Prometheus, Range } from './prometheus';

/** A dashboard opened over a time range, with a value for each variable: `.+` or one choice. */
export class View {
  private constructor(
    readonly name: string,
    private readonly choices: ReadonlyMap<string, string[]>,
    private readonly values: ReadonlyMap<string, string>
  ) {}

  /** One view for each choice of the variables that have no "All", of which a dashboard has at most one. */
  static async all(dashboard: Dashboard, prometheus: Prometheus, range: Range): Promise<View[]> {
    const seconds = Math.round(range.to - range.from);
    let views = [
      new View(
        dashboard.file,
        new Map(),
        new Map([
          ['__rate_interval', `${4 * range.step}s`],
          ['__interval', `${range.step}s`],
          ['__range', `${seconds}s`],
          ['__range_s', `${seconds}`],
        ])
      ),
    ];
    for (const variable of dashboard.variables) {
      views = (await Promise.all(views.map((view) => view.choose(variable, prometheus, range)))).flat();
    }
    return views;
  }

  private async choose(variable: Variable, prometheus: Prometheus, range: Range): Promise<View[]> {
    if (variable.type !== 'query') {
      const { value } = variable.current ?? {};
      return [this.with(variable.name, typeof value === 'string' ? value : String(variable.query ?? ''))];
    }
    const query = typeof variable.query === 'string' ? variable.query : variable.query.query;
    const [, selector, label] = /^label_values\((.+), *(\w+)\)$/s.exec(query) ?? [];
    if (selector === undefined || label === undefined) {
      throw new Error(`${this.name}: variable ${variable.name} is not read by label_values: ${query}`);
    }
    const offered = await prometheus.labelValues(this.fill(selector), label, range);
    const view = new View(this.name, new Map([...this.choices, [variable.name, offered]]), this.values);
    if (variable.includeAll) {
      return [view.with(variable.name, variable.allValue || `(${offered.join('|')})`)];
    }
    return offered.map((choice) => view.with(variable.name, choice, `${this.name} of ${choice}`));
  }

  private with(variable: string, value: string, name = this.name): View {
    return new View(name, this.choices, new Map([...this.values, [variable, value]]));
  }

  /** As many views as a panel that is repeated is shown times. */
  repeated(variable: string | undefined): View[] {
    const choices = variable ? this.choices.get(variable) : undefined;
    return choices?.map((choice) => this.with(variable ?? '', choice, `${this.name}, ${choice}`)) ?? [this];
  }

  fill(text: string): string {
    return text.replace(/\$(?:\{(\w+)(?::\w+)?}|([a-zA-Z_]\w*))/g, (variable, braced, bare) => {
      const value = this.values.get(braced ?? bare);
      if (value === undefined) {
        throw new Error(`${this.name}: no value for ${variable} in ${text}`);
      }
      return value;
    });
  }
}
