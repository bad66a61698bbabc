import { switches } from './config';

/** Grafana makes it at least four scrapes long, whatever the scrape interval. */
export const rateInterval = '$__rate_interval';

export function series(metric: string, ...selectors: string[]): string {
  return selectors.length === 0 ? metric : `${metric}{${selectors.join(', ')}}`;
}

export function aggregate(operator: string, by: string, expression: string): string {
  return by === '' ? `${operator}(${expression})` : `${operator} by (${by}) (${expression})`;
}

export const sum = (by: string, expression: string): string => aggregate('sum', by, expression);
export const max = (by: string, expression: string): string => aggregate('max', by, expression);

export function rate(window: string, metric: string, ...selectors: string[]): string {
  return `rate(${series(metric, ...selectors)}[${window}])`;
}

export function increase(window: string, metric: string, ...selectors: string[]): string {
  return `increase(${series(metric, ...selectors)}[${window}])`;
}

/** A share of 0, not a gap, while there are calls and none has ever been of that kind; a gap while there are no calls. */
export function share(part: string, whole: string): string {
  return `(${part} or 0 * ${whole}) / (${whole} > 0)`;
}

/** A breaker, retry or bulkhead is named after the target that it protects. */
export function nameAsTarget(expression: string): string {
  return `label_replace(${expression}, "target", "$1", "name", "(.+)")`;
}

/** The recurring three of a timer with a histogram: how many, what share of them failed, how long the slowest take. */
export class Timer {
  constructor(
    private readonly window: string,
    private readonly metric: string,
    private readonly failed: string,
    private readonly selectors: string[] = []
  ) {}

  rate(by: string): string {
    return this.count(by, this.selectors);
  }

  errors(by: string): string {
    return this.count(by, [...this.selectors, this.failed]);
  }

  errorShare(by: string): string {
    return share(this.errors(by), this.rate(by));
  }

  quantile(quantile: number, by: string): string {
    return `histogram_quantile(${quantile}, ${this.buckets(by)}) >= 0`;
  }

  /** The one place, with {@link buckets}, that knows how Prometheus stores a histogram. */
  private count(by: string, selectors: string[]): string {
    return isNative
      ? `histogram_count(${sum(by, rate(this.window, this.metric, ...selectors))})`
      : sum(by, rate(this.window, `${this.metric}_count`, ...selectors));
  }

  private buckets(by: string): string {
    return isNative
      ? sum(by, rate(this.window, this.metric, ...this.selectors))
      : sum(by === '' ? 'le' : `${by}, le`, rate(this.window, `${this.metric}_bucket`, ...this.selectors));
  }
}

const isNative = switches.histograms === 'native';

/** Calls of the actuator are the platform's (scrapes, health checks), not the users'. */
export function requests(window: string, ...selectors: string[]): Timer {
  const users = [...selectors, 'uri!~"/actuator.*"'];
  return new Timer(window, 'http_server_requests_seconds', 'outcome="SERVER_ERROR"', users);
}

/** A call that was rejected is a failed one to its caller; one with a fallback or a stale answer is not. */
export function clientCalls(window: string, ...selectors: string[]): Timer {
  return new Timer(window, 'resilience_client_calls_seconds', 'outcome=~"error|rejected"', selectors);
}
