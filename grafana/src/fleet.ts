import { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { notAnswering } from './answering';
import { board } from './board';
import { limits, percent, uid } from './config';
import { applicationKey, targetKey } from './links';
import { colour, levels, limited, outcomeColours, stateMappings, transitionColours } from './palette';
import {
  bars,
  cell,
  coloured,
  neutral,
  stacked,
  stat,
  stateTimeline,
  table,
  thresholds,
  timeSeries,
  trend,
  withLimit,
} from './panels';
import { aggregate, max, series, share, sum } from './promql';
import { applications, discovery, latencies, Recording, targets } from './recording';
import { fleetVariables } from './variables';

const noRecording = 'No data: does Prometheus load the recording rules?';
const noCall = 'No call in this time';
const noRequest = 'No request in this time';

/** Recorded series only, but for `up`: the dashboard costs the same however many the instances are. */
const onEdge = ({ record }: Recording, ...selectors: string[]) =>
  series(record, 'application=~"$application"', 'target=~"$target"', ...selectors);
const ofApplication = ({ record }: Recording) => series(record, 'application=~"$application"');

const edge = 'application, target';
const edgeLegend = '{{application}} → {{target}}';
const applicationLegend = '{{application}}';

const breakers = (...selectors: string[]) => onEdge(targets.breakersByState, ...selectors);
const refusing = breakers('state=~"open|forced_open"');
const instances = (...selectors: string[]) => onEdge(discovery.instancesByState, ...selectors);
const up = series('up', 'job=~"$job"');

const anyIsWrong = levels(colour.fine, [1, colour.wrong]);

/** What is shown of each of a thousand dependencies: the highest at each moment. */
const highest = (expression: string) => `topk(20, ${expression})`;

/** By state first and error share second; bounded, so that a fleet of thousands does not fill the browser. */
const worst = `topk(50, ${onEdge(targets.worstState)} + (${onEdge(targets.errorShare)} or 0 * ${onEdge(targets.worstState)}))`;
const ofWorst = (expression: string) => `${expression} and on (${edge}) ${worst}`;

const count = cell(['unit', 'none'], ['decimals', 0]);
const openCount = [...count, ...cell(thresholds(anyIsWrong), coloured)];
const seconds = cell(['unit', 's']);
const errorCell = cell(['unit', 'percentunit'], thresholds(limited(limits.errorShare)), coloured);

const anythingWrong = [
  stat(
    {
      id: 1,
      title: 'Breakers open',
      description: 'Breakers that refuse calls now, tripped or forced open, out of all breakers of all instances.',
      unit: 'none',
      noData: noRecording,
      width: 4,
      height: 4,
    },
    { expression: sum('', refusing), legend: 'open' },
    { expression: sum('', breakers()), legend: 'of' }
  )
    .thresholds(anyIsWrong)
    .overrideByName('of', neutral),
  stat(
    {
      id: 2,
      title: 'Half-open',
      description: 'Breakers that let a few probes through to find out whether their target has recovered.',
      unit: 'none',
      noData: noRecording,
      width: 2,
      height: 4,
    },
    { expression: sum('', breakers('state="half_open"')), legend: 'half-open' }
  ).thresholds(levels(colour.fine, [1, colour.watch])),
  stat(
    {
      id: 3,
      title: 'Held by hand',
      description: 'Breakers that somebody has forced open, disabled or set to metrics only: none of them protects now.',
      unit: 'none',
      noData: noRecording,
      width: 2,
      height: 4,
    },
    { expression: sum('', breakers('state=~"forced_open|disabled|metrics_only"')), legend: 'held' }
  ).thresholds(levels(colour.fine, [1, colour.byHand])),
  notAnswering(4, up),
  stat(
    {
      id: 22,
      title: 'Ejected',
      description: 'Share of the instances that their callers have put aside, each instance counted once for each caller.',
      unit: 'percentunit',
      noData: noRecording,
      width: 2,
      height: 4,
    },
    { expression: `${sum('', instances('state="ejected"'))} / (${sum('', instances())} > 0)`, legend: 'ejected' }
  ).thresholds(limited(limits.ejectedShare)),
  stat(
    {
      id: 23,
      title: 'Oldest list',
      description: 'How long ago the registry last confirmed the instance list that is oldest.',
      unit: 's',
      noData: noRecording,
      width: 2,
      height: 4,
    },
    { expression: max('', onEdge(discovery.listAge)), legend: 'age' }
  ).thresholds(limited(limits.listAge)),
  trend(
    {
      id: 5,
      title: 'Requests',
      description: 'Requests that all services have answered, without those to the actuator.',
      unit: 'reqps',
      noData: noRequest,
      width: 2,
      height: 4,
    },
    { expression: sum('', ofApplication(applications.requests)), legend: 'requests' }
  ),
  trend(
    {
      id: 6,
      title: 'Errors',
      description: 'Share of the requests to all services that were answered with 5xx.',
      unit: 'percentunit',
      noData: noRequest,
      width: 2,
      height: 4,
    },
    {
      expression: share(sum('', ofApplication(applications.errors)), sum('', ofApplication(applications.requests))),
      legend: 'errors',
    },
    limited(limits.errorShare)
  ),
  trend(
    {
      id: 7,
      title: 'Slowest p99',
      description: 'The time that 99 of 100 requests stayed under, of the slowest application, within the width of a bucket.',
      unit: 's',
      noData: noRequest,
      width: 2,
      height: 4,
    },
    { expression: max('', ofApplication(latencies.requestsP99)), legend: 'p99' }
  ),
  trend(
    {
      id: 24,
      title: 'Amplification',
      description: 'Attempts for each call between the services: what retries add to the load.',
      unit: 'none',
      noData: noCall,
      width: 2,
      height: 4,
    },
    {
      expression: `${sum('', onEdge(targets.attempts))} / (${sum('', onEdge(targets.calls))} > 0)`,
      legend: 'attempts by calls',
    },
    limited(limits.amplification)
  ).decimals(2),
];

const overview = [
  table(
    {
      id: 25,
      title: 'Alerts',
      description: 'What fires or is about to. Each alert has a section of its name in the runbook.',
      unit: 'none',
      noData: 'No alert',
      width: 10,
      height: 8,
    },
    {
      alertname: { heading: 'Alert' },
      alertstate: { heading: 'State' },
      severity: { heading: 'Severity' },
      application: applicationKey,
      target: targetKey,
    },
    [
      {
        expression: aggregate(
          'count',
          'alertname, alertstate, severity, application, target',
          series('ALERTS', 'alertname=~"Resilience.+"', 'application=~"$application"')
        ),
        legend: 'Count',
        config: count,
      },
    ],
    ['State', 'Severity']
  ),
  table(
    {
      id: 8,
      title: 'Applications',
      description: 'One row per application: its breakers on all of its instances, and the requests that it answers.',
      unit: 'none',
      noData: noRecording,
      width: 14,
      height: 8,
    },
    { application: applicationKey },
    [
      { expression: sum('application', refusing), legend: 'Open', config: openCount },
      { expression: sum('application', breakers()), legend: 'Breakers', config: count },
      { expression: ofApplication(applications.instances), legend: 'Instances', config: count },
      { expression: ofApplication(applications.requests), legend: 'Requests', config: cell(['unit', 'reqps']) },
      { expression: ofApplication(applications.errorShare), legend: 'Errors', config: errorCell },
      { expression: ofApplication(latencies.requestsP99), legend: 'p99', config: seconds },
    ],
    ['Open', 'Errors']
  ),
];

const dependencies = [
  table(
    {
      id: 10,
      title: 'Worst dependencies now',
      description:
        'The 50 dependencies whose breakers are furthest from closed, then those with most errors. Open on one instance only ' +
        'points to that instance, on all of them to the target.',
      unit: 'none',
      noData: noRecording,
      width: 24,
      height: 9,
    },
    { application: applicationKey, target: targetKey },
    [
      {
        expression: ofWorst(onEdge(targets.worstState)),
        legend: 'State',
        config: cell(['mappings', stateMappings()], coloured),
      },
      { expression: ofWorst(sum(edge, refusing)), legend: 'Open on', config: openCount },
      { expression: ofWorst(sum(edge, breakers())), legend: 'of instances', config: count },
      { expression: ofWorst(onEdge(targets.errorShare)), legend: 'Errors', config: errorCell },
      {
        expression: ofWorst(onEdge(targets.notPermitted)),
        legend: 'Rejected by breaker',
        config: cell(['unit', 'reqps'], thresholds(levels('transparent', [0.001, colour.wrong])), coloured),
      },
      { expression: ofWorst(onEdge(targets.calls)), legend: 'Calls', config: cell(['unit', 'reqps']) },
      {
        expression: ofWorst(onEdge(targets.amplification)),
        legend: 'Amplification',
        config: cell(['decimals', 2], thresholds(limited(limits.amplification)), coloured),
      },
      { expression: ofWorst(onEdge(latencies.callsP99)), legend: 'p99', config: seconds },
    ],
    ['State', 'Errors']
  ),
  stateTimeline(
    {
      id: 11,
      title: 'Not closed',
      description:
        'Dependencies of which a breaker was not closed, by the state furthest from closed on any instance; empty while all ' +
        'are closed. What happens between two scrapes is in the transitions below.',
      unit: 'none',
      noData: 'All breakers were closed all the time',
      width: 24,
      height: 9,
    },
    { expression: highest(`${onEdge(targets.worstState)} > 0`), legend: edgeLegend }
  ),
];

const reactions = [
  bars(
    {
      id: 12,
      title: 'Transitions',
      description:
        'Changes of state a minute by the state entered, counted by the breakers themselves and so complete however short the ' +
        'state.',
      unit: 'opm',
      noData: noRecording,
      width: 6,
      height: 8,
    },
    transitionColours,
    { expression: `60 * ${sum('to', onEdge(targets.transitions))}`, legend: '{{to}}' }
  ).decimals(1),
  stacked(
    {
      id: 26,
      title: 'Calls by outcome',
      description: 'Calls between the services as their callers saw them, with all their attempts.',
      unit: 'reqps',
      noData: noCall,
      width: 6,
      height: 8,
    },
    outcomeColours,
    { expression: sum('outcome', onEdge(targets.callsByOutcome)), legend: '{{outcome}}' }
  ),
  stacked(
    {
      id: 13,
      title: 'Refused, by reason',
      description: 'Calls refused without an attempt, and retries that the budget refused: the load that the targets are spared.',
      unit: 'reqps',
      noData: noCall,
      width: 6,
      height: 8,
    },
    {},
    { expression: sum('reason', onEdge(targets.rejectedByReason)), legend: '{{reason}}' }
  ),
  withLimit(
    timeSeries(
      {
        id: 27,
        title: 'Retry amplification',
        description: `Attempts for each call, of the 20 dependencies with most. Dashed: ${limits.amplification.wrong}, the alert's limit.`,
        unit: 'none',
        noData: noCall,
        width: 6,
        height: 8,
      },
      { expression: highest(onEdge(targets.amplification)), legend: edgeLegend }
    ),
    limits.amplification.wrong
  ).decimals(2),
];

const traffic = [
  timeSeries(
    {
      id: 15,
      title: 'Requests by application',
      description: 'Requests answered, without those to the actuator; the 20 applications with most.',
      unit: 'reqps',
      noData: noRequest,
      width: 8,
      height: 8,
    },
    { expression: highest(ofApplication(applications.requests)), legend: applicationLegend }
  ),
  withLimit(
    timeSeries(
      {
        id: 16,
        title: 'Error share by application',
        description: `Share of the requests that were answered with 5xx; the 20 highest. Dashed: ${percent(limits.errorShare.wrong)}.`,
        unit: 'percentunit',
        noData: noRequest,
        width: 8,
        height: 8,
      },
      { expression: highest(ofApplication(applications.errorShare)), legend: applicationLegend }
    ),
    limits.errorShare.wrong
  ),
  timeSeries(
    {
      id: 17,
      title: 'p99 by application',
      description: 'The time that 99 of 100 requests stayed under, over all instances; the 20 slowest.',
      unit: 's',
      noData: noRequest,
      width: 8,
      height: 8,
    },
    { expression: highest(ofApplication(latencies.requestsP99)), legend: applicationLegend }
  ),
  timeSeries(
    {
      id: 18,
      title: 'Calls by dependency',
      description: 'Calls as the callers saw them; the 20 dependencies with most.',
      unit: 'reqps',
      noData: noCall,
      width: 8,
      height: 8,
    },
    { expression: highest(onEdge(targets.calls)), legend: edgeLegend }
  ),
  withLimit(
    timeSeries(
      {
        id: 19,
        title: 'Error share by dependency',
        description:
          'Share of the calls that failed or were refused, without those that got a fallback; the 20 highest. ' +
          `Dashed: ${percent(limits.errorShare.wrong)}.`,
        unit: 'percentunit',
        noData: noCall,
        width: 8,
        height: 8,
      },
      { expression: highest(onEdge(targets.errorShare)), legend: edgeLegend }
    ),
    limits.errorShare.wrong
  ),
  withLimit(
    timeSeries(
      {
        id: 20,
        title: 'p99 by dependency',
        description: `The time that 99 of 100 calls stayed under, with all their attempts; the 20 slowest. Dashed: ${limits.p99.wrong} s.`,
        unit: 's',
        noData: noCall,
        width: 8,
        height: 8,
      },
      { expression: highest(onEdge(latencies.callsP99)), legend: edgeLegend }
    ),
    limits.p99.wrong
  ),
];

export const fleet = (): Dashboard =>
  board({
    uid: uid.fleet,
    title: 'Fleet',
    description: 'Is anything wrong in the fleet, and which dependency of which service?',
    variables: fleetVariables,
    rows: [
      { title: 'Is anything wrong?', panels: [...anythingWrong, ...overview] },
      { title: 'Dependencies', panels: [...dependencies, ...reactions] },
      { title: 'Traffic', panels: traffic },
    ],
  });
