import './browser';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  breakerStates,
  columns,
  fineCellsAreQuiet,
  fineIsQuiet,
  hasMappings,
  heedsMappings,
  isEmpty,
  isQuiet,
  mappings,
  mapsBreaker,
} from './checks';
import { oneRowPerKey, sorted, statesShown } from './checks';
import { readDashboards, type Dashboard, type Panel } from './dashboard';
import { answer, type Answer } from './frames';
import { Prometheus, type Range } from './prometheus';
import { View } from './view';

/** One thing that was looked at, and what is wrong with it. */
interface Finding {
  name: string;
  problems: string[];
}

const usage =
  'usage: npm run frames -- --prometheus URL [--fleet well|broken] [--time SECONDS] [--range SECONDS] [--report FILE]';

/**
 * Puts what a live Prometheus answers through the panels as Grafana does, with Grafana's own code for transformations, field
 * options and values. Told that the fleet is well or broken (a breaker open, an instance ejected), it also expects to see that.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      prometheus: { type: 'string' },
      dashboards: { type: 'string', default: 'dashboards' },
      fleet: { type: 'string', default: '' },
      time: { type: 'string' },
      range: { type: 'string', default: '300' },
      report: { type: 'string' },
    },
  });
  if (!values.prometheus) {
    throw new Error(usage);
  }
  const prometheus = new Prometheus(values.prometheus);
  const to = values.time ? Number(values.time) : await prometheus.now();
  const range = { from: to - Number(values.range), to, step: 5 };
  const findings: Finding[] = [];
  for (const dashboard of readDashboards(values.dashboards ?? '')) {
    findings.push(
      ...dashboard.panels.flatMap((panel) => configured(panel, `${dashboard.file}, ${panel.type} '${panel.title}'`))
    );
    findings.push(...(await answered(dashboard, prometheus, range, values.fleet ?? '')));
  }
  if (values.report) {
    writeFileSync(values.report, JSON.stringify(findings, null, 2));
    return;
  }
  for (const { name, problems } of findings) {
    console.log(
      [`${problems.length === 0 ? 'ok    ' : 'WRONG '} ${name}`, ...problems.map((each) => `         ${each}`)].join(
        '\n'
      )
    );
  }
  const wrong = findings.filter(({ problems }) => problems.length > 0).length;
  console.log(`${findings.length} findings, ${wrong} wrong`);
  process.exitCode = wrong > 0 ? 1 : 0;
}

/** What needs no data. */
function configured(panel: Panel, where: string): Finding[] {
  const checks: [boolean, string, (panel: Panel) => string[]][] = [
    [hasMappings(panel), 'each value has its text and colour', mappings],
    [mapsBreaker(panel), 'each state of a breaker has its name and a colour of its own', breakerStates],
    [panel.type === 'state-timeline', 'shows states, not thresholds', heedsMappings],
    [panel.type === 'stat', 'what is fine has no background', fineIsQuiet],
    [panel.type === 'table', 'a cell that is fine has no background', fineCellsAreQuiet],
  ];
  return checks
    .filter(([applies]) => applies)
    .map(([, what, check]) => finding(`${where}: ${what}`, () => check(panel)));
}

async function answered(dashboard: Dashboard, prometheus: Prometheus, range: Range, fleet: string): Promise<Finding[]> {
  const views = await View.all(dashboard, prometheus, range);
  const findings: Finding[] = [];
  for (const panel of dashboard.panels.filter(({ type }) => ['table', 'state-timeline', 'stat'].includes(type))) {
    const answers: Answer[] = [];
    for (const view of views.flatMap((each) => each.repeated(panel.repeat))) {
      const where = `${view.name}, ${panel.type} '${panel.title}'`;
      try {
        const each = await answer(panel, view, prometheus, range);
        answers.push(each);
        findings.push(...shown(panel, each, where, fleet));
      } catch (error) {
        findings.push({ name: `${where}: can be drawn`, problems: [String(error)] });
      }
    }
    findings.push(
      ...(fleet === 'broken' ? tells(panel, answers, `${dashboard.file}, ${panel.type} '${panel.title}'`) : [])
    );
  }
  return findings;
}

/** What holds for whatever is answered. */
function shown(panel: Panel, each: Answer, where: string, fleet: string): Finding[] {
  const hasRows = each.asked.some(({ length }) => length > 0);
  const isTable = panel.type === 'table' && hasRows;
  const checks: [boolean, string, (panel: Panel, answer: Answer) => string[]][] = [
    [panel.type !== 'stat' && !hasRows, 'says what it means that there is no data', isEmpty],
    [isTable, 'has the columns that are wanted and no other', columns],
    [isTable, 'has one row for each key', oneRowPerKey],
    [isTable, 'opens with what is worst', sorted],
    [panel.type === 'stat' && fleet === 'well', 'is quiet while nothing is wrong', isQuiet],
  ];
  return checks
    .filter(([applies]) => applies)
    .map(([, what, check]) => finding(`${where}: ${what}`, () => check(panel, each)));
}

/** What has to be seen somewhere of a fleet that is broken. */
function tells(panel: Panel, answers: Answer[], where: string): Finding[] {
  if (panel.type === 'table') {
    const hasRows = answers.some(({ asked }) => asked.some(({ length }) => length > 0));
    return [{ name: `${where}: has rows`, problems: hasRows ? [] : ['no row in an outage'] }];
  }
  if (panel.type === 'state-timeline' && mapsBreaker(panel)) {
    const states = [...new Set(answers.flatMap((each) => statesShown(panel, each)))];
    return [
      {
        name: `${where}: shows an open breaker`,
        problems: states.includes('open') ? [] : [`shows ${states.join(', ')}`],
      },
    ];
  }
  return [];
}

function finding(name: string, check: () => string[]): Finding {
  try {
    return { name, problems: check() };
  } catch (error) {
    return { name, problems: [String(error)] };
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
