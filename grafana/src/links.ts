import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { uid } from './config';
import { Key } from './panels';

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
