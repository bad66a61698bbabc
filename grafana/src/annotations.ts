import { AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { colour } from './palette';
import { aggregate, rateInterval, series, sum } from './promql';
import { targets } from './recording';
import { datasource } from './variables';

function annotation(name: string, color: string, expression: string, title: string, tags: string): AnnotationQuery {
  return {
    ...new AnnotationQueryBuilder().name(name).datasource(datasource).enable(true).iconColor(color).expr(expression).build(),
    titleFormat: title,
    tagKeys: tags,
  } as AnnotationQuery;
}

const opening = series(targets.transitions.record, 'application=~"$application"', 'target=~"$target"', 'to=~"open|forced_open"');

const started = series('process_start_time_seconds', 'application=~"$application"');

/** A process that was not there, or was another, one window ago. */
const deployed = aggregate('count', 'application', `${started} unless ${started} == ${started} offset ${rateInterval}`);

export const annotations = [
  annotation(
    'Breaker opened',
    colour.wrong,
    `${sum('application, target', opening)} > 0`,
    '{{application}} → {{target}}: a breaker opened',
    'application,target'
  ),
  annotation('Started', colour.off, deployed, '{{application}}: instances started', 'application'),
].map((each) => ({ build: () => each }));
