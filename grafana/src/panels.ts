import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { DynamicConfigValue, FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { datasource } from './variables';

/** Bookmarks, links and alerts point to it: it never changes. */
export const fleetUid = 'resilience-fleet';

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

/** Not the panel's text for no data, which Grafana would else write into each empty cell. */
const emptyCell: DynamicConfigValue = { id: 'noValue', value: '–' };

const refId = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);

function query({ expression, legend }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder().datasource(datasource).refId(refId(index)).expr(expression).legendFormat(legend);
}

const overTime = (each: Query, index: number) => query(each, index).range();
const now = (each: Query, index: number) => query(each, index).instant();
const rowsNow = (each: Query, index: number) => now(each, index).format(PromQueryFormat.Table);

type Builder = StatBuilder | StateTimelineBuilder | TableBuilder | TimeSeriesBuilder;

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
export function trend(panel: Panel, each: Query): StatBuilder {
  return stat(panel, each)
    .targets([overTime(each, 0)])
    .graphMode(BigValueGraphMode.Area)
    .colorMode(BigValueColorMode.Value)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('text'));
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
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max'])
    );
}

/** Events rather than a level: bars, so that a single one is seen. */
export function bars(panel: Panel, ...queries: Query[]): TimeSeriesBuilder {
  return timeSeries(panel, ...queries).drawStyle(GraphDrawStyle.Bars).fillOpacity(80).lineWidth(0);
}

export function stateTimeline(panel: Panel, each: Query): StateTimelineBuilder {
  return basics(new StateTimelineBuilder(), panel)
    .targets([overTime(each, 0)])
    .colorScheme(byThreshold)
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

/** A row per combination of `keys` (label to heading), a column per query, sorted by the first columns given. */
export function table(
  panel: Panel,
  keys: Record<string, string>,
  columns: Column[],
  sortBy: string[]
): TableBuilder {
  const values = Object.fromEntries(columns.map(({ legend }, index) => [`Value #${refId(index)}`, legend]));
  // With a single query Grafana calls the column plain "Value"; every table here has more than one.
  const renameByName = { ...keys, ...values };
  const indexByName = Object.fromEntries(Object.keys(renameByName).map((name, index) => [name, index]));
  const builder = basics(new TableBuilder(), panel)
    .targets(columns.map(rowsNow))
    .colorScheme(byThreshold)
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: { excludeByName: { Time: true }, indexByName, renameByName } })
    .sortBy(sortBy.map((heading) => new TableSortByFieldStateBuilder().displayName(heading).desc(true)));
  for (const [label, heading] of Object.entries(keys)) {
    builder.overrideByName(heading, [{ id: 'links', value: [narrowTo(label, heading)] }]);
  }
  columns.forEach(({ legend, config }) => builder.overrideByName(legend, [emptyCell, ...config]));
  return builder;
}

/** A click on a key shows the fleet dashboard for that key alone. */
function narrowTo(label: string, heading: string) {
  const variable = label === 'name' ? 'breaker' : label;
  const query = [`var-${variable}=\${__value.raw}`, '${datasource:queryparam}', '${__url_time_range}'];
  return { title: `Only this ${heading.toLowerCase()}`, url: `/d/${fleetUid}?${query.join('&')}` };
}
