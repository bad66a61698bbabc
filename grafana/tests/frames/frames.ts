import {
  FieldConfigOptionsRegistry,
  FieldType,
  ThresholdsMode,
  applyFieldOverrides,
  createTheme,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  numberOverrideProcessor,
  standardTransformers,
  standardTransformersRegistry,
  thresholdsOverrideProcessor,
  transformDataFrame,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
  type DataFrame,
  type DataTransformerInfo,
  type Field,
  type FieldConfig,
  type FieldConfigPropertyItem,
  type FieldOverrideContext,
} from '@grafana/data';
import type { Panel, Target } from './dashboard';
import type { Prometheus, Range, Series } from './prometheus';
import type { View } from './view';

export type Mode = 'dark' | 'light';

export const themes = {
  dark: createTheme({ colors: { mode: 'dark' } }),
  light: createTheme({ colors: { mode: 'light' } }),
};

/** Some have an old name beside their own. */
const transformers = new Map(
  (Object.values(standardTransformers) as DataTransformerInfo[]).map((each) => [each.id, each])
);

standardTransformersRegistry.setInit(() =>
  [...transformers.values()].map((transformation) => ({
    id: transformation.id,
    name: transformation.name,
    transformation,
    editor: () => null,
    imageDark: '',
    imageLight: '',
  }))
);

/** What a panel's queries answer, before and after its own transformations. */
export interface Answer {
  asked: DataFrame[];
  shown: DataFrame[];
}

export async function answer(panel: Panel, view: View, prometheus: Prometheus, range: Range): Promise<Answer> {
  const targets = (panel.targets ?? []).filter(({ expr, hide }) => expr !== undefined && !hide);
  const answers = await Promise.all(
    targets.map(async (target) => {
      const query = view.fill(target.expr);
      return target.instant ? prometheus.instant(query, range.to) : prometheus.range(query, range);
    })
  );
  const tables = targets.filter(({ format }) => format === 'table').length;
  const asked = targets.flatMap((target, i) => {
    const series = answers[i] ?? [];
    return target.format === 'table' ? [table(target, series, tables > 1)] : series.map((each) => line(target, each));
  });
  const transformations = (panel.transformations ?? []).filter(({ disabled }) => !disabled);
  const shown = await new Promise<DataFrame[]>((resolve, error) =>
    transformDataFrame(transformations, asked, { interpolate: (text) => view.fill(text) }).subscribe({
      next: resolve,
      error,
    })
  );
  return { asked, shown };
}

/** All series of one query in one frame: time, a column for each label, value. */
function table({ refId }: Target, series: Series[], isOneOfMany: boolean): DataFrame {
  const rows = series.flatMap(({ labels, samples }) => samples.map(([time, value]) => ({ labels, time, value })));
  const labels = [...new Set(series.flatMap((each) => Object.keys(each.labels).sort()))];
  return {
    refId,
    length: rows.length,
    fields: [
      field(
        'Time',
        FieldType.time,
        rows.map(({ time }) => time * 1000)
      ),
      ...labels.map((label) =>
        field(
          label,
          FieldType.string,
          rows.map((row) => row.labels[label] ?? '')
        )
      ),
      field(
        isOneOfMany ? `Value #${refId}` : 'Value',
        FieldType.number,
        rows.map(({ value }) => value)
      ),
    ],
  };
}

/** One series in a frame of its own, which is named by the query's legend. */
function line({ refId, legendFormat }: Target, { labels, samples }: Series): DataFrame {
  const name = legendFormat?.replace(/\{\{\s*(\w+)\s*}}/g, (_, label: string) => labels[label] ?? label);
  return {
    refId,
    length: samples.length,
    fields: [
      field(
        'Time',
        FieldType.time,
        samples.map(([time]) => time * 1000)
      ),
      {
        ...field(
          labels['__name__'] ?? 'Value',
          FieldType.number,
          samples.map(([, value]) => value)
        ),
        labels,
        config: name ? { displayNameFromDS: name } : {},
      },
    ],
  };
}

function field(name: string, type: FieldType, values: unknown[]): Field {
  return { name, type, values, config: {} };
}

/** What Grafana fills in where a panel says nothing: by the type of the panel, the colours; and a limit at 80. */
const filledIn: Record<string, FieldConfig> = {
  'state-timeline': { color: { mode: 'continuous-GrYlRd' } },
  timeseries: { color: { mode: 'palette-classic' } },
};

/** The frames as the panel draws them: each field with its own configuration and display processor. */
export function draw(frames: DataFrame[], panel: Panel, mode: Mode): DataFrame[] {
  return applyFieldOverrides({
    data: frames,
    fieldConfig: {
      defaults: {
        color: { mode: 'thresholds' },
        thresholds: {
          mode: ThresholdsMode.Absolute,
          steps: [
            { value: -Infinity, color: 'green' },
            { value: 80, color: 'red' },
          ],
        },
        ...filledIn[panel.type],
        ...withoutNullLimits(panel.fieldConfig.defaults),
      },
      overrides: panel.fieldConfig.overrides,
    },
    replaceVariables: (text) => text,
    fieldConfigRegistry: registry(panel),
    theme: themes[mode],
    timeZone: 'utc',
  });
}

/** JSON has no -Infinity; Grafana reads null as such. */
function withoutNullLimits(config: FieldConfig): FieldConfig {
  const steps = config.thresholds?.steps.map((step) => ({ ...step, value: step.value ?? -Infinity }));
  return config.thresholds && steps ? { ...config, thresholds: { ...config.thresholds, steps } } : config;
}

type Process = (value: never, context: FieldOverrideContext, settings: never) => unknown;

function registry(panel: Panel): FieldConfigOptionsRegistry {
  const standard: Record<string, Process> = {
    displayName: displayNameOverrideProcessor,
    unit: unitOverrideProcessor,
    decimals: numberOverrideProcessor,
    min: numberOverrideProcessor,
    max: numberOverrideProcessor,
    thresholds: thresholdsOverrideProcessor,
    mappings: valueMappingsOverrideProcessor,
    links: dataLinksOverrideProcessor,
    noValue: displayNameOverrideProcessor,
    color: (value) => value,
  };
  const properties = panel.fieldConfig.overrides.flatMap((override) => override.properties.map(({ id }) => id));
  const custom = [...new Set(properties)].filter((id) => id.startsWith('custom.'));
  return new FieldConfigOptionsRegistry(() => [
    ...Object.entries(standard).map(([id, process]) => item(id, id, process)),
    ...custom.map((id) => ({ ...item(id, id.slice('custom.'.length), (value) => value), isCustom: true })),
  ]);
}

function item(id: string, path: string, process: Process): FieldConfigPropertyItem {
  return {
    id,
    path,
    name: id,
    process,
    shouldApply: () => true,
    editor: () => null,
    override: () => null,
  } as unknown as FieldConfigPropertyItem;
}
