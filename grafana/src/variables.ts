import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { choices } from './queries';

export const datasource = { type: 'prometheus', uid: '${datasource}' };

const all = { selected: true, text: ['All'], value: ['$__all'] };

/** Read anew with the time range, so that what has died in it can still be chosen. */
function choice(name: string, label: string, description: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(datasource)
    .query({ query, refId: `Variable-${name}` })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .multi(true)
    .includeAll(true)
    .current(all);
}

export const variables = [
  new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .description('The Prometheus that scrapes the fleet')
    .type('prometheus'),
  choice('application', 'Application', 'spring.application.name', choices.application).allValue('.+'),
  choice('instance', 'Instance', 'One process, by its id in Consul', choices.instance).allValue('.+'),
  choice('breaker', 'Breaker', 'Named after the target that it protects', choices.breaker).allValue('.+'),
  // No value for all: it has to expand to the jobs found, since `up` exists for everything that Prometheus scrapes.
  choice('job', 'Job', 'The scrape jobs of the applications chosen', choices.job).hide(VariableHide.HideVariable),
];
