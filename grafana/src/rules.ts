import { stringify } from 'yaml';
import { Alert, alerts } from './alerts';
import { applications, control, discovery, latencies, objectives, outbox, Recording, targets } from './recording';

interface Group {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (Recording | Alert)[];
}

const note = ' Generated from grafana/src: change it there, and run "npm run generate" in grafana/.\n';

const render = (note: string, groups: Group[]): string => stringify({ groups }, { lineWidth: 0 }).replace(/^/, `#${note}\n`);

export const recordingRules = (): string =>
  render(note, [
    { name: 'resilience-applications', rules: Object.values(applications) },
    { name: 'resilience-targets', rules: Object.values(targets) },
    { name: 'resilience-latencies', interval: '30s', rules: Object.values(latencies) },
    { name: 'resilience-discovery', rules: Object.values(discovery) },
    { name: 'resilience-control', rules: Object.values(control) },
    { name: 'resilience-outbox', rules: Object.values(outbox) },
    { name: 'resilience-objectives', interval: '30s', rules: Object.values(objectives) },
  ]);

export const alertRules = (): string =>
  render(
    `${note}# Needs recording.yaml, and Prometheus 2.42: an older one knows no keep_firing_for, and does as well without those lines.\n`,
    Object.entries(alerts).map(([name, rules]) => ({ name: `${name}-alerts`, rules }))
  );
