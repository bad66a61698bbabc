import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dependencies } from './dependencies';
import { discovery } from './discovery';
import { fleet } from './fleet';
import { alertRules, recordingRules } from './rules';
import { service } from './service';

const files: Record<string, () => string> = {
  'dashboards/fleet.json': () => render(fleet()),
  'dashboards/service.json': () => render(service()),
  'dashboards/dependencies.json': () => render(dependencies()),
  'dashboards/discovery.json': () => render(discovery()),
  'prometheus/rules/recording.yaml': recordingRules,
  'prometheus/rules/alerts.yaml': alertRules,
};

/** Writes every file to the folder given; with --check, says instead which of the files there are out of date. */
function main(args: string[]): void {
  const [folder] = args.filter((arg) => !arg.startsWith('--'));
  if (folder === undefined) {
    throw new Error('usage: main.js [--check] FOLDER');
  }
  const outdated = Object.entries(files)
    .map(([name, content]) => ({ path: join(folder, name), content: content() }))
    .filter(({ path, content }) => (args.includes('--check') ? read(path) !== content : write(path, content)))
    .map(({ path }) => path);
  if (outdated.length > 0) {
    console.error(`Out of date, run "npm run generate" in grafana/: ${outdated.join(', ')}`);
    process.exitCode = 1;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function write(path: string, content: string): false {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return false;
}

/**
 * Without what the SDK adds and Grafana takes amiss: a theme, where a dashboard should follow its reader's, and the same id
 * for every variable, where Grafana goes by their names.
 */
function render({ style: _, ...dashboard }: Dashboard): string {
  const list = dashboard.templating.list?.map(
    ({ id: _id, auto: _auto, auto_min: _min, auto_count: _count, ...variable }) => variable
  );
  return `${JSON.stringify({ ...dashboard, templating: { list } }, null, 2)}\n`;
}

main(process.argv.slice(2));
