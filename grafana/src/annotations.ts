import { AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { colour } from './palette';
import { max, rateInterval, series } from './promql';
import { control, targets } from './recording';
import { datasource } from './variables';

/** A line at each time that the expression has had for a value, in seconds; not at the times at which it had that value. */
function annotation(name: string, color: string, expression: string, title: string, tags: string): AnnotationQuery {
  return {
    ...new AnnotationQueryBuilder().name(name).datasource(datasource).enable(true).iconColor(color).expr(`1000 * ${expression}`).build(),
    useValueForTime: true,
    titleFormat: title,
    tagKeys: tags,
  } as AnnotationQuery;
}

/** Recorded at every evaluation, so the last of each step will do, also of one that has closed within the step. */
const lastOf = (each: string, ...selectors: string[]) => `max_over_time(${series(each, ...selectors)}[${rateInterval}])`;

const opened = lastOf(targets.openedAt.record, 'application=~"$application"', 'target=~"$target"');

const started = series('process_start_time_seconds', 'application=~"$application"');

export const annotations = [
  annotation(
    'Breaker opened',
    colour.wrong,
    max('application, target', opened),
    '{{application}} → {{target}}: a breaker opened',
    'application,target'
  ),
  annotation(
    'Override',
    colour.byHand,
    max('application', lastOf(control.changedAt.record, 'application=~"$application"')),
    '{{application}}: an override began or ended',
    'application'
  ),
  annotation('Started', colour.off, max('application', started), '{{application}}: an instance started', 'application'),
].map((each) => ({ build: () => each }));
