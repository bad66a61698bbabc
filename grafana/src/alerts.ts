import { limits, percent, runbook, slo, uid } from './config';
import { increase, max, nameAsTarget, series, sum } from './promql';
import { applications, control, discovery, errorRatios, latencies, outbox, Recording, targets } from './recording';

export type Severity = 'critical' | 'warning' | 'info';

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  /** Keeps an alert firing through a short good phase; supported since Prometheus 2.42. */
  readonly keep_firing_for?: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

interface Text {
  readonly summary: string;
  /** Includes the value that triggered the alert. */
  readonly description: string;
}

interface When {
  readonly expr: string;
  readonly for: string;
  readonly keepFiringFor?: string;
  readonly severity: Severity;
  readonly labels?: Record<string, string>;
}

const edge = '{{ $labels.application }} → {{ $labels.target }}';
const application = '{{ $labels.application }}';
const share = '{{ $value | humanizePercentage }}';
const number = '{{ $value | humanize }}';

/** Adds the links to the runbook and to the dashboard to every alert, so that none can be forgotten. */
function alert(name: string, when: When, { summary, description }: Text): Alert {
  return {
    alert: `Resilience${name}`,
    expr: when.expr,
    for: when.for,
    ...(when.keepFiringFor && { keep_firing_for: when.keepFiringFor }),
    labels: { severity: when.severity, ...when.labels },
    annotations: {
      summary,
      description,
      runbook_url: `${runbook}#resilience${name.toLowerCase()}`,
      dashboard: `/d/${uid.service}?var-application=${application}`,
    },
  };
}

const of = ({ record }: Recording, ...selectors: string[]): string => series(record, ...selectors);
const onEdge = (expression: string): string => sum('application, target', expression);

const breakers = of(targets.breakersByState);
const worthJudging = `${of(targets.calls)} > ${limits.callsWorthJudging}`;

/** Includes half-open: a circuit breaker whose probes fail alternates between open and half-open. */
const tripped = onEdge(of(targets.breakersByState, 'state=~"open|half_open"'));
const rejecting = onEdge(of(targets.breakersByState, 'state=~"open|forced_open"'));

const breakerAlerts = [
  alert(
    'BreakerOpen',
    { expr: `${tripped} > 0`, for: '5m', keepFiringFor: '2m', severity: 'warning' },
    {
      summary: `Circuit breaker ${edge} is open`,
      description: `Open or half-open on ${number} instance(s) for 5 minutes: calls are rejected.`,
    }
  ),
  alert(
    'BreakerOpenOnMostInstances',
    { expr: `${rejecting} / ${onEdge(breakers)} > ${limits.openShare}`, for: '1m', keepFiringFor: '2m', severity: 'critical' },
    {
      summary: `Circuit breaker ${edge} is open on most instances`,
      description: `It has rejected calls on ${share} of the instances for a minute: the target is down for the whole application.`,
    }
  ),
  alert(
    'BreakerFlapping',
    {
      expr: `${max(
        'application, target',
        nameAsTarget(increase('15m', 'resilience_circuitbreaker_transitions_total', 'from="closed"', 'to="open"'))
      )} > ${limits.openings}`,
      for: '0s',
      keepFiringFor: '5m',
      severity: 'warning',
    },
    {
      summary: `Circuit breaker ${edge} opens repeatedly`,
      description: `On one instance, it changed from closed to open ${number} times within 15 minutes (limit: ${limits.openings}).`,
    }
  ),
  alert(
    'BreakerOpenWithoutTraffic',
    {
      expr: `${tripped} > 0 and ${of(targets.breakerCalls)} == 0`,
      for: '10m',
      severity: 'info',
    },
    {
      summary: `Circuit breaker ${edge} is open without traffic`,
      description: `Open or half-open on ${number} instance(s) for 10 minutes, without calls that could close it.`,
    }
  ),
];

const callAlerts = [
  alert(
    'RetryAmplification',
    {
      expr: `${of(targets.amplification)} > ${limits.amplification.wrong} and ${worthJudging}`,
      for: '5m',
      keepFiringFor: '2m',
      severity: 'warning',
    },
    {
      summary: `Retries multiply the load on ${edge}`,
      description: `${number} attempts per call over 5 minutes (limit: ${limits.amplification.wrong}).`,
    }
  ),
  alert(
    'RetryBudgetExhausted',
    {
      expr:
        `${onEdge(of(targets.rejectedByReason, 'reason="budget"'))} / ${of(targets.calls)} > ${limits.retriesRejected}` +
        ` and ${worthJudging}`,
      for: '5m',
      keepFiringFor: '2m',
      severity: 'warning',
    },
    {
      summary: `Retry budget of ${edge} is exhausted`,
      description: `For ${share} of the calls, a retry was rejected over 5 minutes (limit: ${percent(limits.retriesRejected)}): their failures reach the callers.`,
    }
  ),
  alert(
    'CallsRejected',
    {
      expr:
        `${of(targets.rejectedShare)} > ${limits.rejectedShare.wrong} and ${worthJudging}` +
        ` or ${of(targets.notPermittedShare)} > ${limits.rejectedShare.wrong} and ${of(targets.breakerCalls)} > ${limits.callsWorthJudging}`,
      for: '5m',
      keepFiringFor: '2m',
      severity: 'warning',
    },
    {
      summary: `Calls ${edge} are rejected`,
      description: `${share} of the calls were rejected by circuit breaker, bulkhead, deadline or limit over 5 minutes (limit: ${percent(limits.rejectedShare.wrong)}).`,
    }
  ),
  alert(
    'FallbacksUsed',
    {
      expr:
        `${onEdge(of(targets.callsByOutcome, 'outcome=~"stale|fallback"'))} / ${of(targets.calls)} > ${limits.fallbackShare}` +
        ` and ${worthJudging}`,
      for: '5m',
      keepFiringFor: '2m',
      severity: 'warning',
    },
    {
      summary: `Calls ${edge} fail behind a fallback`,
      description: `${share} of the calls got a last good answer or the response of another service over 5 minutes (limit: ${percent(limits.fallbackShare)}): they do not count as errors.`,
    }
  ),
  alert(
    'CallsSlow',
    {
      expr: `${of(latencies.callsP99)} > ${limits.p99.wrong} and ${worthJudging}`,
      for: '5m',
      keepFiringFor: '2m',
      severity: 'warning',
    },
    {
      summary: `Calls ${edge} are slower than the attempt timeout`,
      description: `The 99th percentile is ${number} s over 5 minutes (limit: ${limits.p99.wrong} s).`,
    }
  ),
];

