/** The one place of what rules, alerts and dashboards agree upon: windows, limits, where the runbook is. */

/**
 * The window of recorded rates: four scrapes of 15 s. `./fleet`, which scrapes every 5 s, shortens it to 20 s. Dashboards
 * that query raw series use `$__rate_interval` instead.
 */
export const window = '1m';

/** Settings of the generator. Each can be given by an environment variable of the name in brackets for one run. */
export const switches = {
  /**
   * [HISTOGRAMS] How Prometheus stores the histograms of requests and calls: `classic`, as series per bucket, or `native`,
   * in one series (Prometheus 3.8 and later).
   */
  histograms: setting('HISTOGRAMS', 'classic', ['classic', 'native']),
  /** [EXEMPLARS] `on` if Prometheus runs with `--enable-feature=exemplar-storage`; without it, these queries fail. */
  exemplars: setting('EXEMPLARS', 'off', ['off', 'on']),
  /** [LOKI] The uid of a Loki data source with the logs of the applications; links to the logs exist only with one. */
  loki: process.env.LOKI ?? '',
};

function setting<T extends string>(name: string, shipped: T, known: readonly T[]): T {
  const value = process.env[name] ?? shipped;
  const found = known.find((each) => each === value);
  if (found === undefined) {
    throw new Error(`${name} is one of ${known.join(', ')}, not ${value}`);
  }
  return found;
}

export const limits = {
  /** Share of calls or requests that failed. */
  errorShare: { watch: 0.01, wrong: 0.05 },
  /** Share of calls that were rejected without an attempt. */
  rejectedShare: { watch: 0.01, wrong: 0.1 },
  /** Share of calls that failed or were rejected, and whose callers got a stale response or one of another service. */
  fallbackShare: 0.05,
  /** Attempts by calls. The guard's own budget stops at 1.2 and one a second. */
  amplification: { watch: 1.1, wrong: 1.3 },
  /** Retries that the budget rejected, by calls. */
  retriesRejected: 0.05,
  /** Calls a second below which a share says little: alerts on shares wait for more. */
  callsWorthJudging: 0.1,
  /** Share of the instances of an application on which a breaker is open. */
  openShare: 0.5,
  /** Times that the breaker of one instance opened from closed in a quarter of an hour. */
  openings: 3,
  /** Share of the instances of a target that its callers have ejected. */
  ejectedShare: { watch: 0.01, wrong: 0.3 },
  /** Seconds since an instance list was last confirmed by the registry. */
  listAge: { watch: 60, wrong: 300 },
  /**
   * Seconds that the oldest message in an outbox may have waited. A circuit breaker that opens for a moment delays messages by
   * up to 30 s (`watch`); 300 s is an outage that somebody has to look at, and far less than the deadline of a message (1 d).
   */
  waiting: { watch: 30, wrong: 300 },
  /** Seconds that 99 of 100 calls may take: `resilience.client.attempt-timeout`, below the last bucket (10 s). */
  p99: { watch: 1, wrong: 5 },
  /** Seconds that a request may take with everything that it calls: `resilience.deadline.default-timeout`. */
  deadline: 30,
  /** In per cent: at which share a breaker opens unless told otherwise, as the starter's defaults have it. */
  breaker: { failureRate: 50, slowCallRate: 80 },
} as const;

/** A share as a person writes it. */
export const percent = (share: number): string => `${+(share * 100).toFixed(3)} %`;

/** The promise per application: this share of its requests is answered without 5xx, over 30 days. */
export const slo = {
  objective: 0.999,
  /** After the SRE workbook, chapter 5: how fast the budget burns, over a long window and a short one that ends the alert. */
  burns: [
    { factor: 14.4, long: '1h', short: '5m', for: '2m', severity: 'critical' },
    { factor: 6, long: '6h', short: '30m', for: '15m', severity: 'critical' },
    { factor: 3, long: '1d', short: '2h', for: '1h', severity: 'warning' },
    { factor: 1, long: '3d', short: '6h', for: '3h', severity: 'warning' },
  ],
} as const;

/** Each alert links to its section, named as the alert in lower case; the dashboards link to the name as it is. */
export const runbook = 'https://github.com/resiliencestarter/resilience-starter/blob/main/grafana/runbook.md';

/** Bookmarks, links and alerts point to them: they never change. */
export const uid = {
  fleet: 'resilience-fleet',
  service: 'resilience-service',
  dependencies: 'resilience-dependencies',
  discovery: 'resilience-discovery',
} as const;
