import {
  BigValueColorMode,
  GraphThresholdsStyleConfigBuilder,
  GraphTresholdsStyleMode,
} from '@grafana/grafana-foundation-sdk/common';
import {
  AnnotationQueryBuilder,
  Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DynamicConfigValue,
  FieldColorModeId,
  RowBuilder,
  ThresholdsConfigBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { colour, levels, stateMappings, states } from './palette';
import { bars, byThreshold, fleetUid, stat, stateTimeline, table, timeSeries, trend } from './panels';
import { breakers, clientCalls, instances, requests, retries } from './queries';
import { datasource, variables } from './variables';

const anyIsWrong = levels(colour.fine, [1, colour.wrong]);
const errorShare = levels(colour.fine, [0.01, colour.watch], [0.05, colour.wrong]);
const dashed = new GraphThresholdsStyleConfigBuilder().mode(GraphTresholdsStyleMode.Dashed);

const noBreaker = 'No breaker is known yet';
const noRequest = 'No request in this time';
const noCall = 'No call in this time';

const cell = (...properties: [id: string, value: unknown][]): DynamicConfigValue[] =>
  properties.map(([id, value]) => ({ id, value }));
const thresholds = (builder: ThresholdsConfigBuilder): [string, unknown] => ['thresholds', builder.build()];
const coloured: [string, unknown] = ['custom.displayMode', 'color-background-solid'];

/** A figure that is neither good nor bad, beside one that is. */
const neutral = cell(['color', { mode: FieldColorModeId.Fixed, fixedColor: 'transparent' }]);

const anythingWrong = [
  stat(
    {
      id: 1,
      title: 'Breakers open',
      description: 'Breakers that refuse calls now, tripped or forced open, out of all breakers of all instances.',
      unit: 'none',
      noData: noBreaker,
      width: 5,
      height: 4,
    },
    { expression: breakers.open(), legend: 'open' },
    { expression: breakers.all(), legend: 'of' }
  )
    .thresholds(anyIsWrong)
    .overrideByName('of', neutral),
  stat(
    {
      id: 2,
      title: 'Half-open',
      description: 'Breakers that let a few probes through to find out whether their target has recovered.',
      unit: 'none',
      noData: noBreaker,
      width: 3,
      height: 4,
    },
    { expression: breakers.halfOpen(), legend: 'half-open' }
  ).thresholds(levels(colour.fine, [1, colour.watch])),
  stat(
    {
      id: 3,
      title: 'Held by hand',
      description: 'Breakers that somebody has forced open, disabled or set to metrics only: none of them protects now.',
      unit: 'none',
      noData: noBreaker,
      width: 3,
      height: 4,
    },
    { expression: breakers.heldByHand, legend: 'held' }
  ).thresholds(levels(colour.fine, [1, colour.byHand])),
  stat(
    {
      id: 4,
      title: 'Instances not answering',
      description:
        'Instances that Consul still lists and Prometheus cannot scrape, out of all that Consul lists. One that has been ' +
        'deregistered is in neither figure.',
      unit: 'none',
      noData: 'No instance is registered',
      width: 4,
      height: 4,
    },
    { expression: instances.down, legend: 'down' },
    { expression: instances.all, legend: 'of' }
  )
    .thresholds(anyIsWrong)
    .overrideByName('of', neutral),
  trend(
    {
      id: 5,
      title: 'Requests',
      description: 'Requests that all services have answered, without those to the actuator.',
      unit: 'reqps',
      noData: noRequest,
      width: 3,
      height: 4,
    },
    { expression: requests.rate(''), legend: 'requests' }
  ),
  trend(
    {
      id: 6,
      title: 'Errors',
      description: 'Share of the requests to all services that were answered with 5xx.',
      unit: 'percentunit',
      noData: noRequest,
      width: 3,
      height: 4,
    },
    { expression: requests.errorShare(''), legend: 'errors' }
  )
    .colorMode(BigValueColorMode.Background)
    .colorScheme(byThreshold)
    .thresholds(errorShare),
  trend(
    {
      id: 7,
      title: 'p99',
      description: 'The time that 99 of 100 requests to all services stayed under, within the width of a histogram bucket.',
      unit: 's',
      noData: noRequest,
      width: 3,
      height: 4,
    },
    { expression: requests.p99(''), legend: 'p99' }
  ),
];

const count = cell(['unit', 'none'], ['decimals', 0]);
const openCount = [...count, ...cell(thresholds(anyIsWrong), coloured)];
const share = cell(['unit', 'percentunit'], thresholds(errorShare), coloured);

/** In per cent, and -1 while there are too few calls to tell. The breaker itself opens at 50 unless told otherwise. */
const windowRate = cell(
  ['unit', 'percent'],
  ['decimals', 0],
  ['mappings', [{ type: 'value', options: { '-1': { text: 'too few calls', color: 'transparent' } } }]],
  thresholds(levels(colour.fine, [10, colour.watch], [50, colour.wrong])),
  coloured
);

const applications = [
  table(
    {
      id: 8,
      title: 'Applications',
      description: 'One row per application: its breakers on all of its instances, and the requests that it answers.',
      unit: 'none',
      noData: 'No application is scraped',
      width: 14,
      height: 8,
    },
    { application: 'Application' },
    [
      { expression: breakers.open('application'), legend: 'Open', config: openCount },
      { expression: breakers.halfOpen('application'), legend: 'Half-open', config: count },
      { expression: breakers.all('application'), legend: 'Breakers', config: count },
      { expression: instances.by('application'), legend: 'Instances', config: count },
      { expression: requests.rate('application'), legend: 'Requests', config: cell(['unit', 'reqps']) },
      { expression: requests.errorShare('application'), legend: 'Errors', config: share },
      { expression: requests.p99('application'), legend: 'p99', config: cell(['unit', 's']) },
    ],
    ['Open', 'Errors']
  ),
  timeSeries(
    {
      id: 9,
      title: 'Open breakers by application',
      description: 'How many breakers of each application refused calls, over time.',
      unit: 'none',
      noData: noBreaker,
      width: 10,
      height: 8,
    },
    { expression: breakers.open('application'), legend: '{{application}}' }
  ).decimals(0),
];

const breakerPanels = [
  table(
    {
      id: 10,
      title: 'Worst breakers now',
      description:
        'The 50 breakers that are furthest from closed, then those with the highest failure rate in their window. ' +
        'A breaker that is open on one instance only points to that instance, on all of them to the target.',
      unit: 'none',
      noData: noBreaker,
      width: 24,
      height: 9,
    },
    { application: 'Application', instance: 'Instance', name: 'Breaker' },
    [
      {
        expression: breakers.worst.stateCode,
        legend: 'State',
        config: cell(['mappings', stateMappings()], coloured),
      },
      { expression: breakers.worst.failureRate, legend: 'Failure rate', config: windowRate },
      { expression: breakers.worst.slowCallRate, legend: 'Slow call rate', config: windowRate },
      {
        expression: breakers.worst.rejections,
        legend: 'Rejected',
        config: cell(['unit', 'reqps'], thresholds(levels('transparent', [0.001, colour.wrong])), coloured),
      },
    ],
    ['State', 'Failure rate']
  ),
  stateTimeline(
    {
      id: 11,
      title: 'State of each breaker',
      description:
        'State at each scrape, per breaker and instance. What happens between two scrapes is in the transitions below; ' +
        'a gap is an instance that was not scraped.',
      unit: 'none',
      noData: noBreaker,
      width: 24,
      height: 10,
    },
    { expression: breakers.stateCode, legend: '{{instance}} → {{name}}' }
  ).mappings(stateMappings()),
];

const transitions = bars(
  {
    id: 12,
    title: 'Transitions',
    description:
      'Changes of state by the state entered, counted by the breakers themselves and so complete however short the state. ' +
      'Extrapolated to the window, hence not always whole.',
    unit: 'none',
    noData: 'No breaker has changed state in this time',
    width: 8,
    height: 8,
  },
  { expression: breakers.transitionsTo, legend: '{{to}}' }
).decimals(1);
states.forEach((state) =>
  transitions.overrideByName(
    state.tag,
    cell(['displayName', `to ${state.label}`], ['color', { mode: FieldColorModeId.Fixed, fixedColor: state.colour }])
  )
);

const reactions = [
  transitions,
  timeSeries(
    {
      id: 13,
      title: 'Calls rejected by breakers',
      description: 'Calls refused without an attempt, by application and breaker: the load that the target is spared.',
      unit: 'reqps',
      noData: noBreaker,
      width: 8,
      height: 8,
    },
    { expression: breakers.rejections, legend: '{{application}} → {{name}}' }
  ),
  timeSeries(
    {
      id: 14,
      title: 'Failure rate inside the breakers',
      description:
        'Share of failed calls in the window of the worst instance, as its breaker sees it; a gap while it has seen too ' +
        'few calls to tell. Dashed: 50 %, at which a breaker opens unless told otherwise.',
      unit: 'percent',
      noData: 'Too few calls to tell',
      width: 8,
      height: 8,
    },
    { expression: breakers.failureRate, legend: '{{application}} → {{name}}' }
  )
    .max(100)
    .thresholds(levels('transparent', [50, colour.wrong]))
    .thresholdsStyle(dashed),
];

const errorLines = levels('transparent', [0.05, colour.wrong]);

const inbound = [
  timeSeries(
    {
      id: 15,
      title: 'Requests by application',
      description: 'Requests answered, without those to the actuator.',
      unit: 'reqps',
      noData: noRequest,
      width: 8,
      height: 8,
    },
    { expression: requests.rate('application'), legend: '{{application}}' }
  ),
  timeSeries(
    {
      id: 16,
      title: 'Error share by application',
      description: 'Share of the requests that were answered with 5xx. Dashed: 5 %.',
      unit: 'percentunit',
      noData: noRequest,
      width: 8,
      height: 8,
    },
    { expression: requests.errorShare('application'), legend: '{{application}}' }
  )
    .thresholds(errorLines)
    .thresholdsStyle(dashed),
  timeSeries(
    {
      id: 17,
      title: 'p99 by application',
      description: 'The time that 99 of 100 requests stayed under, over all instances, within the width of a bucket.',
      unit: 's',
      noData: noRequest,
      width: 8,
      height: 8,
    },
    { expression: requests.p99('application'), legend: '{{application}}' }
  ),
];

const byTarget = 'application, client_name';
const toTarget = '{{application}} → {{client_name}}';

const outbound = [
  timeSeries(
    {
      id: 18,
      title: 'Calls by target',
      description: 'HTTP calls that each application made, by target, as it saw them.',
      unit: 'reqps',
      noData: noCall,
      width: 6,
      height: 8,
    },
    { expression: clientCalls.rate(byTarget), legend: toTarget }
  ),
  timeSeries(
    {
      id: 19,
      title: 'Error share by target',
      description: 'Share of the calls that got 5xx or no answer at all. Dashed: 5 %.',
      unit: 'percentunit',
      noData: noCall,
      width: 6,
      height: 8,
    },
    { expression: clientCalls.errorShare(byTarget), legend: toTarget }
  )
    .thresholds(errorLines)
    .thresholdsStyle(dashed),
  timeSeries(
    {
      id: 20,
      title: 'p99 by target',
      description: 'The time that 99 of 100 calls stayed under, as the caller saw it, within the width of a bucket.',
      unit: 's',
      noData: noCall,
      width: 6,
      height: 8,
    },
    { expression: clientCalls.p99(byTarget), legend: toTarget }
  ),
  timeSeries(
    {
      id: 21,
      title: 'Calls that were retried or failed',
      description: 'Calls by how their retry ended; those that succeeded at the first attempt are left out.',
      unit: 'reqps',
      noData: 'No retry is configured',
      width: 6,
      height: 8,
    },
    { expression: retries, legend: '{{application}} → {{name}}: {{kind}}' }
  ),
];

const breakerOpened = {
  ...new AnnotationQueryBuilder()
    .name('Breaker opened')
    .datasource(datasource)
    .enable(true)
    .iconColor(colour.wrong)
    .expr(breakers.opened)
    .build(),
  titleFormat: '{{application}}: {{name}} opened',
  textFormat: 'See "State of each breaker" for the instances',
  tagKeys: 'application,name',
};

export function fleet(): Dashboard {
  const builder = new DashboardBuilder('Resilience / Fleet')
    .uid(fleetUid)
    .description('Is anything wrong in the fleet, and which dependency of which service?')
    .tags(['resilience'])
    .tooltip(DashboardCursorSync.Crosshair)
    .timezone('browser')
    .time({ from: 'now-30m', to: 'now' })
    .refresh('10s')
    .variables(variables)
    .annotations([{ build: () => breakerOpened }]);
  const rows = {
    'Is anything wrong?': [...anythingWrong, ...applications],
    Breakers: [...breakerPanels, ...reactions],
    'Requests to the services': inbound,
    'Calls between the services': outbound,
  };
  Object.entries(rows).forEach(([title, panels], index) => {
    builder.withRow(new RowBuilder(title).id(100 + index));
    panels.forEach((panel) => builder.withPanel(panel));
  });
  return builder.build();
}
