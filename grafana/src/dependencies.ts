import { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from './board';
import { limits, uid } from './config';
import { applicationKey, targetKey, toService } from './links';
import { anyIsWrong, colour, limited, states } from './palette';
import { cell, coloured, nodeGraph, stateCell, table, thresholds } from './panels';
import { aggregate, series, sum } from './promql';
import { latencies, Recording, targets } from './recording';
import { dependencyVariables } from './variables';

const noCall = 'No call between services yet, or Prometheus does not load the recording rules';

const onEdge = ({ record }: Recording, ...selectors: string[]) =>
  series(record, 'application=~"$application"', 'target=~"$target"', ...selectors);

/** At most so many edges: the graph is drawn in the browser. The busiest are kept. */
const edges = `topk(200, ${onEdge(targets.calls)})`;
const ofEdges = (expression: string) => `${expression} and on (application, target) ${edges}`;
const errors = `${onEdge(targets.calls)} * ${onEdge(targets.errorShare)}`;
const state = onEdge(targets.severity);
const breakers = sum('application, target', onEdge(targets.breakersByState));
const rejecting = sum('application, target', onEdge(targets.breakersByState, 'state=~"open|forced_open"'));

const replace = (expression: string, label: string, from: string) => `label_replace(${expression}, "${label}", "$1", "${from}", "(.+)")`;

/** The end of each edge as a node; and those that nobody calls, with 0, since an edge must not lead to nowhere. */
function nodes(operator: string, expression: string): string {
  const called = aggregate(operator, 'id, title', replace(replace(ofEdges(expression), 'id', 'target'), 'title', 'target'));
  const callers = sum('id, title', replace(replace(`0 * ${edges}`, 'id', 'application'), 'title', 'application'));
  return `(${called} or ${callers})`;
}

/** The share of the callers' breakers around a node that are in the state given. */
function breakersAround(tag: string): string {
  const around = (...selectors: string[]) =>
    sum('id, title', replace(replace(onEdge(targets.breakersByState, ...selectors), 'id', 'target'), 'title', 'target'));
  return `${around(`state="${tag}"`)} / ${around()}`;
}

const withoutBreaker = nodes('sum', onEdge(targets.calls));

/** What nobody calls has no breaker around it, and is fine. */
const closed = `${breakersAround('closed')} and on (id) ${withoutBreaker} or 1 + 0 * ${withoutBreaker}`;
const arc = (tag: string) => `arc__${tag}`;
const inState = (tag: string) => `${breakersAround(tag)} and on (id) ${withoutBreaker}`;

/** Read by Grafana 10.3 and later, which draw the edges in it. */
function colouredByState(expression: string): string {
  const steps = states.filter(({ severity }) => severity > 0)
    .map(({ severity, colour: own }) => `label_replace(${expression} and on (application, target) (${state} == ${severity}), "color", "${own}", "", "")`);
  return [...steps, `label_replace(${expression}, "color", "${colour.quiet}", "", "")`].join(' or on (application, target) ');
}

const edge = (expression: string) =>
  `label_join(${replace(`sum by (application, target) (${ofEdges(expression)})`, 'source', 'application')}, "id", " → ", "source", "target")`;

const edgeRate = `label_join(${replace(
  colouredByState(`sum by (application, target) (${edges})`),
  'source',
  'application'
)}, "id", " → ", "source", "target")`;

const map = nodeGraph(
  {
    id: 1,
    title: 'Who calls whom',
    description:
      'Calls between the services: requests a second and errors in per cent, at a node all that reach it. The ring around a ' +
      'node is the state of the circuit breakers around it, over all instances of all its callers.',
    unit: 'none',
    noData: noCall,
    width: 24,
    height: 12,
  },
  { main: 'req/s', secondary: '% err' },
  Object.fromEntries(states.map(({ tag, label, colour: own }) => [arc(tag), { name: label, color: own }])),
  [
    { field: 'mainstat', expression: nodes('sum', onEdge(targets.calls)) },
    { field: 'secondarystat', expression: `100 * ${nodes('sum', errors)} / (${nodes('sum', onEdge(targets.calls))} > 0)` },
    ...states.map(({ tag }) => ({ field: arc(tag), expression: tag === 'closed' ? closed : inState(tag) })),
  ],
  [
    { field: 'mainstat', expression: edgeRate },
    { field: 'secondarystat', expression: edge(`100 * ${onEdge(targets.errorShare)}`) },
  ]
)
  .overrideByName('title', cell(['links', [{ title: 'This service', url: toService('var-application=${__data.fields.title}') }]]));

const list = table(
  {
    id: 2,
    title: 'Dependencies',
    description: 'The same as a list: who calls whom, how much, and how it goes.',
    unit: 'none',
    noData: noCall,
    width: 24,
    height: 10,
  },
  { application: applicationKey, target: targetKey },
  [
    { expression: ofEdges(state), legend: 'State', config: stateCell },
    { expression: ofEdges(rejecting), legend: 'Open on', config: cell(['decimals', 0], thresholds(anyIsWrong), coloured) },
    { expression: ofEdges(breakers), legend: 'of instances', config: cell(['decimals', 0]) },
    { expression: edges, legend: 'Calls', config: cell(['unit', 'reqps']) },
    {
      expression: ofEdges(onEdge(targets.errorShare)),
      legend: 'Errors',
      config: cell(['unit', 'percentunit'], thresholds(limited(limits.errorShare)), coloured),
    },
    { expression: ofEdges(onEdge(latencies.callsP99)), legend: 'p99', config: cell(['unit', 's']) },
  ],
  ['State', 'Errors']
);

export const dependencies = (): Dashboard =>
  board({
    uid: uid.dependencies,
    title: 'Dependencies',
    description: 'Who calls whom, how much, and what the circuit breakers in between say.',
    variables: dependencyVariables,
    rows: [{ title: 'Map', panels: [map, list] }],
  });
