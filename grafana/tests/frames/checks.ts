import {
  FieldType,
  MappingType,
  getFieldDisplayName,
  type DataFrame,
  type Field,
  type ValueMapping,
} from '@grafana/data';
import type { Panel } from './dashboard';
import { draw, themes, type Answer, type Mode } from './frames';

/** The states of a breaker. Which number stands for which is up to the panel: what is recorded of several has another. */
const breaker = ['closed', 'half-open', 'open', 'forced open', 'disabled', 'metrics only'];

/** How urgent a text of the columns that tell states is. */
const urgency: Record<string, number> = {
  closed: 0,
  'metrics only': 1,
  disabled: 2,
  'half-open': 3,
  open: 4,
  'forced open': 5,
  yes: 0,
  no: 1,
  pending: 0,
  firing: 1,
  info: 0,
  warning: 1,
  critical: 2,
};

const fine = ['closed', 'yes', 'up', 'passing', 'ok', 'healthy'];

/** What is to be seen to or wrong may have a colour in the background, nothing else. */
const loud = ['#E69F00', '#F0E442', '#D55E00', '#CC79A7'];

const modes: Mode[] = ['dark', 'light'];

/** The columns as a reader sees them: neither raw labels nor names of Grafana's own. */
export function columns(panel: Panel, { asked, shown }: Answer): string[] {
  const frame = only(shown);
  const names = frame.fields.map((field) => getFieldDisplayName(field, frame, shown));
  const expected = expectedColumns(panel);
  const needed = expected.filter((name) => !isOfNoAlert(panel, name, asked));
  return [
    ...needed.filter((name) => !names.includes(name)).map((name) => `no column "${name}"`),
    ...names.filter((name) => !expected.includes(name)).map((name) => `a column "${name}" that nobody wants`),
    ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `two columns "${name}"`),
  ];
}

