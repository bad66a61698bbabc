import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { fleet } from './fleet';

/** Writes every dashboard to the folder given; with --check, says instead which of the files there are out of date. */
function main(args: string[]): void {
  const [folder] = args.filter((arg) => !arg.startsWith('--'));
  if (folder === undefined) {
    throw new Error('usage: main.js [--check] FOLDER');
  }
  const outdated = Object.entries({ 'fleet.json': fleet() })
    .map(([name, dashboard]) => ({ path: join(folder, name), json: render(dashboard) }))
    .filter(({ path, json }) => (args.includes('--check') ? readFileSync(path, 'utf8') !== json : write(path, json)))
    .map(({ path }) => path);
  if (outdated.length > 0) {
    console.error(`Out of date, run "npm run generate" in grafana/: ${outdated.join(', ')}`);
    process.exitCode = 1;
  }
}

function write(path: string, json: string): false {
  writeFileSync(path, json);
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
