import { slo, window } from './config';
import { states } from './palette';
import { aggregate, clientCalls, max, nameAsTarget, rate, requests, series, share, sum } from './promql';

/**
 * What the fleet dashboard and the alerts ask, summed up over the instances while it comes in: so it costs the same at two
 * instances and at two thousand. Named level:metric:operation.
 */

export interface Recording {
  readonly record: string;
  readonly expr: string;
}

const calls = clientCalls(window);

const edge = 'application, target';
const byName = (operator: string, labels: string, expression: string): string =>
  aggregate(operator, `application, target${labels}`, nameAsTarget(aggregate(operator, `application, name${labels}`, expression)));

const recording = (level: string, metric: string, operation: string, expr: string): Recording => ({
  record: `${level}:${metric}:${operation}`,
  expr,
});

const rateOf = `rate${window}`;

const perOutcome = recording('application_target_outcome', 'resilience_client_calls', rateOf, calls.rate(`${edge}, outcome`));
const callRate = recording('application_target', 'resilience_client_calls', rateOf, sum(edge, perOutcome.record));
const attempts = recording(
  'application_target',
  'resilience_client_attempts',
  rateOf,
  sum(edge, rate(window, 'resilience_client_attempts_total'))
);
const rejected = recording(
  'application_target_reason',
  'resilience_client_rejected',
  rateOf,
  sum(`${edge}, reason`, rate(window, 'resilience_client_rejected_total'))
);
const ofOutcome = (outcomes: string): string => sum(edge, series(perOutcome.record, `outcome=~"${outcomes}"`));

const notPermitted = recording(
  'application_target',
  'resilience4j_circuitbreaker_not_permitted_calls',
  rateOf,
  byName('sum', '', rate(window, 'resilience4j_circuitbreaker_not_permitted_calls_total'))
);
/** With those that were not permitted, and those around a method as well as around a client. */
const breakerCalls = recording(
  'application_target',
  'resilience4j_circuitbreaker_calls',
  rateOf,
  `${byName('sum', '', rate(window, 'resilience4j_circuitbreaker_calls_seconds_count'))} + ${notPermitted.record}`
);

/** Highest share on any instance, as its breaker sees it; -1, left out here, while it has seen too few calls. */
const highestShare = (share: string) =>
  recording('application_target', `resilience4j_circuitbreaker_${share}`, 'max', byName('max', '', `resilience4j_circuitbreaker_${share} >= 0`));

const breakersByState = recording(
  'application_target_state',
  'resilience4j_circuitbreaker_state',
  'sum',
  byName('sum', ', state', 'resilience4j_circuitbreaker_state')
);

const severities = [...states]
  .sort((a, b) => b.severity - a.severity)
  .map(({ tag, severity }) => `${severity} * (${series(breakersByState.record, `state="${tag}"`)} > bool 0)`)
  .join(' or ');

const notClosed = sum(edge, series(breakersByState.record, 'state=~"open|half_open|forced_open"'));

/**
 * The time at which the first breaker of a dependency left closed; it lasts until all are closed again. The rule reads what
 * it recorded itself one evaluation ago.
 */
const opened = 'application_target:resilience_circuitbreaker_opened:timestamp';
const openedAt: Recording = {
  record: opened,
  expr: `${opened} and on (${edge}) ${notClosed} > 0 or 0 * (${notClosed} > 0) + time()`,
};

const amplification = recording(
  'application_target',
  'resilience_client_amplification',
  `ratio_${rateOf}`,
  `${attempts.record} / (${callRate.record} > 0)`
);

/** Times the amplification, averaged by calls, of the hops that lead to the application; by itself where nobody calls it. */
function oneHopMore(before: Recording, hops: number): Recording {
  const arriving = `${sum('target', `${callRate.record} * ${before.record}`)} / ${sum('target', `${callRate.record} and ${before.record}`)}`;
  const ofCaller = `label_replace(${arriving}, "application", "$1", "target", "(.+)")`;
  return recording(
    'application_target',
    'resilience_client_amplification',
    `path${hops}_${rateOf}`,
    `${amplification.record} * on (application) group_left () ${sum('application', ofCaller)} or ${amplification.record}`
  );
}

const pathOfTwo = oneHopMore(amplification, 2);
const pathOfThree = oneHopMore(pathOfTwo, 3);

const callsP99 = recording('application_target', 'resilience_client_calls', `p99_${rateOf}`, calls.quantile(0.99, edge));
const requestsP99 = recording(
  'application',
  'http_server_requests',
  `p99_${rateOf}`,
  requests(window).quantile(0.99, 'application')
);

/** They read most series by far, and are on their own so that nothing else waits for them. */
export const latencies = { callsP99, requestsP99 };

