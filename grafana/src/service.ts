import { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from './board';
import { limits, percent, uid } from './config';
import { applicationKey, targetInConsul, targetKey, transitionLog } from './links';
import { anyIsWrong, colour, instanceColours, limited, outcomeColours } from './palette';
import { bars, cell, coloured, latency, stacked, stateCell, stateTimeline, table, thresholds, timeSeries, transitions, withLimit } from './panels';
import { aggregate, clientCalls, increase, max, nameAsTarget, rate, rateInterval, requests, series, sum } from './promql';
import { latencies, Recording, targets } from './recording';
import { serviceVariables } from './variables';

const noRequest = 'No request in this time';
const noCall = 'No call of this target by a guarded client in this time';
const notScraped = 'not scraped';
const noBreaker = 'No circuit breaker of this name';

const here = 'application=~"$application", instance=~"$instance"';
const toTarget = `${here}, target=~"$target"`;
const named = `${here}, name=~"$target"`;

const server = requests(rateInterval, here);
const calls = clientCalls(rateInterval, toTarget);

const busiest = `topk(20, ${server.rate('method, uri')})`;
const ofBusiest = (expression: string) => `${expression} and on (method, uri) ${busiest}`;

const edge = 'application, target';
/** The application's calls to others, and the calls of others to it. */
const around = ({ record }: Recording, ...selectors: string[]) =>
  `${series(record, 'application=~"$application"', 'target=~"$target"', ...selectors)} or ${series(record, 'target=~"$application"', ...selectors)}`;
const noNeighbor = 'This application calls no other through a guarded client, and none calls it';

const neighbors = [
  stateTimeline(
    {
      id: 21,
      title: 'Circuit breakers around $application',
      description:
        'Those of its own calls on each of its instances, and those of the applications that call it. State at each scrape; ' +
        'what happens between two scrapes is in the transitions.',
      unit: 'none',
      noData: noNeighbor,
      width: 24,
      height: 7,
    },
    'code',
    {
      expression: nameAsTarget(
        `${max('application, name, instance', series('resilience_circuitbreaker_state_code', named))} or ${max(
          'application, name, instance',
          series('resilience_circuitbreaker_state_code', 'name=~"$application"')
        )}`
      ),
      legend: '{{instance}} → {{target}}',
    },
    notScraped
  ).overrideByRegexp('.+', cell(...transitionLog)),
  table(
    {
      id: 22,
      title: 'Calls from and to $application',
      description: 'One row per dependency, in both directions, those with an open circuit breaker first.',
      unit: 'none',
      noData: noNeighbor,
      width: 24,
      height: 5,
    },
    { application: applicationKey, target: targetKey },
    [
      {
        expression: around(targets.severity),
        legend: 'State',
        config: stateCell,
      },
      {
        expression: sum(edge, around(targets.breakersByState, 'state=~"open|forced_open"')),
        legend: 'Open on',
        config: cell(['decimals', 0], thresholds(anyIsWrong), coloured),
      },
      { expression: sum(edge, around(targets.breakersByState)), legend: 'of instances', config: cell(['decimals', 0]) },
      {
        expression: `1000 * (${around(targets.openedAt)})`,
        legend: 'Since',
        config: cell(['unit', 'dateTimeAsIsoNoDateIfToday'], ['custom.width', 150]),
      },
      { expression: around(targets.calls), legend: 'Calls', config: cell(['unit', 'reqps']) },
      {
        expression: around(targets.errorShare),
        legend: 'Errors',
        config: cell(['unit', 'percentunit'], thresholds(limited(limits.errorShare)), coloured),
      },
      {
        expression: around(targets.rejectedShare),
        legend: 'Rejected',
        config: cell(['unit', 'percentunit'], thresholds(limited(limits.rejectedShare)), coloured),
      },
      {
        expression: around(targets.amplification),
        legend: 'Amplification',
        config: cell(['decimals', 2], thresholds(limited(limits.amplification)), coloured),
      },
      {
        expression: around(latencies.callsP99),
        legend: 'p99',
        config: cell(['unit', 's'], thresholds(limited(limits.p99)), coloured),
      },
    ],
    ['Open on', 'State', 'Errors']
  ),
];

const inbound = [
  stacked(
    {
      id: 1,
      title: 'Requests',
      description: 'Requests by outcome, without those to the actuator.',
      unit: 'reqps',
      noData: noRequest,
      width: 8,
      height: 8,
    },
    { SUCCESS: colour.fine, SERVER_ERROR: colour.wrong, CLIENT_ERROR: colour.refused },
    { expression: server.rate('outcome'), legend: '{{outcome}}' }
  ),
  withLimit(
    timeSeries(
      {
        id: 2,
        title: 'Error share',
        description: `Share of the requests that got a response of 5xx, by instance. Dashed: ${percent(limits.errorShare.wrong)}.`,
        unit: 'percentunit',
        noData: noRequest,
        width: 8,
        height: 8,
      },
      { expression: server.errorShare('instance'), legend: '{{instance}}' }
    ),
    limits.errorShare.wrong
  ),
  latency(
    {
      id: 3,
      title: 'Latency',
      description: 'The time that half, 95 and 99 of 100 requests stayed under, within the width of a bucket.',
      unit: 's',
      noData: noRequest,
      width: 8,
      height: 8,
    },
    (quantile) => server.quantile(quantile, '')
  ),
  table(
    {
      id: 4,
      title: 'Routes',
      description: 'The 20 routes with most requests.',
      unit: 'none',
      noData: noRequest,
      width: 24,
      height: 5,
    },
    { method: { heading: 'Method', width: 90 }, uri: { heading: 'Route' } },
    [
      { expression: busiest, legend: 'Requests', config: cell(['unit', 'reqps']) },
      {
        expression: ofBusiest(server.errorShare('method, uri')),
        legend: 'Errors',
        config: cell(['unit', 'percentunit'], thresholds(limited(limits.errorShare)), coloured),
      },
      { expression: ofBusiest(server.quantile(0.99, 'method, uri')), legend: 'p99', config: cell(['unit', 's']) },
    ],
    ['Requests']
  ),
];

const attempts = sum('', rate(rateInterval, 'resilience_client_attempts_total', toTarget));

const rejected = (reason: string) => rate(rateInterval, 'resilience_client_rejected_total', toTarget, reason);

const perTarget = [
  stacked(
    {
      id: 10,
      title: 'Calls by outcome',
      description: 'Calls as this application saw them, with all their attempts. A fallback is a response, if not the one asked for.',
      unit: 'reqps',
      noData: noCall,
      width: 6,
      height: 8,
    },
    outcomeColours,
    { expression: `${calls.rate('outcome')} > 0`, legend: '{{outcome}}' }
  ),
  timeSeries(
    {
      id: 11,
      title: 'Attempts and calls',
      description: 'The space between the two lines is what retries add to the load of the target.',
      unit: 'reqps',
      noData: noCall,
      width: 6,
      height: 8,
    },
    { expression: attempts, legend: 'attempts' },
    { expression: calls.rate(''), legend: 'calls' }
  ),
  withLimit(
    latency(
      {
        id: 12,
        title: 'Latency of calls',
        description: `The time that half, 95 and 99 of 100 calls stayed under, with all attempts. Dashed: ${limits.p99.wrong} s.`,
        unit: 's',
        noData: noCall,
        width: 6,
        height: 8,
      },
      (quantile) => calls.quantile(quantile, '')
    ),
    limits.p99.wrong
  ),
  stacked(
    {
      id: 13,
      title: 'Rejected calls, by reason',
      description: 'Calls rejected without an attempt, by circuit breaker, bulkhead, deadline or limit.',
      unit: 'reqps',
      noData: 'No call was rejected in this time',
      width: 6,
      height: 8,
    },
    {},
    { expression: `${sum('reason', rejected('reason!="budget"'))} > 0`, legend: '{{reason}}' }
  ),
  stateTimeline(
    {
      id: 14,
      title: 'Breaker by instance',
      description: 'State of the breaker at each scrape. What happens between two scrapes is in the transitions.',
      unit: 'none',
      noData: noBreaker,
      width: 12,
      height: 7,
    },
    'code',
    { expression: max('instance, name', series('resilience_circuitbreaker_state_code', named)), legend: '{{instance}}' },
    notScraped
  ),
  transitions(
    {
      id: 15,
      title: 'Transitions',
      description: 'Changes of state by the state entered, complete however short the state; extrapolated, hence not always whole.',
      unit: 'none',
      noData: 'No circuit breaker has changed its state in this time',
      width: 6,
      height: 7,
    },
    `${sum('to', increase(rateInterval, 'resilience_circuitbreaker_transitions_total', named))} > 0`
  ),
  withLimit(
    timeSeries(
      {
        id: 16,
        title: 'Failed and slow calls',
        description:
          'Shares in the window of the worst instance, as its breaker sees them; a gap while it has seen too few calls. ' +
          `Dashed: ${limits.breaker.failureRate} %, at which failures open it unless told otherwise (slow calls: ${limits.breaker.slowCallRate} %).`,
        unit: 'percent',
        noData: 'Too few calls to tell',
        width: 6,
        height: 7,
      },
      { expression: `${max('', series('resilience4j_circuitbreaker_failure_rate', named))} >= 0`, legend: 'failed' },
      { expression: `${max('', series('resilience4j_circuitbreaker_slow_call_rate', named))} >= 0`, legend: 'slow' }
    ),
    limits.breaker.failureRate
  ).max(100),
  withLimit(
    timeSeries(
      {
        id: 17,
        title: 'Bulkhead in use',
        description: 'Share of the calls that may be in flight at a time, by instance. At 100 % (dashed) further calls are rejected.',
        unit: 'percentunit',
        noData: 'No bulkhead of this name',
        width: 8,
        height: 7,
      },
      {
        expression: `1 - ${max('instance', series('resilience4j_bulkhead_available_concurrent_calls', named))} / ${max(
          'instance',
          series('resilience4j_bulkhead_max_allowed_concurrent_calls', named)
        )}`,
        legend: '{{instance}}',
      }
    ),
    1
  ).max(1),
  timeSeries(
    {
      id: 18,
      title: 'Retries left',
      description: 'Retries that the budget allows at the moment, by instance. At 0 failures are passed on as they are.',
      unit: 'none',
      noData: noCall,
      width: 8,
      height: 7,
    },
    { expression: series('resilience_retry_budget_available', toTarget), legend: '{{instance}}' }
  ),
  timeSeries(
    {
      id: 23,
      title: 'Rejected retries',
      description: 'Retries that the budget rejected, by instance. The calls themselves had their first attempt.',
      unit: 'reqps',
      noData: 'No retry was rejected in this time',
      width: 8,
      height: 7,
    },
    { expression: `${sum('instance', rejected('reason="budget"'))} > 0`, legend: '{{instance}}' }
  ),
  stacked(
    {
      id: 19,
      title: 'Instances of the target',
      description: 'As the callers see them, on the average of the callers. A click leads to Consul.',
      unit: 'none',
      noData: 'The target is not found by discovery',
      width: 12,
      height: 7,
    },
    instanceColours,
    { expression: aggregate('avg', 'state', series('resilience_instances', toTarget)), legend: '{{state}}' }
  ).overrideByRegexp('.+', cell(['links', [targetInConsul]])),
  bars(
    {
      id: 20,
      title: 'Ejections',
      description: 'Instances ejected for a while, by reason.',
      unit: 'none',
      noData: 'No instance was ejected in this time',
      width: 12,
      height: 7,
    },
    {},
    {
      expression: `${sum('reason', increase(rateInterval, 'resilience_instance_ejections_total', toTarget))} > 0`,
      legend: '{{reason}}',
    }
  ).decimals(1),
];

const noOutbox = 'No message for a target yet: resilience-outbox is not used';

const waiting = [
  timeSeries(
    {
      id: 40,
      title: 'Waiting messages',
      description: 'Messages in the outbox that have not been sent, by target, and dead letters. The highest of the instances.',
      unit: 'none',
      noData: noOutbox,
      width: 8,
      height: 7,
    },
    { expression: max('target, state', series('resilience_outbox_messages', toTarget)), legend: '{{target}} {{state}}' }
  ).decimals(0),
  withLimit(
    timeSeries(
      {
        id: 41,
        title: 'Age of the oldest',
        description: `Time since the oldest waiting message was stored, by target. Dashed: ${limits.waiting.wrong} s.`,
        unit: 's',
        noData: noOutbox,
        width: 8,
        height: 7,
      },
      { expression: max('target', series('resilience_outbox_oldest_seconds', toTarget)), legend: '{{target}}' }
    ),
    limits.waiting.wrong
  ),
  timeSeries(
    {
      id: 42,
      title: 'Stored and sent',
      description: 'New messages and attempts to deliver them, by outcome. A rejection by the circuit breaker is not an attempt.',
      unit: 'cps',
      noData: noOutbox,
      width: 8,
      height: 7,
    },
    {
      expression: `${sum('outcome', rate(rateInterval, 'resilience_outbox_stored_total', toTarget))} > 0`,
      legend: 'new: {{outcome}}',
    },
    {
      expression: `${sum('outcome', rate(rateInterval, 'resilience_outbox_sent_total', toTarget))} > 0`,
      legend: 'attempt: {{outcome}}',
    }
  ),
];

const heap = (metric: string) => sum('instance', series(metric, here, 'area="heap"'));

const jvm = [
  withLimit(
    timeSeries(
      {
        id: 30,
        title: 'Heap in use',
        description: 'Share of the largest heap allowed. Dashed: 90 %.',
        unit: 'percentunit',
        noData: 'No instance is scraped',
        width: 6,
        height: 7,
      },
      { expression: `${heap('jvm_memory_used_bytes')} / ${heap('jvm_memory_max_bytes')}`, legend: '{{instance}}' }
    ),
    0.9
  ).max(1),
  timeSeries(
    {
      id: 31,
      title: 'Time in garbage collection',
      description: 'Share of the time in which collections stopped the application.',
      unit: 'percentunit',
      noData: 'No collection yet',
      width: 6,
      height: 7,
    },
    { expression: sum('instance', rate(rateInterval, 'jvm_gc_pause_seconds_sum', here)), legend: '{{instance}}' }
  ),
  timeSeries(
    {
      id: 32,
      title: 'CPU',
      description: 'Share of all processors that the process uses.',
      unit: 'percentunit',
      noData: 'No instance is scraped',
      width: 6,
      height: 7,
    },
    { expression: series('process_cpu_usage', here), legend: '{{instance}}' }
  ),
  timeSeries(
    {
      id: 33,
      title: 'Threads',
      description: 'Live threads: many more than usual wait for something.',
      unit: 'none',
      noData: 'No instance is scraped',
      width: 6,
      height: 7,
    },
    { expression: series('jvm_threads_live_threads', here), legend: '{{instance}}' }
  ),
];

export const service = (): Dashboard =>
  board({
    uid: uid.service,
    title: 'Service',
    description: 'One application: its requests, what each of its dependencies does to it, and what it does about it.',
    variables: serviceVariables,
    rows: [
      { title: 'Requests to $application', panels: inbound },
      { title: 'Circuit breakers', panels: neighbors },
      // Folded, since a row is there once even if the application calls nobody.
      { title: 'Calls to $target', repeat: 'target', collapsed: true, panels: perTarget },
      // Folded, since few applications store messages.
      { title: 'Waiting', collapsed: true, panels: waiting },
      { title: 'JVM', panels: jvm },
    ],
  });
