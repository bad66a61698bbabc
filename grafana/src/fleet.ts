import { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { notAnswering } from './answering';
import { board } from './board';
import { limits, percent, uid } from './config';
import { applicationKey, applicationToService, runbookLink, seriesToService, targetKey } from './links';
import {
  alertMappings,
  anyIsToWatch,
  anyIsWrong,
  colour,
  halfOpen,
  levels,
  limited,
  outcomeColours,
  plain,
  runbookMapping,
} from './palette';
import {
  cell,
  coloured,
  neutral,
  stacked,
  stat,
  stateCell,
  stateTimeline,
  table,
  thresholds,
  timeSeries,
  transitions,
  trend,
  withLimit,
} from './panels';
import { max, series, share, sum } from './promql';
import { applications, control, discovery, latencies, outbox, Recording, targets } from './recording';
import { fleetVariables } from './variables';

const noRecording = 'No recorded data';
const noRules = 'No data: does Prometheus load the recording rules?';
const noCall = 'No call in this time';
const noRequest = 'No request in this time';

/** Recorded series only, but for `up` and `ALERTS`: the dashboard costs the same however many the instances are. */
const onEdge = ({ record }: Recording, ...selectors: string[]) =>
  series(record, 'application=~"$application"', 'target=~"$target"', ...selectors);
const ofApplication = ({ record }: Recording) => series(record, 'application=~"$application"');

const edge = 'application, target';
const edgeLegend = '{{application}} → {{target}}';
const applicationLegend = '{{application}}';

const breakers = (...selectors: string[]) => onEdge(targets.breakersByState, ...selectors);
const rejecting = breakers('state=~"open|forced_open"');
const instances = (...selectors: string[]) => onEdge(discovery.instancesByState, ...selectors);
const up = series('up', 'job=~"$job"');

/** What is shown of each of a thousand dependencies: the highest at each moment. */
const highest = (expression: string) => `topk(20, ${expression})`;

const severity = onEdge(targets.severity);
/** By itself or by hand, but not off: bounded, so that a fleet of thousands does not fill the browser. */
const broken = `${severity} >= ${halfOpen}`;
const openShare = `${sum(edge, rejecting)} / ${sum(edge, breakers())}`;
const errors = (whole: string) => `(${onEdge(targets.errorShare)} or 0 * ${whole})`;

/** Those open on the largest share of the instances first. */
const mostBroken = `topk(50, ${openShare} + ${errors(severity)} and on (${edge}) (${broken}))`;
const ofBroken = (expression: string) => `(${expression}) and on (${edge}) ${mostBroken}`;

/** By severity of the state first and error share second. */
const worst = `topk(50, ${severity} + ${errors(severity)})`;
const ofWorst = (expression: string) => `${expression} and on (${edge}) ${worst}`;

const count = cell(['unit', 'none'], ['decimals', 0]);
const openCount = [...count, ...cell(thresholds(anyIsWrong), coloured)];
const seconds = cell(['unit', 's']);
const errorCell = cell(['unit', 'percentunit'], thresholds(limited(limits.errorShare)), coloured);
const rejectedCell = cell(['unit', 'reqps'], thresholds(levels(plain, [0.001, colour.wrong])), coloured);
const clock = cell(['unit', 'dateTimeAsIsoNoDateIfToday'], ['custom.width', 150]);

const applicationErrors = max('application', ofApplication(applications.errorShare));

const whatIsBroken = [
  table(
    {
      id: 28,
      title: 'Broken now',
      description:
        'The dependencies with a circuit breaker that is open or half-open, those open on most instances first. Open on one ' +
        'instance only points to that instance of the caller, on all of them to the target. "Failed" and "Slow" are what the ' +
        'breaker saw when it opened; "5xx" is what the users of the application get.',
      unit: 'none',
      noData: 'No circuit breaker is open',
      width: 24,
      height: 6,
    },
    { application: applicationKey, target: targetKey },
    [
      { expression: ofBroken(severity), legend: 'State', config: stateCell },
      { expression: ofBroken(sum(edge, rejecting)), legend: 'Open on', config: openCount },
      { expression: ofBroken(sum(edge, breakers())), legend: 'of instances', config: count },
      { expression: ofBroken(`1000 * ${onEdge(targets.openedAt)}`), legend: 'Since', config: clock },
      { expression: ofBroken(onEdge(targets.failureRate)), legend: 'Failed', config: cell(['unit', 'percent'], ['decimals', 0]) },
      { expression: ofBroken(onEdge(targets.slowCallRate)), legend: 'Slow', config: cell(['unit', 'percent'], ['decimals', 0]) },
      { expression: ofBroken(onEdge(targets.notPermitted)), legend: 'Rejected', config: rejectedCell },
      {
        expression: ofBroken(`0 * ${severity} + on (application) group_left () ${applicationErrors}`),
        legend: '5xx',
        config: errorCell,
      },
      {
        expression: ofBroken(`0 * ${severity}`),
        legend: 'What to do',
        config: cell(['mappings', runbookMapping], runbookLink('ResilienceBreakerOpen')),
      },
    ],
    ['Open on', 'State']
  ),
];

const anythingWrong = [
  stat(
    {
      id: 1,
      title: 'Breakers open',
      description: 'Circuit breakers that reject calls now, tripped or forced open, out of all breakers of all instances.',
      unit: 'none',
      noData: noRecording,
      width: 4,
      height: 3,
    },
    { expression: sum('', rejecting), legend: 'open' },
    { expression: sum('', breakers()), legend: 'of' }
  )
    .thresholds(anyIsWrong)
    .overrideByName('of', neutral),
  stat(
    {
      id: 2,
      title: 'Half-open',
      description: 'Circuit breakers that let a few probes through to find out whether their target has recovered.',
      unit: 'none',
      noData: noRecording,
      width: 4,
      height: 3,
    },
    { expression: sum('', breakers('state="half_open"')), legend: 'half-open' }
  ).thresholds(anyIsToWatch),
  stat(
    {
      id: 3,
      title: 'Held by hand',
      description: 'Circuit breakers that somebody has forced open, disabled or set to metrics only: none of them protects now.',
      unit: 'none',
      noData: noRecording,
      width: 4,
      height: 3,
    },
    { expression: sum('', breakers('state=~"forced_open|disabled|metrics_only"')), legend: 'held' }
  ).thresholds(levels(plain, [1, colour.byHand])),
  notAnswering(4, up, 3),
  stat(
    {
      id: 22,
      title: 'Ejected',
      description: 'Share of the instances that their callers have ejected, each instance counted once for each caller.',
      unit: 'percentunit',
      noData: noRecording,
      width: 4,
      height: 3,
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
      width: 4,
      height: 3,
    },
    { expression: max('', onEdge(discovery.listAge)), legend: 'age' }
  ).thresholds(limited(limits.listAge)),
  trend(
    {
      id: 5,
      title: 'Requests',
      description: 'Requests to all services, without those to the actuator.',
      unit: 'reqps',
      noData: noRequest,
      width: 6,
      height: 3,
    },
    { expression: sum('', ofApplication(applications.requests)), legend: 'requests' }
  ),
  trend(
    {
      id: 6,
      title: 'Errors',
      description: 'Share of the requests to all services that got a response of 5xx.',
      unit: 'percentunit',
      noData: noRequest,
      width: 6,
      height: 3,
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
      width: 6,
      height: 3,
    },
    { expression: max('', ofApplication(latencies.requestsP99)), legend: 'p99' },
    limited(limits.p99)
  ),
  trend(
    {
      id: 24,
      title: 'Amplification',
      description: 'Attempts for each call between the services: what retries add to the load.',
      unit: 'none',
      noData: noCall,
      width: 6,
      height: 3,
    },
    {
      expression: `${sum('', onEdge(targets.attempts))} / (${sum('', onEdge(targets.calls))} > 0)`,
      legend: 'attempts by calls',
    },
    limited(limits.amplification)
  ).decimals(2),
];

const alerts = (...selectors: string[]) =>
  series('ALERTS', 'alertname=~"Resilience.+"', 'application=~"$application"', ...selectors);
const severities: [severity: string, rank: number][] = [
  ['critical', 3],
  ['warning', 2],
  ['info', 1],
];
/** What fires is above all that is only about to. */
const ranked = (severity: string, rank: number) =>
  `0 * ${alerts(`severity="${severity}"`, 'alertstate="firing"')} + ${rank + 3}` +
  ` or 0 * ${alerts(`severity="${severity}"`, 'alertstate="pending"')} + ${rank}`;
/** The heading says already what all of the names begin with. */
const shortName = (expression: string) => `label_replace(${expression}, "alertname", "$1", "alertname", "Resilience(.+)")`;

const overview = [
  table(
    {
      id: 25,
      title: 'Alerts',
      description: 'What fires, then what is about to, the most severe first. Each name leads to its section of the runbook.',
      unit: 'none',
      noData: 'No alert',
      width: 12,
      height: 7,
    },
    {
      alertname: { heading: 'Resilience…', width: 218, link: { title: 'Runbook', url: '${runbook}#Resilience${__value.raw}' } },
      application: applicationKey,
      target: targetKey,
    },
    [
      {
        expression: shortName(severities.map(([severity, value]) => ranked(severity, value)).join(' or ')),
        legend: 'Severity',
        config: cell(['mappings', alertMappings], thresholds(levels(plain)), coloured),
      },
    ],
    ['Severity']
  ),
  table(
    {
      id: 8,
      title: 'Applications',
      description: 'One row per application: its circuit breakers on all of its instances, and the requests to it.',
      unit: 'none',
      noData: noRules,
      width: 12,
      height: 7,
    },
    { application: applicationKey },
    [
      { expression: sum('application', rejecting), legend: 'Open', config: openCount },
      { expression: ofApplication(applications.instances), legend: 'Instances', config: count },
      { expression: ofApplication(applications.requests), legend: 'Requests', config: cell(['unit', 'reqps'], ['custom.width', 95]) },
      { expression: ofApplication(applications.errorShare), legend: 'Errors', config: errorCell },
      { expression: ofApplication(latencies.requestsP99), legend: 'p99', config: seconds },
    ],
    ['Open', 'Errors']
  ),
];

const dependencies = [
  stateTimeline(
    {
      id: 11,
      title: 'Not closed',
      description:
        'Dependencies of which a circuit breaker was not closed, by the most urgent state on any instance; empty ' +
        'while all are closed. What happens between two scrapes is in the transitions below.',
      unit: 'none',
      noData: 'No circuit breaker has left the state closed',
      width: 24,
      height: 7,
    },
    'severity',
    { expression: highest(`${severity} > 0`), legend: edgeLegend },
    'closed'
  ).overrideByRegexp('.+', cell(seriesToService)),
  table(
    {
      id: 10,
      title: 'Worst dependencies now',
      description:
        'The 50 dependencies with the most urgent states, then with most errors: forced open, open, half-open, and below them ' +
        'what is disabled, only measures or is closed. Open on one instance only points to that instance, on all of them to ' +
        'the target.',
      unit: 'none',
      noData: noRules,
      width: 24,
      height: 8,
    },
    { application: applicationKey, target: targetKey },
    [
      { expression: ofWorst(severity), legend: 'State', config: stateCell },
      { expression: ofWorst(sum(edge, rejecting)), legend: 'Open on', config: openCount },
      { expression: ofWorst(sum(edge, breakers())), legend: 'of instances', config: count },
      { expression: ofWorst(onEdge(targets.errorShare)), legend: 'Errors', config: errorCell },
      { expression: ofWorst(onEdge(targets.notPermitted)), legend: 'Rejected by breaker', config: rejectedCell },
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
];

const reactions = [
  transitions(
    {
      id: 12,
      title: 'Transitions a minute',
      description:
        'Changes of state by the state entered, counted by the circuit breakers themselves and so complete however short the ' +
        'state.',
      unit: 'none',
      noData: 'No circuit breaker has changed its state in this time',
      width: 6,
      height: 8,
    },
    `60 * ${sum('to', onEdge(targets.transitions))} > 0`
  ),
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
    { expression: `${sum('outcome', onEdge(targets.callsByOutcome))} > 0`, legend: '{{outcome}}' }
  ),
  stacked(
    {
      id: 13,
      title: 'Rejected calls, by reason',
      description: 'Calls rejected without an attempt, by circuit breaker, bulkhead, deadline or limit: load that the targets are spared.',
      unit: 'reqps',
      noData: 'No call was rejected in this time',
      width: 6,
      height: 8,
    },
    {},
    { expression: `${sum('reason', onEdge(targets.rejectedByReason, 'reason!="budget"'))} > 0`, legend: '{{reason}}' }
  ),
  timeSeries(
    {
      id: 29,
      title: 'Rejected retries',
      description: 'Retries that the budget rejected, of the 20 dependencies with most. The calls themselves had their first attempt.',
      unit: 'reqps',
      noData: 'No retry was rejected in this time',
      width: 6,
      height: 8,
    },
    { expression: highest(`${sum(edge, onEdge(targets.rejectedByReason, 'reason="budget"'))} > 0`), legend: edgeLegend }
  ).overrideByRegexp('.+', cell(seriesToService)),
  withLimit(
    timeSeries(
      {
        id: 27,
        title: 'Amplification by hop',
        description: `Attempts for each call, of the 20 dependencies with most. Dashed: ${limits.amplification.wrong}, the limit of the alert.`,
        unit: 'none',
        noData: noCall,
        width: 8,
        height: 8,
      },
      { expression: highest(onEdge(targets.amplification)), legend: edgeLegend }
    ),
    limits.amplification.wrong
  )
    .decimals(2)
    .overrideByRegexp('.+', cell(seriesToService)),
  withLimit(
    timeSeries(
      {
        id: 31,
        title: 'Amplification along the path',
        description:
          'Attempts that a call at the head of a chain comes to on the hop named: its own amplification times that of up to two ' +
          `hops before it, averaged by calls. The 20 highest. Dashed: ${limits.amplification.wrong}.`,
        unit: 'none',
        noData: noCall,
        width: 8,
        height: 8,
      },
      { expression: highest(onEdge(targets.pathOfThree)), legend: edgeLegend }
    ),
    limits.amplification.wrong
  )
    .decimals(2)
    .overrideByRegexp('.+', cell(seriesToService)),
  withLimit(
    timeSeries(
      {
        id: 32,
        title: 'Deadline spent per hop',
        description:
          `p99 of the calls of each hop as a share of ${limits.deadline} s, which a request may take with everything that it calls ` +
          '(resilience.deadline.default-timeout). What a hop has more than the next one on its path, it spends itself. The 20 highest.',
        unit: 'percentunit',
        noData: noCall,
        width: 8,
        height: 8,
      },
      { expression: highest(`${onEdge(latencies.callsP99)} / ${limits.deadline}`), legend: edgeLegend }
    ),
    1
  ).overrideByRegexp('.+', cell(seriesToService)),
];

const traffic = [
  timeSeries(
    {
      id: 15,
      title: 'Requests by application',
      description: 'Requests, without those to the actuator; the 20 applications with most.',
      unit: 'reqps',
      noData: noRequest,
      width: 8,
      height: 8,
    },
    { expression: highest(ofApplication(applications.requests)), legend: applicationLegend }
  ).overrideByRegexp('.+', cell(applicationToService)),
  withLimit(
    timeSeries(
      {
        id: 16,
        title: 'Error share by application',
        description: `Share of the requests that got a response of 5xx; the 20 highest. Dashed: ${percent(limits.errorShare.wrong)}.`,
        unit: 'percentunit',
        noData: noRequest,
        width: 8,
        height: 8,
      },
      { expression: highest(ofApplication(applications.errorShare)), legend: applicationLegend }
    ),
    limits.errorShare.wrong
  ).overrideByRegexp('.+', cell(applicationToService)),
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
  ).overrideByRegexp('.+', cell(applicationToService)),
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
  ).overrideByRegexp('.+', cell(seriesToService)),
  withLimit(
    timeSeries(
      {
        id: 19,
        title: 'Error share by dependency',
        description:
          'Share of the calls that failed or were rejected, without those that got a fallback; the 20 highest. ' +
          `Dashed: ${percent(limits.errorShare.wrong)}.`,
        unit: 'percentunit',
        noData: noCall,
        width: 8,
        height: 8,
      },
      { expression: highest(onEdge(targets.errorShare)), legend: edgeLegend }
    ),
    limits.errorShare.wrong
  ).overrideByRegexp('.+', cell(seriesToService)),
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
  ).overrideByRegexp('.+', cell(seriesToService)),
];