/** Every query's legend is a column, and so is each label that is given a title. */
function expectedColumns(panel: Panel): string[] {
  const legends = (panel.targets ?? []).filter(({ hide }) => !hide).map(({ legendFormat }) => legendFormat ?? '');
  const titles = Object.entries(renamed(panel)).filter(([name]) => !/^Value( #\w+)?( \(\w+\))?$/.test(name));
  return [...new Set([...titles.map(([, title]) => title), ...legends])].filter((name) => name !== '');
}

/** Not every alert has each label: none of those that fire may have a target. */
function isOfNoAlert(panel: Panel, title: string, asked: DataFrame[]): boolean {
  const [label] = Object.entries(renamed(panel)).find(([, to]) => to === title) ?? [];
  return (
    (panel.targets ?? []).some(({ expr }) => expr?.includes('ALERTS{')) &&
    asked.every(({ fields }) => fields.every(({ name }) => name !== label))
  );
}

function renamed(panel: Panel): Record<string, string> {
  return Object.assign({}, ...(panel.transformations ?? []).map(({ options }) => options?.renameByName ?? {}));
}

/** Headings without rows would take the place of the panel's text for no data. */
export function isEmpty(_: Panel, { shown }: Answer): string[] {
  const names = shown.flatMap((frame) => frame.fields.map((field) => getFieldDisplayName(field, frame, shown)));
  return names.length === 0 ? [] : [`shows ${names.join(', ')} instead of its text for no data`];
}

/** No key twice, and none lost of those that any query answers. */
export function oneRowPerKey(panel: Panel, { asked, shown }: Answer): string[] {
  const frame = only(shown);
  const keyed = frame.fields.filter(({ name, type }) => type === FieldType.string && name !== '__name__');
  const keys = rows(frame).map((row) => keyed.map(({ values }) => String(values[row] ?? '')).join(' '));
  const labels = keyed.map(({ name }) => Object.entries(renamed(panel)).find(([, to]) => to === name)?.[0] ?? name);
  const answered = asked.flatMap((each) =>
    rows(each).map((row) => labels.map((label) => String(value(each, label, row) ?? '')).join(' '))
  );
  const missing = [...new Set(answered)].filter((key) => !keys.includes(key));
  const twice = [...new Set(keys.filter((key, i) => keys.indexOf(key) !== i))];
  return [
    ...(keyed.length === 0 && frame.length > 1 ? ['no column says what a row is of'] : []),
    ...twice.map((key) => `${keys.filter((each) => each === key).length} rows for "${key}"`),
    ...missing.map((key) => `no row for "${key}"`),
  ];
}

/** Opens in the order of the panel, the most urgent row first. */
export function sorted(panel: Panel, { shown }: Answer): string[] {
  const frame = only(draw(shown, panel, 'dark'));
  const keys = (panel.options?.sortBy ?? []).map(({ displayName, desc }) => ({
    displayName,
    sign: desc ? -1 : 1,
    field: frame.fields.find((field) => getFieldDisplayName(field, frame, [frame]) === displayName),
  }));
  const bySort = (panel.transformations ?? []).some(({ id }) => id === 'sortBy');
  const order = rows(frame).sort((a, b) => keys.reduce((so, { field, sign }) => so || sign * compare(field, a, b), 0));
  const [first] = keys;
  const texts = order.map((row) => text(first?.field, row));
  const ranks = texts.map((each) => urgency[each] ?? NaN);
  return [
    ...(keys.length === 0 && !bySort ? ['is not sorted'] : []),
    ...keys.filter(({ field }) => !field).map(({ displayName }) => `sorted by "${displayName}", which is no column`),
    ...ranks
      .map((rank, i) => (rank > (ranks[i - 1] ?? Infinity) ? `"${texts[i]}" below "${texts[i - 1]}"` : ''))
      .filter((problem) => problem !== ''),
    ...mappedOrder(first?.field, first?.sign ?? 1),
  ];
}

/** What a sort by a column of codes does to states that do not happen to be there now. */
function mappedOrder(field: Field | undefined, sign: number): string[] {
  const states = mapped(field?.config.mappings ?? [])
    .map(({ value, text }) => ({ code: Number(value), text: text ?? '' }))
    .filter(({ code, text }) => !Number.isNaN(code) && text in urgency)
    .sort((a, b) => sign * (a.code - b.code));
  return states
    .map(({ text }, i) => ({ text, above: states[i - 1]?.text ?? '' }))
    .filter(({ text, above }) => above !== '' && (urgency[text] ?? 0) > (urgency[above] ?? 0))
    .map(({ text, above }) => `would open with "${text}" below "${above}"`);
}

/** Numbers by size, the rest as words; what is missing is the least. */
function compare(field: Field | undefined, a: number, b: number): number {
  const [x, y] = [field?.values[a] ?? null, field?.values[b] ?? null];
  if (x === null || y === null) {
    return Number(x !== null) - Number(y !== null);
  }
  return typeof x === 'number' && typeof y === 'number'
    ? x - y
    : String(x).localeCompare(String(y), undefined, { numeric: true });
}

/** In both themes each value has the text and the colour that the panel maps it to. */
export function mappings(panel: Panel): string[] {
  return mappedFields(panel).flatMap(({ name, list }) =>
    modes.flatMap((mode) => {
      const shown = drawn(panel, name, mode);
      return mapped(list).flatMap(({ value, text, color }) => {
        const display = shown.display?.(value);
        const wanted = color === undefined ? undefined : themes[mode].visualization.getColorByName(color);
        return [
          ...(text !== undefined && display?.text !== text
            ? [`${name} ${value} reads "${display?.text}", not "${text}"`]
            : []),
          ...(wanted !== undefined && display?.color !== wanted
            ? [`${name} ${value} is ${display?.color} in the ${mode} theme, not ${wanted}`]
            : []),
        ];
      });
    })
  );
}

/** A breaker's states are all there, an open one is not mistaken for a closed one, and no two look alike. */
export function breakerStates(panel: Panel): string[] {
  return mappedFields(panel)
    .filter(({ list }) => isOfBreaker(list))
    .flatMap(({ name, list }) => {
      const numbers = breaker.map((state) => mapped(list).find(({ text }) => text === state)?.value);
      const displays = numbers.map((number) => drawn(panel, name, 'dark').display?.(number));
      const colours = displays.map((display) => display?.color);
      const open = colours[breaker.indexOf('open')];
      return [
        ...breaker
          .filter((state, i) => state !== displays[i]?.text)
          .map((state) => `${name}: no number reads "${state}"`),
        ...colours
          .filter((each, i) => colours.indexOf(each) !== i)
          .map((each) => `${name}: two states are ${each}`),
        ...(open === '#D55E00' ? [] : [`${name}: open is ${open}, not vermilion`]),
      ];
    });
}

/** In a table, only what is not fine has a background: the texts for what is fine, and the numbers below all limits. */
export function fineCellsAreQuiet(panel: Panel): string[] {
  const coloured = panel.fieldConfig.overrides.filter(({ properties }) =>
    properties.some(({ id, value }) => id === 'custom.displayMode' && String(value).startsWith('color-background'))
  );
  return coloured.flatMap(({ matcher, properties }) => {
    const list = properties.flatMap(({ id, value }) => (id === 'mappings' ? (value as ValueMapping[]) : []));
    const values = mapped(list).filter(({ text }) => fine.includes(text ?? ''));
    const field = drawn(panel, String(matcher.options), 'dark');
    return (list.length === 0 ? [{ value: 0 }] : values)
      .map(({ value }) => field.display?.(value))
      .filter((display) => display?.color !== undefined && !isClear(display.color))
      .map((display) => `${matcher.options}: "${display?.text}" in front of ${display?.color}`);
  });
}

/** A state timeline that merges equal values goes by thresholds alone if its colours do, and so does its legend. */
export function heedsMappings(panel: Panel): string[] {
  const names = mappedFields(panel).map(({ name }) => name);
  return names
    .filter((name) => drawn(panel, name, 'dark').config.color?.mode === 'thresholds')
    .map((name) => `${name}: colours by thresholds, so that bars and legend show "< 80" instead of states`);
}

/** The states on a timeline as it would write them. */
export function statesShown(panel: Panel, { shown }: Answer): string[] {
  const frames = draw(shown, panel, 'dark');
  const fields = frames.flatMap((frame) => frame.fields).filter(({ type }) => type === FieldType.number);
  return [...new Set(fields.flatMap((field) => field.values.map((each: unknown) => field.display?.(each).text ?? '')))];
}

/** Of all the colours that a stat can have in its background, only those of what is not fine are to be seen. */
export function fineIsQuiet(panel: Panel): string[] {
  const { config } = drawn(panel, 'Value', 'dark');
  const colours =
    config.color?.mode === 'fixed'
      ? [config.color.fixedColor]
      : [...(config.thresholds?.steps ?? []), ...mapped(config.mappings ?? [])].map(({ color }) => color);
  const problems = colours
    .filter((each): each is string => each !== undefined && !loud.includes(each) && !isClear(each))
    .map((each) => `background ${each} for what is fine`);
  const isQuietSomewhere = colours.some((each) => each !== undefined && isClear(each));
  return hasBackground(panel) ? [...problems, ...(isQuietSomewhere ? [] : ['no value without a background'])] : [];
}

/** What a stat shows while nothing is wrong has no background. */
export function isQuiet(panel: Panel, { shown }: Answer): string[] {
  const fields = draw(shown, panel, 'dark')
    .flatMap((frame) => frame.fields)
    .filter(({ type }) => type === FieldType.number);
  const displays = fields.map((field) => field.display?.(field.values.at(-1) ?? null));
  return hasBackground(panel)
    ? displays
        .filter((display) => display?.color !== undefined && !isClear(display.color))
        .map((display) => `${display?.text} in front of ${display?.color}`)
    : [];
}

function hasBackground(panel: Panel): boolean {
  return (panel.options?.colorMode ?? 'value').startsWith('background');
}

function isClear(name: string): boolean {
  const colour = themes.dark.visualization.getColorByName(name);
  return colour === 'transparent' || /^rgba\(.*, *0\)$/.test(colour) || /^#[0-9a-f]{6}00$/i.test(colour);
}

/** The fields of a panel that map values: all of them, or those that an override names. */
function mappedFields(panel: Panel): { name: string; list: ValueMapping[] }[] {
  const { defaults, overrides } = panel.fieldConfig;
  const overridden = overrides.flatMap(({ matcher, properties }) =>
    properties
      .filter(({ id }) => id === 'mappings')
      .map(({ value }) => ({ name: String(matcher.options), list: (value ?? []) as ValueMapping[] }))
  );
  return [{ name: 'Value', list: defaults.mappings ?? [] }, ...overridden].filter(({ list }) => list.length > 0);
}

export function hasMappings(panel: Panel): boolean {
  return mappedFields(panel).length > 0;
}

export function mapsBreaker(panel: Panel): boolean {
  return mappedFields(panel).some(({ list }) => isOfBreaker(list));
}

function isOfBreaker(list: ValueMapping[]): boolean {
  return mapped(list).some(({ text }) => text === 'half-open');
}

/** Values with what they are mapped to; those of ranges, for example, by an example value. */
function mapped(list: ValueMapping[]): { value: unknown; text?: string; color?: string }[] {
  return list.flatMap((mapping): { value: unknown; text?: string; color?: string }[] => {
    switch (mapping.type) {
      case MappingType.ValueToText:
        return Object.entries(mapping.options).map(([key, result]) => ({
          ...result,
          value: Number.isNaN(Number(key)) ? key : Number(key),
        }));
      case MappingType.RangeToText:
        return [{ ...mapping.options.result, value: mapping.options.from ?? mapping.options.to }];
      default:
        return [];
    }
  });
}

/** A field of that name with the panel's configuration. */
function drawn(panel: Panel, name: string, mode: Mode): Field {
  const frame = draw(
    [{ length: 1, fields: [{ name, type: FieldType.number, values: [0], config: {} }] }],
    panel,
    mode
  )[0];
  const field = frame?.fields[0];
  if (!field) {
    throw new Error(`${panel.title} draws no field ${name}`);
  }
  return field;
}

function text(field: Field | undefined, row: number): string {
  return field?.display?.(field.values[row]).text ?? '';
}

function value(frame: DataFrame, name: string, row: number): unknown {
  return frame.fields.find((field) => field.name === name)?.values[row];
}

function rows({ length }: DataFrame): number[] {
  return Array.from({ length }, (_, row) => row);
}

function only(frames: DataFrame[]): DataFrame {
  const [frame] = frames;
  if (!frame || frames.length !== 1) {
    throw new Error(`A table of ${frames.length} frames, of which Grafana shows one at a time`);
  }
  return frame;
}
