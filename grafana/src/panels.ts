import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphTresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  ArcOptionBuilder,
  EdgeOptionsBuilder,
  NodeOptionsBuilder,
  PanelBuilder as NodeGraphBuilder,
} from '@grafana/grafana-foundation-sdk/nodegraph';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { switches } from './config';
import { colour, levels, plain, stateCellMappings, stateMappings, transitionColours, transitionNames } from './palette';
import { aggregate } from './promql';
import { datasource } from './variables';

/** What no panel may go without. */
export interface Panel {
  /** Stays with the panel for good: links to a panel carry it. */
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  /** What is shown instead of data. */
  readonly noData: string;
  readonly width: number;
  readonly height: number;
}

export interface Query {
  readonly expression: string;
  readonly legend: string;
}

export interface Column extends Query {
  readonly config: DynamicConfigValue[];
}

/** A label as a column of a table, and where a click on it leads. */
export interface Key {
  readonly heading: string;
  /** In pixels; without one, the column takes its part of the space that is left. */
  readonly width?: number;
  readonly link?: { readonly title: string; readonly url: string };
}

export type Cell = [id: string, value: unknown];

export const cell = (...properties: Cell[]): DynamicConfigValue[] => properties.map(([id, value]) => ({ id, value }));
export const thresholds = (builder: ThresholdsConfigBuilder): Cell => ['thresholds', builder.build()];
export const coloured: Cell = ['custom.displayMode', 'color-background-solid'];
export const fixedColour = (fixedColor: string): Cell => ['color', { mode: FieldColorModeId.Fixed, fixedColor }];

/** The most urgent state of the breakers around a dependency, by its severity. */
export const stateCell = cell(['mappings', stateCellMappings()], thresholds(levels(plain)), coloured, ['custom.width', 110]);

/** A figure that is neither good nor bad, beside one that is. */
export const neutral = cell(fixedColour('transparent'));

/** Not the panel's text for no data, which Grafana would else write into each empty cell. */
const emptyCell: DynamicConfigValue = { id: 'noValue', value: '–' };

const refId = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);

function query({ expression, legend }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder().datasource(datasource).refId(refId(index)).expr(expression).legendFormat(legend);
}

const overTime = (each: Query, index: number) => query(each, index).range();
const now = (each: Query, index: number) => query(each, index).instant();
const rowsNow = (each: Query, index: number) => now(each, index).format(PromQueryFormat.Table);

type Builder = NodeGraphBuilder | StatBuilder | StateTimelineBuilder | TableBuilder | TimeSeriesBuilder;

function basics<T extends Builder>(builder: T, panel: Panel): T {
  builder
    .id(panel.id)
    .title(panel.title)
    .description(panel.description)
    .unit(panel.unit)
    .noValue(panel.noData)
    .datasource(datasource)
    .span(panel.width)
    .height(panel.height);
  return builder;
}

export const byThreshold = new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

/** One or more figures, the last of each query. */
export function stat(panel: Panel, ...queries: Query[]): StatBuilder {
  return basics(new StatBuilder(), panel)
    .targets(queries.map(now))
    .colorScheme(byThreshold)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .textMode(queries.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .orientation(VizOrientation.Vertical);
}

/** A figure with its course over the time range behind it; neither good nor bad unless given thresholds. */
export function trend(panel: Panel, each: Query, judged?: ThresholdsConfigBuilder): StatBuilder {
  const builder = stat(panel, each).targets([overTime(each, 0)]).graphMode(BigValueGraphMode.Area);
  return judged === undefined
    ? builder
        .colorMode(BigValueColorMode.Value)
        .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('text'))
    : builder.thresholds(judged);
}

export function timeSeries(panel: Panel, ...queries: Query[]): TimeSeriesBuilder {
  return basics(new TimeSeriesBuilder(), panel)
    .targets(queries.map(overTime))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .min(0)
    .lineWidth(1)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Never)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        // A list wraps; a table would need a line for each series, and show two of them.
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([])
    );
}

/** A limit as a dashed line. */
export function withLimit(builder: TimeSeriesBuilder, limit: number): TimeSeriesBuilder {
  return builder
    .thresholds(levels('transparent', [limit, colour.wrong]))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphTresholdsStyleMode.Dashed));
}