const overridesIn = (state: string) => series(control.byState.record, 'application=~"$application"', `state="${state}"`);
const byHandCell = cell(['unit', 'none'], ['decimals', 0], thresholds(levels(plain, [1, colour.byHand])), coloured);
const noOverrides = 'No instance has resilience.control.enabled';

const overrides = [
  table(
    {
      id: 30,
      title: 'Overrides',
      description:
        'One row per application with resilience.control.enabled. "Agree" is the largest number of instances that obey the same ' +
        'overrides; fewer than all while one is on its way, or is only for a share of them. The other numbers are the highest of ' +
        'any instance. ./fleet override watch names the instances that differ.',
      unit: 'none',
      noData: noOverrides,
      width: 14,
      height: 7,
    },
    { application: applicationKey },
    [
      { expression: ofApplication(control.agreeing), legend: 'Agree', config: count },
      { expression: ofApplication(control.instances), legend: 'of instances', config: count },
      { expression: overridesIn('applied'), legend: 'Applied', config: byHandCell },
      { expression: overridesIn('rejected'), legend: 'Rejected', config: openCount },
      { expression: overridesIn('superseded'), legend: 'Superseded', config: count },
      { expression: ofApplication(control.expiring), legend: 'End in 1 min', config: count },
      {
        expression: ofApplication(control.sourceAge),
        legend: 'Read',
        config: cell(['unit', 's'], ['decimals', 0], thresholds(limited(limits.listAge)), coloured),
      },
    ],
    ['Applied', 'Rejected']
  ),
  timeSeries(
    {
      id: 33,
      title: 'Overrides in force',
      description: 'Overrides that an application obeys, on the instance with most; the 20 applications with most.',
      unit: 'none',
      noData: noOverrides,
      width: 10,
      height: 7,
    },
    { expression: highest(overridesIn('applied')), legend: applicationLegend }
  )
    .decimals(0)
    .overrideByRegexp('.+', cell(applicationToService)),
];