export const targets = {
  callsByOutcome: perOutcome,
  calls: callRate,
  errorShare: recording(
    'application_target',
    'resilience_client_errors',
    `ratio_${rateOf}`,
    share(ofOutcome('error|rejected'), callRate.record)
  ),
  rejectedShare: recording(
    'application_target',
    'resilience_client_rejected',
    `ratio_${rateOf}`,
    share(ofOutcome('rejected'), callRate.record)
  ),
  attempts,
  amplification,
  pathOfTwo,
  /** What the retries on all hops of a chain come to at its end, for chains of up to three hops. */
  pathOfThree,
  rejectedByReason: rejected,
  /** The state is one-hot: its sum over the instances says how many breakers are in which state. */
  breakersByState,
  openedAt,
  failureRate: highestShare('failure_rate'),
  slowCallRate: highestShare('slow_call_rate'),
  /** Of the most urgent state of any of its breakers. */
  severity: recording('application_target', 'resilience_circuitbreaker_severity', 'max', max(edge, severities)),
  transitions: recording(
    'application_target_to',
    'resilience_circuitbreaker_transitions',
    rateOf,
    byName('sum', ', to', rate(window, 'resilience_circuitbreaker_transitions_total'))
  ),
  notPermitted,
  breakerCalls,
  notPermittedShare: recording(
    'application_target',
    'resilience4j_circuitbreaker_not_permitted_calls',
    `ratio_${rateOf}`,
    `${notPermitted.record} / (${breakerCalls.record} > 0)`
  ),
};

/** Not a number while there has been no list yet. */
const known = (age: string): string => `${age} >= 0`;

export const discovery = {
  instancesByState: recording(
    'application_target_state',
    'resilience_instances',
    'sum',
    sum(`${edge}, state`, 'resilience_instances')
  ),
  listAge: recording('application_target', 'resilience_discovery_age_seconds', 'max', max(edge, known('resilience_discovery_age_seconds'))),
  unregistered: recording(
    'application',
    'resilience_registration_state',
    'lost',
    sum('application', 'resilience_registration_state == bool 0')
  ),
};

const revision = 'resilience_control_revision';

/** Whether an instance has begun or ceased to obey an override within the window. */
const revised = max('application', `changes(${revision}[${window}])`);

/** The time of the last such change; changes within one window are one. As with `openedAt`, the rule reads itself. */
const changed = 'application:resilience_control_changed:timestamp';

/** Only instances with `resilience.control.enabled` have these metrics. */
export const control = {
  instances: recording('application', revision, 'count', aggregate('count', 'application', revision)),
  /** The largest number of instances that obey the same overrides. */
  agreeing: recording(
    'application',
    revision,
    'agreeing',
    max('application', `count_values by (application) ("revision", ${revision})`)
  ),
  byState: recording('application_state', 'resilience_control_overrides', 'max', max('application, state', 'resilience_control_overrides')),
  expiring: recording('application', 'resilience_control_expiring', 'max', max('application', 'resilience_control_expiring')),
  sourceAge: recording(
    'application',
    'resilience_control_source_age_seconds',
    'max',
    max('application', known('resilience_control_source_age_seconds'))
  ),
  changedAt: {
    record: changed,
    expr: `${changed} and on (application) ${revised} > 0 or 0 * (${revised} > 0) + time()`,
  } as Recording,
};

/** Each instance reports what is in its database, which several may share: the highest, not the sum. */
export const outbox = {
  messages: recording(
    'application_target_state',
    'resilience_outbox_messages',
    'max',
    max(`${edge}, state`, 'resilience_outbox_messages')
  ),
  oldest: recording('application_target', 'resilience_outbox_oldest_seconds', 'max', max(edge, 'resilience_outbox_oldest_seconds')),
  stored: recording(
    'application_target_outcome',
    'resilience_outbox_stored',
    rateOf,
    sum(`${edge}, outcome`, rate(window, 'resilience_outbox_stored_total'))
  ),
  sent: recording(
    'application_target_outcome',
    'resilience_outbox_sent',
    rateOf,
    sum(`${edge}, outcome`, rate(window, 'resilience_outbox_sent_total'))
  ),
};

function answered(over: string): { requests: Recording; errors: Recording } {
  const timer = requests(over);
  const all = recording('application', 'http_server_requests', `rate${over}`, timer.rate('application'));
  const failed = `${timer.errors('application')} or 0 * ${all.record}`;
  return { requests: all, errors: recording('application', 'http_server_errors', `rate${over}`, failed) };
}

const lately = answered(window);
const perSlo = answered('5m');

/** From the recorded rates, since three days of raw series of a fleet are too many. */
function errorRatio(over: string): Recording {
  const { errors, requests: all } = perSlo;
  const total = ({ record }: Recording) => (over === '5m' ? record : `sum_over_time(${record}[${over}])`);
  return recording('application', 'http_server_errors', `ratio_rate${over}`, `${total(errors)} / (${total(all)} > 0)`);
}

const burnWindows = [...new Set(slo.burns.flatMap(({ short, long }) => [short, long]))];

/** The share of failed requests, by the windows that the alerts compare. */
export const errorRatios = Object.fromEntries(burnWindows.map((over) => [over, errorRatio(over)]));

export const applications = {
  instances: recording('application', 'instances', 'count', aggregate('count', 'application', 'application_started_time_seconds')),
  ...lately,
  errorShare: recording(
    'application',
    'http_server_errors',
    `ratio_${rateOf}`,
    `${lately.errors.record} / (${lately.requests.record} > 0)`
  ),
};

export const objectives = { ...perSlo, ...errorRatios };
