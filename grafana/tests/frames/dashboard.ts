import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DataTransformerConfig, DynamicConfigValue, FieldConfig, MatcherConfig } from '@grafana/data';

/** As much of a dashboard's JSON as the tests read. */
export interface Dashboard {
  file: string;
  panels: Panel[];
  variables: Variable[];
}

export interface Panel {
  title: string;
  type: string;
  repeat?: string;
  targets?: Target[];
  transformations?: DataTransformerConfig[];
  fieldConfig: {
    defaults: FieldConfig;
    overrides: { matcher: MatcherConfig; properties: DynamicConfigValue[] }[];
  };
  options?: {
    colorMode?: string;
    mergeValues?: boolean;
    sortBy?: { displayName: string; desc?: boolean }[];
  };
  panels?: Panel[];
}

export interface Target {
  refId: string;
  expr: string;
  legendFormat?: string;
  instant?: boolean;
  format?: string;
  hide?: boolean;
}

export interface Variable {
  name: string;
  type: string;
  query: string | { query: string };
  includeAll?: boolean;
  allValue?: string | null;
  current?: { value?: string | string[] };
}

export function readDashboards(folder: string): Dashboard[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readDashboard(join(folder, file)));
}

function readDashboard(path: string): Dashboard {
  const { panels, templating } = JSON.parse(readFileSync(path, 'utf8')) as {
    panels: Panel[];
    templating: { list: Variable[] };
  };
  return {
    file: basename(path),
    panels: panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).filter(({ type }) => type !== 'row'),
    variables: templating.list,
  };
}