const noOutbox = 'No message yet: resilience-outbox is not used';
const messages = (state: string) => onEdge(outbox.messages, `state="${state}"`);
const rateCell = cell(['unit', 'cps']);
const anyWrongRate = cell(['unit', 'cps'], thresholds(levels(plain, [0.001, colour.wrong])), coloured);
const storedAs = (outcome: string) => sum(edge, onEdge(outbox.stored, `outcome=~"${outcome}"`));
const sentAs = (outcome: string) => sum(edge, onEdge(outbox.sent, `outcome=~"${outcome}"`));

const waiting = [
  table(
    {
      id: 34,
      title: 'Commands that wait',
      description:
        'Messages in the outbox of each application by target, those with the oldest message first. "Failed" are attempts that ' +
        'are repeated; "Dropped" are messages that were rejected, dropped or expired. A dead letter waits for somebody to requeue or discard it.',
      unit: 'none',
      noData: noOutbox,
      width: 24,
      height: 5,
    },
    { application: applicationKey, target: targetKey },
    [
      { expression: messages('waiting'), legend: 'Waiting', config: count },
      {
        expression: onEdge(outbox.oldest),
        legend: 'Oldest',
        config: cell(['unit', 's'], ['decimals', 0], thresholds(limited(limits.waiting)), coloured),
      },
      { expression: storedAs('stored'), legend: 'Stored', config: rateCell },
      { expression: sentAs('delivered'), legend: 'Sent', config: rateCell },
      { expression: sentAs('failed'), legend: 'Failed', config: rateCell },
      { expression: `${storedAs('rejected|dropped')} + ${sentAs('dropped|expired')}`, legend: 'Dropped', config: anyWrongRate },
      { expression: messages('dead'), legend: 'Dead', config: openCount },
      {
        expression: `0 * ${messages('dead')}`,
        legend: 'What to do',
        config: cell(['mappings', runbookMapping], runbookLink('ResilienceMessagesWaiting')),
      },
    ],
    ['Oldest', 'Dead']
  ),
  timeSeries(
    {
      id: 35,
      title: 'Waiting messages',
      description: 'Messages in the outbox that have not been sent; the 20 dependencies with most.',
      unit: 'none',
      noData: noOutbox,
      width: 8,
      height: 7,
    },
    { expression: highest(messages('waiting')), legend: edgeLegend }
  )
    .decimals(0)
    .overrideByRegexp('.+', cell(seriesToService)),
  withLimit(
    timeSeries(
      {
        id: 36,
        title: 'Age of the oldest',
        description: `Time since the oldest waiting message was stored; the 20 highest. Dashed: ${limits.waiting.wrong} s, the limit of the alert.`,
        unit: 's',
        noData: noOutbox,
        width: 8,
        height: 7,
      },
      { expression: highest(onEdge(outbox.oldest)), legend: edgeLegend }
    ),
    limits.waiting.wrong
  ).overrideByRegexp('.+', cell(seriesToService)),
  timeSeries(
    {
      id: 37,
      title: 'Stored and sent',
      description: 'Messages stored and messages delivered, of all dependencies chosen. More stored than sent: the backlog grows.',
      unit: 'cps',
      noData: noOutbox,
      width: 8,
      height: 7,
    },
    { expression: sum('', onEdge(outbox.stored, 'outcome="stored"')), legend: 'stored' },
    { expression: sum('', onEdge(outbox.sent, 'outcome="delivered"')), legend: 'sent' }
  ),
];

export const fleet = (): Dashboard =>
  board({
    uid: uid.fleet,
    title: 'Fleet',
    description: 'What is broken, since when, who suffers, and what is there to do?',
    variables: fleetVariables,
    rows: [
      { title: 'What is broken?', panels: [...whatIsBroken, ...anythingWrong, ...overview] },
      { title: 'Dependencies', panels: [...dependencies, ...reactions] },
      { title: 'Waiting', panels: waiting },
      { title: 'Overrides', panels: overrides },
      { title: 'Traffic', panels: traffic },
    ],
  });
