import { Dashboard, MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { notAnswering } from './answering';
import { board } from './board';
import { limits, uid } from './config';
import { instanceKey, serviceKey } from './links';
import { anyIsToWatch, anyIsWrong, colour, instanceColours, limited, noneIsWrong } from './palette';
import { ascending, bars, Cell, cell, coloured, neutral, stacked, stat, table, thresholds, timeSeries, withLimit } from './panels';
import { aggregate, increase, max, rate, rateInterval, series, sum } from './promql';
import { discoveryVariables } from './variables';

const notFound = 'No target is found by discovery yet';
const noConsul = 'Consul is not scraped';

const here = 'application=~"$application", instance=~"$instance"';
const toTarget = `${here}, target=~"$target"`;

const instances = (...selectors: string[]) => series('resilience_instances', toTarget, ...selectors);
const registration = series('resilience_registration_state', here);
/** Not a number while there has been no list yet. */
const age = `${series('resilience_discovery_age_seconds', toTarget)} >= 0`;
const up = series('up', 'job=~"$job"', 'instance=~"$instance"');
const consul = (metric: string) => series(metric, 'job="consul"');

/** Written out, for colour alone is no sign. */
const yesOrNo: Cell = ['mappings', [{ type: MappingType.ValueToText, options: { '0': { text: 'no', index: 0 }, '1': { text: 'yes', index: 1 } } }]];

const now = [
  stat(
    {
      id: 1,
      title: 'Consul servers',
      description: 'Consul servers that Prometheus can scrape, out of all that it knows.',
      unit: 'none',
      noData: noConsul,
      width: 4,
      height: 4,
    },
    { expression: sum('', consul('up')), legend: 'up' },
    { expression: aggregate('count', '', consul('up')), legend: 'of' }
  )
    .thresholds(noneIsWrong)
    .overrideByName('of', neutral),
  stat(
    {
      id: 2,
      title: 'Consul health',
      description: "Consul's own verdict (autopilot): whether all of its servers are healthy.",
      unit: 'none',
      noData: noConsul,
      width: 4,
      height: 4,
    },
    { expression: aggregate('min', '', consul('consul_autopilot_healthy')), legend: 'healthy' }
  )
    .thresholds(noneIsWrong)
    .mappings([{ type: MappingType.ValueToText, options: { '0': { text: 'not healthy', index: 0 }, '1': { text: 'healthy', index: 1 } } }]),
  notAnswering(3, up, 4),
  stat(
    {
      id: 4,
      title: 'Not registered',
      description: 'Instances that run, and are not registered and passing in Consul: nobody finds them. All of them while Consul is down.',
      unit: 'none',
      noData: 'No instance says whether it is registered',
      width: 4,
      height: 4,
    },
    { expression: `sum(${registration} == bool 0)`, legend: 'lost' }
  ).thresholds(anyIsWrong),
  stat(
    {
      id: 5,
      title: 'Ejected',
      description: 'Instances ejected by a caller, each counted once for each caller.',
      unit: 'none',
      noData: notFound,
      width: 4,
      height: 4,
    },
    { expression: sum('', instances('state="ejected"')), legend: 'ejected' }
  ).thresholds(anyIsToWatch),
  stat(
    {
      id: 6,
      title: 'Oldest list',
      description: 'How long ago the registry last confirmed the instance list that is oldest.',
      unit: 's',
      noData: notFound,
      width: 4,
      height: 4,
    },
    { expression: max('', age), legend: 'age' }
  ).thresholds(limited(limits.listAge)),
];

const lists = [
  stacked(
    {
      id: 10,
      title: 'Instances by state',
      description: 'Instances of all targets, as their callers see them, each counted once for each caller.',
      unit: 'none',
      noData: notFound,
      width: 8,
      height: 8,
    },
    instanceColours,
    { expression: sum('state', instances()), legend: '{{state}}' }
  ),
  timeSeries(
    {
      id: 11,
      title: 'Available instances by target',
      description: 'On the caller that sees fewest.',
      unit: 'none',
      noData: notFound,
      width: 8,
      height: 8,
    },
    { expression: aggregate('min', 'target', instances('state="available"')), legend: '{{target}}' }
  ),
  withLimit(
    timeSeries(
      {
        id: 12,
        title: 'Age of the lists',
        description: `Of the oldest list of each target. They all grow while Consul is down, and calls go on. Dashed: ${limits.listAge.wrong} s.`,
        unit: 's',
        noData: notFound,
        width: 8,
        height: 8,
      },
      { expression: max('target', age), legend: '{{target}}' }
    ),
    limits.listAge.wrong
  ),
  bars(
    {
      id: 13,
      title: 'Changes of the lists',
      description: 'How often the number of instances in use changed, by target.',
      unit: 'none',
      noData: notFound,
      width: 8,
      height: 8,
    },
    {},
    { expression: sum('target', `changes(${instances('state="available"')}[${rateInterval}])`), legend: '{{target}}' }
  ),
  bars(
    {
      id: 14,
      title: 'Ejections',
      description: 'Instances ejected for a while because of their own responses, by target and reason.',
      unit: 'none',
      noData: 'No instance was ejected in this time',
      width: 8,
      height: 8,
    },
    {},
    {
      expression: `${sum('target, reason', increase(rateInterval, 'resilience_instance_ejections_total', toTarget))} > 0`,
      legend: '{{target}}: {{reason}}',
    }
  ).decimals(1),
  stacked(
    {
      id: 15,
      title: 'Registered',
      description: 'Instances by whether Consul has them as passing, as they know it themselves.',
      unit: 'none',
      noData: 'No instance says whether it is registered',
      width: 8,
      height: 8,
    },
    { registered: colour.fine, lost: colour.wrong },
    { expression: `sum(${registration})`, legend: 'registered' },
    { expression: `sum(${registration} == bool 0)`, legend: 'lost' }
  ),
];

const members = [
  table(
    {
      id: 20,
      title: 'Instances',
      description: 'All instances that Consul lists, those first that Prometheus does not reach or that are not registered.',
      unit: 'none',
      noData: 'No instance is registered',
      width: 24,
      height: 10,
    },
    { job: serviceKey, instance: instanceKey },
    [
      {
        expression: sum('job, instance', up),
        legend: 'Scraped',
        config: cell(yesOrNo, thresholds(noneIsWrong), coloured),
      },
      {
        expression: sum('job, instance', registration),
        legend: 'Registered',
        config: cell(yesOrNo, thresholds(noneIsWrong), coloured),
      },
      {
        expression: max('job, instance', age),
        legend: 'Oldest list',
        config: cell(['unit', 's'], thresholds(limited(limits.listAge)), coloured),
      },
      {
        expression: max('job, instance', series('process_uptime_seconds', here)),
        legend: 'Up for',
        config: cell(['unit', 's']),
      },
    ],
    [ascending('Scraped'), ascending('Registered'), 'Oldest list']
  ),
];

const consulItself = [
  timeSeries(
    {
      id: 30,
      title: 'Requests to Consul',
      description: 'Queries to its servers, by server.',
      unit: 'reqps',
      noData: noConsul,
      width: 8,
      height: 8,
    },
    { expression: sum('instance', rate(rateInterval, 'consul_rpc_query', 'job="consul"')), legend: '{{instance}}' }
  ),
  timeSeries(
    {
      id: 31,
      title: 'Watches in flight',
      description: 'Blocking queries that wait for a change: one for each list that a service keeps.',
      unit: 'none',
      noData: noConsul,
      width: 8,
      height: 8,
    },
    { expression: sum('instance', consul('consul_rpc_queries_blocking')), legend: '{{instance}}' }
  ),
  timeSeries(
    {
      id: 32,
      title: 'Memory of Consul',
      description: 'Bytes that its servers have in use.',
      unit: 'bytes',
      noData: noConsul,
      width: 8,
      height: 8,
    },
    { expression: sum('instance', consul('consul_runtime_alloc_bytes')), legend: '{{instance}}' }
  ),
];

export const discovery = (): Dashboard =>
  board({
    uid: uid.discovery,
    title: 'Discovery',
    description: 'Who is found, how old is what is known, and how is Consul?',
    variables: discoveryVariables,
    rows: [
      { title: 'Now', panels: now },
      { title: 'Instance lists', panels: lists },
      { title: 'Instances', panels: members },
      { title: 'Consul', panels: consulItself },
    ],
  });