const registryAlerts = [
  alert(
    'InstancesEjected',
    {
      expr: `${of(discovery.instancesByState, 'state="ejected"')} / on (application, target) ${onEdge(
        of(discovery.instancesByState)
      )} > ${limits.ejectedShare.wrong}`,
      for: '5m',
      keepFiringFor: '2m',
      severity: 'warning',
    },
    {
      summary: `${edge}: many instances are ejected`,
      description: `${share} of the target's instances, as seen by its callers, have been ejected for 5 minutes (limit: ${percent(limits.ejectedShare.wrong)}).`,
    }
  ),
  alert(
    'InstanceListOld',
    { expr: `${of(discovery.listAge)} > ${limits.listAge.wrong}`, for: '1m', severity: 'warning' },
    {
      summary: `${edge}: the instance list is stale`,
      description: `The registry last confirmed it {{ $value | humanizeDuration }} ago (limit: ${limits.listAge.wrong} s): it does not respond, or lists no instance.`,
    }
  ),
  alert(
    'RegistrationLost',
    { expr: `${of(discovery.unregistered)} > 0`, for: '1m', keepFiringFor: '1m', severity: 'critical' },
    {
      summary: `Instances of ${application} are not registered`,
      description: `${number} instance(s) are running but have not been registered and passing in Consul for a minute: callers cannot find them.`,
    }
  ),
  alert(
    'MetricsAbsent',
    {
      expr: `max_over_time(${of(applications.instances)}[1h]) unless ${of(applications.instances)}`,
      for: '5m',
      severity: 'critical',
    },
    {
      summary: `No metrics from ${application}`,
      description: `No instance has been scraped for 5 minutes; ${number} were scraped within the last hour.`,
    }
  ),
];

const controlAlerts = [
  alert(
    'OverrideRejected',
    { expr: `${of(control.byState, 'state="rejected"')} > 0`, for: '1m', severity: 'warning' },
    {
      summary: `Instances of ${application} reject an override`,
      description: `At least one instance has rejected ${number} override(s) for a minute: it keeps its previous state.`,
    }
  ),
];

const outboxAlerts = [
  alert(
    'MessagesWaiting',
    { expr: `${of(outbox.oldest)} > ${limits.waiting.wrong}`, for: '1m', keepFiringFor: '2m', severity: 'warning' },
    {
      summary: `${edge}: messages wait in the outbox`,
      description: `The oldest was stored {{ $value | humanizeDuration }} ago (limit: ${limits.waiting.wrong} s): the target does not accept them.`,
    }
  ),
  alert(
    'DeadLetters',
    { expr: `${of(outbox.messages, 'state="dead"')} > 0`, for: '1m', severity: 'warning' },
    {
      summary: `${edge}: the outbox has dead letters`,
      description: `${number} message(s) are not sent until somebody requeues or discards them.`,
    }
  ),
];

const ratio = (over: string): string => {
  const recording = errorRatios[over];
  if (recording === undefined) {
    throw new Error(`No recording rule has the error ratio over ${over}`);
  }
  return recording.record;
};

const burnAlerts = slo.burns.map(({ factor, long, short, for: duration, severity }) => {
  const limit = +(factor * (1 - slo.objective)).toFixed(6);
  return alert(
    'ErrorBudgetBurn',
    {
      expr: `${ratio(long)} > ${limit} and ${ratio(short)} > ${limit}`,
      for: duration,
      severity,
      labels: { long_window: long, short_window: short },
    },
    {
      summary: `${application} burns its error budget ${factor} times too fast`,
      description: `${share} of its requests failed over ${long}, and requests are still failing (objective: ${percent(slo.objective)} succeed; limit: ${percent(limit)}).`,
    }
  );
});

export const alerts = {
  'resilience-breakers': breakerAlerts,
  'resilience-calls': callAlerts,
  'resilience-registry': registryAlerts,
  'resilience-control': controlAlerts,
  'resilience-outbox': outboxAlerts,
  'resilience-slo': burnAlerts,
};
