import {
  Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { annotations } from './annotations';
import { others } from './links';

type Buildable = Parameters<DashboardBuilder['withPanel']>[0];

export interface Row {
  readonly title: string;
  /** The variable for each of whose values the row is there once. */
  readonly repeat?: string;
  /** Whether only its title is shown until somebody opens it. */
  readonly collapsed?: boolean;
  readonly panels: Buildable[];
}

export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: Parameters<DashboardBuilder['variables']>[0];
  readonly rows: Row[];
}

/** What all dashboards have in common. */
export function board({ uid, title, description, variables, rows }: Board): Dashboard {
  const builder = new DashboardBuilder(`Resilience / ${title}`)
    .uid(uid)
    .description(description)
    .tags(['resilience'])
    .tooltip(DashboardCursorSync.Crosshair)
    .timezone('browser')
    .time({ from: 'now-30m', to: 'now' })
    .refresh('10s')
    .variables(variables)
    .link(others)
    .annotations(annotations);
  rows.forEach((row, index) => {
    const header = new RowBuilder(row.title).id(100 + index);
    if (row.repeat !== undefined) {
      header.repeat(row.repeat);
    }
    if (row.collapsed) {
      row.panels.forEach((panel) => header.withPanel(panel));
      builder.withRow(header.collapsed(true));
    } else {
      builder.withRow(header);
      row.panels.forEach((panel) => builder.withPanel(panel));
    }
  });
  return builder.build();
}