/** Parts of a whole, one upon the other, each in the colour that its label value has everywhere. */
export function stacked(panel: Panel, colours: Record<string, string>, ...queries: Query[]): TimeSeriesBuilder {
  const builder = timeSeries(panel, ...queries)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .fillOpacity(60);
  Object.entries(colours).forEach(([label, fixed]) => builder.overrideByName(label, cell(fixedColour(fixed))));
  return builder;
}

/** Events rather than a level: bars, so that a single one is seen. */
export function bars(panel: Panel, colours: Record<string, string>, ...queries: Query[]): TimeSeriesBuilder {
  return stacked(panel, colours, ...queries).drawStyle(GraphDrawStyle.Bars).fillOpacity(80);
}

/** Changes of state by the state entered, which has the name and the color that it has on every panel. */
export function transitions(panel: Panel, expression: string): TimeSeriesBuilder {
  const builder = bars(panel, transitionColours, { expression, legend: '{{to}}' }).decimals(1);
  Object.entries(transitionNames).forEach(([tag, label]) => builder.overrideByName(tag, cell(['displayName', label])));
  return builder;
}

/** How long the median, the slow and the slowest take; exemplars lead to the traces where Prometheus keeps them. */
export function latency(panel: Panel, quantile: (quantile: number) => string): TimeSeriesBuilder {
  const queries = [0.5, 0.95, 0.99].map((each) => ({ expression: quantile(each), legend: `p${each * 100}` }));
  const builder = timeSeries(panel, ...queries);
  return switches.exemplars === 'on'
    ? builder.targets(queries.map((each, index) => overTime(each, index).exemplar(true)))
    : builder;
}

/**
 * The colour is fixed, for that of each state comes from the mappings: by thresholds, Grafana would merge values into their
 * steps and forget the mappings. The filter drops the frame without fields that comes of an empty result, so that the panel
 * shows its text for no data. What a gap means has its place in the legend.
 */
export function stateTimeline(panel: Panel, number: 'code' | 'severity', each: Query, gap: string): StateTimelineBuilder {
  return basics(new StateTimelineBuilder(), panel)
    .targets([overTime(each, 0)])
    .withTransformation({ id: 'filterFieldsByName', options: { include: { pattern: '.+' } } })
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('text'))
    .mappings(stateMappings(number))
    .overrideByRegexp('.+', cell(['noValue', gap]))
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.85)
    .lineWidth(0)
    .fillOpacity(85)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single).sort(SortOrder.None))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([])
    );
}

/**
 * With the default of how cells are displayed written out: without it, Grafana 12 does not migrate how those of an override
 * are, and leaves them without color.
 */
class Table extends TableBuilder {
  override build(): ReturnType<TableBuilder['build']> {
    const panel = super.build();
    const defaults = panel.fieldConfig?.defaults;
    if (defaults !== undefined) {
      defaults.custom = { displayMode: 'auto', ...defaults.custom };
    }
    return panel;
  }
}

/** Enough for the longest number with its unit, and for the heading, with its arrow where the table is sorted by it. */
const widthOf = (heading: string, isSorted: boolean) => Math.max(95, Math.ceil(30 + 8 * heading.length + (isSorted ? 24 : 0)));

const linksOf = ({ link }: Key): Cell[] => (link === undefined ? [] : [['links', [link]]]);
const keyWidth = ({ width }: Key): Cell => (width === undefined ? ['custom.minWidth', 90] : ['custom.width', width]);

interface Sort {
  readonly heading: string;
  readonly desc: boolean;
}

/** The lowest first, and above it what has no number. */
export const ascending = (heading: string): Sort => ({ heading, desc: false });

/**
 * A row per combination of `keys` (by label), a column per query, sorted by the headings given. Each query is reduced to the
 * keys: `merge` joins only rows that agree in every label, the name of the metric included. `groupBy` changes no row, but leaves
 * nothing of an empty result, which has no keys: otherwise Grafana would show headings instead of the panel's text for no data.
 */
