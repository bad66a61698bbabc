import {
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';

/**
 * The colours that mean something, from the palette of Okabe and Ito (2008) but for one, and the same on every panel.
 *
 * The nearest two of the six states are 17 apart (CIE76) under any of protanopia, deuteranopia and tritanopia as Machado
 * simulates them, and fine, watch and wrong at least 34. Colour is never the only sign: each state is written out as well.
 * Lines that merely need telling apart, one per application, take Grafana's own palette.
 */
export const colour = {
  fine: '#009E73',
  /** What is fine where only a color can say that something is there, as the bars of a timeline: a grayed green. */
  quiet: '#4D6B62',
  watch: '#F0E442',
  wrong: '#D55E00',
  byHand: '#CC79A7',
  off: '#0072B2',
  observing: '#56B4E9',
  refused: '#E69F00',
} as const;

interface State {
  readonly code: number;
  /** How urgent it is: what tables are sorted by, and which of the states on several instances is named. */
  readonly severity: number;
  readonly label: string;
  /** The value of the label `state`, and of `from` and `to`. */
  readonly tag: string;
  readonly colour: string;
}

/** The states of a breaker, `code` as `resilience_circuitbreaker_state_code` numbers them. */
export const states: readonly State[] = [
  { code: 0, severity: 0, label: 'closed', tag: 'closed', colour: colour.quiet },
  { code: 1, severity: 3, label: 'half-open', tag: 'half_open', colour: colour.watch },
  { code: 2, severity: 4, label: 'open', tag: 'open', colour: colour.wrong },
  { code: 3, severity: 5, label: 'forced open', tag: 'forced_open', colour: colour.byHand },
  { code: 4, severity: 2, label: 'disabled', tag: 'disabled', colour: colour.off },
  { code: 5, severity: 1, label: 'metrics only', tag: 'metrics_only', colour: colour.observing },
];

/** From here on a breaker is not as it should be by itself; below, it is closed or was set by hand. */
export const halfOpen = severity('half_open');

export function severity(tag: string): number {
  const state = states.find((each) => each.tag === tag);
  if (state === undefined) {
    throw new Error(`No state ${tag}`);
  }
  return state.severity;
}

/** By the number given: its code in a series of one breaker, its severity in what is recorded of several. */
export const stateMappings = (number: 'code' | 'severity'): ValueMapping[] =>
  texts(...ordered(number).map((state): Text => [state[number], state.label, state.colour]));

/** For the cells of a table, by severity: a closed one has no color. */
export const stateCellMappings = (): ValueMapping[] =>
  texts(...ordered('severity').map(({ severity: value, label, colour: own }): Text => (value === 0 ? [value, label] : [value, label, own])));

const ordered = (number: 'code' | 'severity') => [...states].sort((a, b) => a[number] - b[number]);

type Text = [value: number, text: string, color?: string];

function texts(...steps: Text[]): ValueMapping[] {
  const options = Object.fromEntries(
    steps.map(([value, text, color], index) => [String(value), { text, ...(color !== undefined && { color }), index }])
  );
  return [{ type: MappingType.ValueToText, options }];
}

/** Numbers, so that a table can be sorted by them. */
export const alertMappings = texts(
  [6, 'critical', colour.wrong],
  [5, 'warning', colour.watch],
  [4, 'info', colour.observing],
  [3, 'pending'],
  [2, 'pending'],
  [1, 'pending']
);

/** What a cell that is there for its link says. */
export const runbookMapping = texts([0, 'Runbook']);

/** Steps from `base` upwards: `levels(plain, [0.01, colour.watch])` is plain below one per cent. */
export function levels(base: string, ...steps: [value: number, colour: string][]): ThresholdsConfigBuilder {
  const above = steps.map(([value, color]) => ({ value, color }));
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([{ value: null, color: base }, ...above]);
}

/** What is fine has no colour of its own: a colour says that there is something to look at. */
export const plain = 'transparent';

/** Plain below the first limit, to be watched from there on, wrong from the second. */
export const limited = ({ watch, wrong }: { watch: number; wrong: number }): ThresholdsConfigBuilder =>
  levels(plain, [watch, colour.watch], [wrong, colour.wrong]);

export const anyIsWrong = levels(plain, [1, colour.wrong]);
export const anyIsToWatch = levels(plain, [1, colour.watch]);
export const noneIsWrong = levels(colour.wrong, [1, plain]);

/** What a call came to, and what an instance is to its caller: a colour by the value of the label. */
export const outcomeColours: Record<string, string> = {
  success: colour.fine,
  error: colour.wrong,
  rejected: colour.refused,
  fallback: colour.observing,
  stale: colour.watch,
};

export const instanceColours: Record<string, string> = {
  available: colour.fine,
  ejected: colour.wrong,
  standby: colour.off,
};

export const transitionColours: Record<string, string> = Object.fromEntries(
  states.map((state) => [state.tag, state.colour])
);

/** What a reader calls the states whose tags are spelled differently. */
export const transitionNames: Record<string, string> = Object.fromEntries(
  states.filter(({ tag, label }) => tag !== label).map(({ tag, label }) => [tag, label])
);
