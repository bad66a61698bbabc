import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { anyIsWrong } from './palette';
import { neutral, stat } from './panels';

/** What Prometheus cannot reach, of what Consul tells it of. */
export const notAnswering = (id: number, up: string, height: number): StatBuilder =>
  stat(
    {
      id,
      title: 'Not answering',
      description:
        'Instances that Consul still lists and Prometheus cannot scrape, out of all that Consul lists. One that has been ' +
        'deregistered is in neither figure.',
      unit: 'none',
      noData: 'No instance is registered',
      width: 4,
      height,
    },
    { expression: `sum(${up} == bool 0)`, legend: 'down' },
    { expression: `count(${up})`, legend: 'of' }
  )
    .thresholds(anyIsWrong)
    .overrideByName('of', neutral);
