/** The window of every rate: Grafana makes it at least four scrapes long, whatever the scrape interval. */
const window = '[$__rate_interval]';

/** What the variables select, by what a series is about. */
const application = 'application=~"$application", instance=~"$instance"';
const breaker = `${application}, name=~"$breaker"`;

/** Calls of the actuator are the platform's (scrapes, health checks), not the users'. */
const server = `${application}, uri!~"/actuator.*"`;

const perBreaker = 'application, instance, name';

function aggregate(operator: string, by: string, expression: string): string {
  return by === '' ? `${operator}(${expression})` : `${operator} by (${by}) (${expression})`;
}

function rate(metric: string, ...selectors: string[]): string {
  return `rate(${metric}{${selectors.join(', ')}}${window})`;
}

/** The recurring three of a timer with a histogram: how many, what share of them failed, how long the slowest take. */
class Traffic {
  constructor(
    private readonly metric: string,
    private readonly selector: string,
    private readonly failed: string
  ) {}

  rate(by: string): string {
    return aggregate('sum', by, rate(`${this.metric}_count`, this.selector));
  }

  /** A share of 0, not a gap, while there are calls and none has ever failed; a gap while there are no calls. */
  errorShare(by: string): string {
    const errors = aggregate('sum', by, rate(`${this.metric}_count`, this.selector, this.failed));
    return `(${errors} or 0 * ${this.rate(by)}) / (${this.rate(by)} > 0)`;
  }

  p99(by: string): string {
    const buckets = aggregate('sum', by === '' ? 'le' : `${by}, le`, rate(`${this.metric}_bucket`, this.selector));
    return `histogram_quantile(0.99, ${buckets}) >= 0`;
  }
}

export const requests = new Traffic('http_server_requests_seconds', server, 'outcome="SERVER_ERROR"');

/** UNKNOWN is a call that got no answer: refused, reset, timed out. */
export const clientCalls = new Traffic(
  'http_client_requests_seconds',
  application,
  'outcome=~"SERVER_ERROR|UNKNOWN"'
);

const state = (selector: string) => `resilience4j_circuitbreaker_state{${selector}, ${breaker}}`;

const stateCode = aggregate('max', perBreaker, `resilience_circuitbreaker_state_code{${breaker}}`);
const failureRate = aggregate('max', perBreaker, `resilience4j_circuitbreaker_failure_rate{${breaker}}`);
const slowCallRate = aggregate('max', perBreaker, `resilience4j_circuitbreaker_slow_call_rate{${breaker}}`);
const transitions = 'resilience_circuitbreaker_transitions_total';
const rejections = rate('resilience4j_circuitbreaker_not_permitted_calls_total', breaker);

/** By state first and failure rate second; bounded, so that a fleet of thousands does not fill the browser. */
const worst = `topk(50, ${stateCode} + clamp_min(${failureRate}, 0) / 1000)`;
const ofWorst = (expression: string) => `${expression} and on (${perBreaker}) ${worst}`;

export const breakers = {
  open: (by = '') => aggregate('sum', by, state('state=~"open|forced_open"')),
  halfOpen: (by = '') => aggregate('sum', by, state('state="half_open"')),
  heldByHand: aggregate('sum', '', state('state=~"forced_open|disabled|metrics_only"')),
  /** The state is one-hot: each breaker has one series for closed, whatever state it is in. */
  all: (by = '') => aggregate('count', by, state('state="closed"')),
  stateCode,
  worst: {
    stateCode: ofWorst(stateCode),
    failureRate: ofWorst(failureRate),
    slowCallRate: ofWorst(slowCallRate),
    rejections: ofWorst(aggregate('sum', perBreaker, rejections)),
  },
  rejections: aggregate('sum', 'application, name', rejections),
  /** -1 stands for too few calls. */
  failureRate: aggregate('max', 'application, name', `${failureRate} >= 0`),
  transitionsTo: aggregate('sum', 'to', `increase(${transitions}{${breaker}}${window})`),
  opened:
    aggregate('sum', 'application, name', `increase(${transitions}{to=~"open|forced_open", ${breaker}}${window})`) +
    ' > 0',
};

export const retries = aggregate(
  'sum',
  'application, name, kind',
  rate('resilience4j_retry_calls_total', application, 'kind!="successful_without_retry"')
);

const up = 'up{job=~"$job", instance=~"$instance"}';

export const instances = {
  down: `sum(${up} == bool 0)`,
  all: `count(${up})`,
  by: (by: string) => aggregate('count', by, `application_started_time_seconds{${application}}`),
};

/** What the variables offer, each narrowed by the ones before it. */
export const choices = {
  application: 'label_values(application_started_time_seconds, application)',
  job: 'label_values(application_started_time_seconds{application=~"$application"}, job)',
  instance: 'label_values(application_started_time_seconds{application=~"$application"}, instance)',
  breaker: `label_values(resilience4j_circuitbreaker_state{${application}}, name)`,
};
