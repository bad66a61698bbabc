import {
  ConstantVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { runbook as runbookUrl } from './config';
import { applications, targets } from './recording';

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
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc);
}

const several = (variable: QueryVariableBuilder): QueryVariableBuilder =>
  variable.multi(true).includeAll(true).allValue('.+').current(all);

const labelValues = (selector: string, label: string) => `label_values(${selector}, ${label})`;

const chooseDatasource = new DatasourceVariableBuilder('datasource')
  .label('Data source')
  .description('The Prometheus that scrapes the fleet')
  .type('prometheus')
  // Without it, Grafana takes the first one by name.
  .current({ selected: true, text: 'default', value: 'default' });

const application = () =>
  choice('application', 'Application', 'spring.application.name', labelValues(applications.instances.record, 'application'));

const target = several(
  choice(
    'target',
    'Target',
    'The service that is called, and the circuit breaker, retry and bulkhead of its name',
    labelValues(`${targets.severity.record}{application=~"$application"}`, 'target')
  )
);

const instance = several(
  choice(
    'instance',
    'Instance',
    'One process, by its id in Consul',
    labelValues('application_started_time_seconds{application=~"$application"}', 'instance')
  )
);

/** No value for all: it has to expand to the jobs found, since `up` exists for everything that Prometheus scrapes. */
const job = choice(
  'job',
  'Job',
  'The scrape jobs of the applications chosen',
  labelValues('application_started_time_seconds{application=~"$application"}', 'job')
)
  .multi(true)
  .includeAll(true)
  .current(all)
  .hide(VariableHide.HideVariable);

/** No host is the same for everybody: whoever wants the links to work says where it is. */
const consul = new TextBoxVariableBuilder('consul')
  .label('Consul UI')
  .description('Address of its page with the data centre, such as …/ui/dc1: where the links to Consul lead')
  .defaultValue('');

/** Not asked for at the top; whoever has a runbook of their own sets it in the settings of the dashboard. */
const runbook = {
  build: () => ({
    ...new ConstantVariableBuilder('runbook').label('Runbook').value(runbookUrl).build(),
    hide: VariableHide.HideVariable,
  }),
};

export const fleetVariables = [chooseDatasource, several(application()), target, job, runbook];
export const serviceVariables = [chooseDatasource, application(), target, instance, consul];
export const dependencyVariables = [chooseDatasource, several(application()), target];
export const discoveryVariables = [chooseDatasource, several(application()), target, instance, job, consul];