export function table(panel: Panel, keys: Record<string, Key>, columns: Column[], sortBy: (string | Sort)[]): TableBuilder {
  const sorts = sortBy.map((sort) => (typeof sort === 'string' ? { heading: sort, desc: true } : sort));
  const headings = Object.fromEntries(Object.entries(keys).map(([label, { heading }]) => [label, heading]));
  // With a single query Grafana calls the column plain "Value".
  const values = columns.map(({ legend }, index): [string, string] => [columns.length === 1 ? 'Value' : `Value #${refId(index)}`, legend]);
  const grouping = [
    ...Object.keys(keys).map((key) => [key, { operation: 'groupby', aggregations: [] }]),
    ...values.map(([value]) => [value, { operation: 'aggregate', aggregations: ['lastNotNull'] }]),
  ];
  const renameByName = { ...headings, ...Object.fromEntries(values.map(([value, legend]) => [`${value} (lastNotNull)`, legend])) };
  const indexByName = Object.fromEntries(Object.keys(renameByName).map((name, index) => [name, index]));
  const builder = basics(new Table(), panel)
    .targets(
      columns.map(({ expression, legend }, index) =>
        rowsNow({ expression: aggregate('max', Object.keys(keys).join(', '), expression), legend }, index)
      )
    )
    .colorScheme(byThreshold)
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'groupBy', options: { fields: Object.fromEntries(grouping) } })
    .withTransformation({ id: 'organize', options: { excludeByName: { Time: true }, indexByName, renameByName } })
    .sortBy(sorts.map(({ heading, desc }) => new TableSortByFieldStateBuilder().displayName(heading).desc(desc)));
  Object.values(keys).forEach((key) => builder.overrideByName(key.heading, [emptyCell, ...cell(keyWidth(key), ...linksOf(key))]));
  columns.forEach(({ legend, config }) => {
    const width: DynamicConfigValue = { id: 'custom.width', value: widthOf(legend, sorts.some(({ heading }) => heading === legend)) };
    builder.overrideByName(legend, [emptyCell, width, ...config]);
  });
  return builder;
}

/** One number of each node or edge; its name says to the node graph what it is. */
export interface Part {
  readonly field: string;
  readonly expression: string;
}

/** A part of the ring around a node. */
export interface Arc {
  readonly name: string;
  readonly color: string;
}

/** The units of the two numbers in a node or on an edge. */
export interface Units {
  readonly main: string;
  readonly secondary: string;
}

/**
 * Nodes and edges of a node graph, which takes a frame of each and tells them apart by a field named `source`. It goes by
 * the names that fields are born with, not those that they are given later: labels are named in the query, numbers by a
 * calculation (the sum of the one number). Transforming some of the queries only came with Grafana 9.4. Units and colors are
 * options of the panel, which heeds no override but links.
 */
export function nodeGraph(panel: Panel, units: Units, arcs: Record<string, Arc>, nodes: Part[], edges: Part[]): NodeGraphBuilder {
  const parts = [...nodes, ...edges];
  const builder = basics(new NodeGraphBuilder(), panel).targets(
    parts.map(({ field, expression }, index) => rowsNow({ expression, legend: field }, index))
  );
  builder
    .nodes(
      new NodeOptionsBuilder()
        .mainStatUnit(units.main)
        .secondaryStatUnit(units.secondary)
        .arcs(Object.entries(arcs).map(([field, { color }]) => new ArcOptionBuilder().field(field).color(color)))
    )
    .edges(new EdgeOptionsBuilder().mainStatUnit(units.main).secondaryStatUnit(units.secondary));
  const refIds = parts.map((_, index) => refId(index));
  for (const frame of [refIds.slice(0, nodes.length), refIds.slice(nodes.length)]) {
    builder.withTransformation({ id: 'merge', filter: { id: 'byRefId', options: `/^(?:${frame.join('|')})$/` }, options: {} });
  }
  parts.forEach(({ field }, index) =>
    builder.withTransformation({
      id: 'calculateField',
      options: {
        mode: 'reduceRow',
        reduce: { include: [`Value #${refId(index)}`], reducer: 'sum' },
        alias: field,
        timeSeries: false,
      },
    })
  );
  // For the legend only.
  const names = Object.entries(arcs).map(([field, { name }]) => [field, name]);
  const renameByName = { mainstat: 'requests', secondarystat: 'errors', ...Object.fromEntries(names) };
  return builder.withTransformation({ id: 'organize', options: { excludeByName: {}, indexByName: {}, renameByName } });
}
