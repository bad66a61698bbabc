import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { switches, uid } from './config';
import { Cell, Key } from './panels';

/** Down to one service, or down to one dependency of it. */
export const toService = (query: string) => `/d/${uid.service}?${query}&\${datasource:queryparam}&\${__url_time_range}`;

export const applicationKey: Key = {
  heading: 'Application',
  link: { title: 'This application', url: toService('var-application=${__value.raw}') },
};

export const targetKey: Key = {
  heading: 'Target',
  link: {
    title: 'This dependency',
    url: toService('var-application=${__data.fields.Application}&var-target=${__value.raw}'),
  },
};

/** From a series with both labels. */
export const seriesToService: Cell = [
  'links',
  [
    {
      title: 'This dependency',
      url: toService('var-application=${__field.labels.application}&var-target=${__field.labels.target}'),
    },
  ],
];

export const applicationToService: Cell = [
  'links',
  [{ title: 'This application', url: toService('var-application=${__field.labels.application}') }],
];

/** The sections of the runbook bear the names of the alerts. */
export const runbookLink = (section: string): Cell => ['links', [{ title: 'Runbook', url: `\${runbook}#${section}`, targetBlank: true }]];

/** The starter's log lines of the changes of state, in the time range shown. The logs need a label `instance` with the id in Consul. */
export const transitionLog: Cell[] =
  switches.loki === '' ? [] : [['links', [{ title: 'Log of the transition', url: `/explore?left=${logQuery(switches.loki)}` }]]];

function logQuery(datasource: string): string {
  const expr = `{instance="\${__field.labels.instance}"} |= "Circuit breaker '\${__field.labels.target}'"`;
  return JSON.stringify({ datasource, queries: [{ refId: 'A', expr }], range: { from: '${__from}', to: '${__to}' } });
}

/** This and what follows needs the variable `consul`. */
export const targetInConsul = { title: 'This target in Consul', url: '${consul}/services/${target}/instances' };

export const instanceKey: Key = {
  heading: 'Instance',
  link: { title: 'This service in Consul', url: '${consul}/services/${__data.fields.Service}/instances' },
};

export const serviceKey: Key = {
  heading: 'Service',
  link: { title: 'This service in Consul', url: '${consul}/services/${__value.raw}/instances' },
};

/** From each dashboard to the others, with what is chosen here. */
export const others = new DashboardLinkBuilder('Resilience')
  .type(DashboardLinkType.Dashboards)
  .tags(['resilience'])
  .asDropdown(true)
  .includeVars(true)
  .keepTime(true);
