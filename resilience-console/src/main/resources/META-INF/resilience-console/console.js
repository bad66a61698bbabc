// State of the page: receives summaries and changes, and keeps the rows up to date.

import { SEVERITIES, dependency, event, graph, h, number, override, plural, tick, ticking } from './views.js';
import { openForm, openHelp, openRevoke, presetOf } from './forms.js';

const PAGE = 200;

const byId = (id) => document.getElementById(id);

const state = {
	session: { mayWrite: false, renew: readSession }, rows: new Map(), found: [], overrides: [], events: [], summary: null,
	show: 'trouble', words: [], limit: PAGE, open: null, graph: false, last: 0,
};

const elements = new Map();

const keyOf = (row) => `${row.caller}\n${row.target}`;

const SHOW = { trouble: (row) => row.severity >= 2, overridden: (row) => row.overrides.length > 0 || row.counts.deviating > 0 || row.counts.off > 0 || row.counts.forced > 0, all: () => true };

const worstFirst = (one, other) => other.severity - one.severity || other.counts.open - one.counts.open
	|| other.counts.ejected - one.counts.ejected || (one.caller < other.caller ? -1 : one.caller > other.caller ? 1 : one.target < other.target ? -1 : 1);

function isFound(row) {
	const text = `${row.caller} ${row.target} ${row.overrides.join(' ')}`.toLowerCase();
	return state.words.every((word) => text.includes(word));
}

// What the server sends

function apply(delta) {
	if (delta.full) {
		state.rows.clear();
		state.events = [];
	}
	delta.removed.forEach((key) => state.rows.delete(key));
	delta.rows.forEach((row) => state.rows.set(keyOf(row), row));
	state.summary = delta.summary;
	if (delta.overrides) {
		state.overrides = delta.overrides;
		renderOverrides();
	}
	if (delta.events.length > 0 || delta.full) {
		state.events = [...delta.events, ...state.events].slice(0, 100);
		renderEvents(delta.full ? null : delta.events);
	}
	renderStats();
	if (delta.full || delta.rows.length > 0 || delta.removed.length > 0) {
		render();
		refreshDetail();
	}
}

function live(text, style) {
	const element = byId('live');
	if (element.textContent !== text) {
		element.textContent = text;
	}
	element.className = `live ${style}`;
}

function connect() {
	const source = new EventSource('api/stream');
	source.addEventListener('state', (message) => {
		state.last = Date.now();
		live('live', 'on');
		apply(JSON.parse(message.data));
	});
	source.addEventListener('beat', () => {
		state.last = Date.now();
		live('live', 'on');
	});
	source.addEventListener('error', () => {
		live('reconnecting', 'off');
		if (source.readyState === EventSource.CLOSED) {
			setTimeout(connect, 5000);
		}
	});
}

// Header

function stat(value, label, style) {
	return h('li', { class: style }, h('b', {}, value), label);
}

function renderStats() {
	const summary = state.summary;
	const applied = state.overrides.filter((row) => row.index).length;
	byId('stats').replaceChildren(
		stat(number(summary.open), 'open', summary.open > 0 ? 'bad' : ''),
		stat(number(summary.dependencies), 'dependencies', ''),
		stat(number(summary.read), 'instances', ''),
		summary.unreachable > 0 ? stat(number(summary.unreachable), 'unreachable', 'warn') : '',
		stat(number(applied), applied === 1 ? 'override' : 'overrides', ''));
	document.title = summary.open > 0 ? `(${summary.open}) Resilience console` : 'Resilience console';
	const problems = [summary.discovery && `The instance list is old: ${summary.discovery.reason}`, summary.store && `Overrides cannot be read from Consul: ${summary.store.reason}`].filter(Boolean);
	byId('notice').hidden = problems.length === 0;
	byId('notice').textContent = problems.join(' · ');
}

// Rows

function visible() {
	const all = [...state.rows.values()];
	state.found.filter((row) => !state.rows.has(keyOf(row))).forEach((row) => all.push(row));
	return all.filter(isFound).sort(worstFirst);
}

function render() {
	const found = visible();
	const total = state.words.length === 0 && state.summary ? Math.max(state.summary.dependencies, found.length) : found.length;
	document.querySelectorAll('[data-show]').forEach((button) => {
		const kind = button.dataset.show;
		button.setAttribute('aria-pressed', String(kind === state.show));
		button.querySelector('b').textContent = number(kind === 'all' ? total : found.filter(SHOW[kind]).length);
	});
	const shown = found.filter(SHOW[state.show]);
	renderRows(shown.slice(0, state.limit));
	const left = shown.length - state.limit;
	byId('more').hidden = left <= 0;
	byId('more').textContent = `Show ${number(Math.min(left, PAGE))} more`;
	renderEmpty(shown.length === 0);
	renderGraph(found);
}

function renderEmpty(isEmpty) {
	const element = byId('empty');
	element.hidden = !isEmpty || !state.summary;
	if (!element.hidden) {
		const healthy = state.words.length === 0 && state.show === 'trouble';
		element.replaceChildren(...(healthy && state.summary.read > 0 ? [h('b', {}, 'No dependency is in trouble'), `${plural(state.summary.dependencies, 'dependency').replace('dependencys', 'dependencies')} on ${plural(state.summary.read, 'instance')}`]
			: [state.summary.instances === 0 ? 'No instances have been found yet' : 'No dependency matches']));
	}
}

function renderRows(rows) {
	const body = byId('rows');
	const keep = new Set();
	let previous = null;
	for (const row of rows) {
		const key = keyOf(row);
		keep.add(key);
		let entry = elements.get(key);
		if (!entry) {
			entry = { element: createRow(key) };
			elements.set(key, entry);
		}
		if (entry.row !== row) {
			entry.row = row;
			fill(entry.element, row);
		}
		const expected = previous ? previous.nextElementSibling : body.firstElementChild;
		if (expected !== entry.element) {
			body.insertBefore(entry.element, expected);
		}
		previous = entry.element;
		if (state.open?.key === key) {
			if (previous.nextElementSibling !== state.open.element) {
				previous.after(state.open.element);
			}
			previous = state.open.element;
		}
	}
	for (const [key, entry] of elements) {
		if (!keep.has(key)) {
			entry.element.remove();
			elements.delete(key);
			if (state.open?.key === key) {
				close();
			}
		}
	}
	const focusable = body.querySelector('.row[tabindex="0"]') ?? body.querySelector('.row');
	focusable?.setAttribute('tabindex', '0');
}

function createRow(key) {
	const row = h('tr', { class: 'row', tabindex: -1, 'aria-expanded': 'false', click: () => toggle(key), keydown: (event) => onRowKey(event, key), focus: () => {
		document.querySelectorAll('.row[tabindex="0"]').forEach((other) => other.setAttribute('tabindex', '-1'));
		row.setAttribute('tabindex', '0');
	} });
	return row;
}

function fill(element, row) {
	const counts = row.counts;
	const bar = h('div', { class: counts.open > 0 ? '' : counts.halfOpen > 0 ? 'half' : 'none' });
	bar.style.width = `${100 * (counts.open || counts.halfOpen) / Math.max(1, counts.instances)}%`;
	element.replaceChildren(
		h('td', {}, h('span', { class: `pill s${row.severity}` }, counts.forced > 0 && counts.forced === counts.open ? 'forced open' : SEVERITIES[row.severity] ?? '')),
		h('td', { class: 'name' }, row.caller, h('i', { 'aria-label': 'calls' }, '→'), row.target, row.overrides.map((id) => h('span', { class: 'tag', title: 'Override' }, id)),
			counts.deviating > 0 && h('span', { class: 'tag', title: 'Changed by an operator on single instances' }, 'deviates')),
		h('td', {}, h('div', { class: 'share' }, h('div', { class: 'meter' }, bar), `${number(counts.open)} of ${number(counts.instances)}`)),
		h('td', {}, row.since ? ticking(row.since) : ''),
		h('td', { class: 'reason', title: row.reason ?? '' }, ...(row.reason ? [row.reason] : [])),
		h('td', { class: 'number' }, counts.ejected > 0 ? number(counts.ejected) : ''));
}

function onRowKey(event, key) {
	if (event.target !== event.currentTarget) {
		return;
	}
	const move = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, Home: -Infinity, End: Infinity }[event.key];
	if (move) {
		event.preventDefault();
		const all = [...document.querySelectorAll('.row')];
		const next = Math.min(all.length - 1, Math.max(0, all.indexOf(event.currentTarget) + move));
		all[next].focus();
	}
	else if (event.key === 'Enter' || event.key === ' ') {
		event.preventDefault();
		toggle(key);
	}
}

// Detail

function close() {
	if (state.open) {
		elements.get(state.open.key)?.element.setAttribute('aria-expanded', 'false');
		state.open.element.remove();
		state.open = null;
	}
}

function toggle(key) {
	const wasOpen = state.open?.key === key;
	close();
	if (!wasOpen) {
		const cell = h('td', { colspan: 6 }, h('div', { class: 'inner muted' }, 'Reading…'));
		state.open = { key, element: h('tr', { class: 'detail' }, cell), cell };
		const row = elements.get(key).element;
		row.setAttribute('aria-expanded', 'true');
		row.after(state.open.element);
		refreshDetail();
	}
}

async function refreshDetail() {
	const open = state.open;
	// An expanded instance stays as it is
	if (!open || open.cell.querySelector('[aria-expanded="true"]') || open.cell.contains(document.activeElement)) {
		return;
	}
	const [caller, target] = open.key.split('\n');
	const detail = await read(`api/dependency?${new URLSearchParams({ caller, target })}`);
	if (state.open !== open || !detail) {
		return;
	}
	open.cell.replaceChildren(dependency(detail, {
		mayWrite: state.session.mayWrite,
		override: () => create({ application: caller, target }),
		instance: (key) => read(`api/instance?${new URLSearchParams({ key, target })}`, true),
	}));
}

async function read(url, withProblems) {
	try {
		const response = await fetch(url, { headers: { Accept: 'application/json' } });
		return response.ok || withProblems ? await response.json() : null;
	}
	catch {
		return withProblems ? { detail: 'The console does not respond.' } : null;
	}
}

// Graph

function renderGraph(found) {
	const isFiltered = state.words.length > 0;
	const toggleButton = byId('graph-toggle');
	toggleButton.disabled = !isFiltered;
	toggleButton.title = isFiltered ? '' : 'Filter first';
	const shown = isFiltered && state.graph;
	toggleButton.setAttribute('aria-pressed', String(shown));
	byId('graph').hidden = !shown;
	if (shown) {
		byId('graph').replaceChildren(found.length > 0 ? graph(found) : h('p', {}, 'No dependency matches'));
	}
}

// Overrides and events

function renderOverrides() {
	const element = byId('overrides');
	const focused = document.activeElement?.closest('.override')?.dataset.id;
	const action = document.activeElement?.dataset?.action;
	byId('overrides-count').textContent = state.overrides.length > 0 ? number(state.overrides.length) : '';
	element.replaceChildren(...(state.overrides.length > 0 ? state.overrides.slice(0, 50).map((row) => override(row, { mayWrite: state.session.mayWrite, change: (one) => create(presetOf(one)), revoke: (one) => openRevoke(state.session, one) }))
		: [h('div', { class: 'empty' }, 'None in force')]));
	if (focused && action) {
		[...element.children].find((child) => child.dataset.id === focused)?.querySelector(`[data-action="${action}"]`)?.focus();
	}
}

function renderEvents(news) {
	const list = byId('events');
	if (news === null) {
		list.replaceChildren(...(state.events.length > 0 ? state.events.map(event) : [h('div', { class: 'empty' }, 'Nothing has happened since this console started')]));
		return;
	}
	list.querySelector('.empty')?.remove();
	list.prepend(...news.map(event));
	while (list.children.length > 100) {
		list.lastElementChild.remove();
	}
}

function create(preset) {
	const rows = [...state.rows.values()];
	openForm(state.session, { applications: [...new Set(rows.map((row) => row.caller))].sort().slice(0, 500), targets: [...new Set(rows.map((row) => row.target))].sort().slice(0, 500) }, preset);
}

// Filter and keyboard

let searching = 0;

function onFilter() {
	const text = byId('filter').value;
	state.words = text.toLowerCase().split(/\s+/).filter(Boolean);
	state.limit = PAGE;
	state.found = [];
	render();
	const omitted = state.summary && state.summary.dependencies > state.rows.size;
	if (omitted && state.words.length > 0) {
		clearTimeout(searching);
		searching = setTimeout(async () => {
			const result = await read(`api/dependencies?${new URLSearchParams({ filter: text })}`);
			if (result && byId('filter').value === text) {
				state.found = result.rows;
				render();
			}
		}, 200);
	}
}

function show(kind) {
	state.show = kind;
	state.limit = PAGE;
	render();
}

function toggleTheme() {
	const theme = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light';
	document.documentElement.dataset.theme = theme;
	localStorage.setItem('resilience-theme', theme);
}

function escape(target) {
	if (state.open) {
		const key = state.open.key;
		close();
		elements.get(key)?.element.focus();
	}
	else if (byId('filter').value || target === byId('filter')) {
		byId('filter').value = '';
		onFilter();
		byId('filter').blur();
	}
}

const KEYS = {
	'/': () => byId('filter').focus(), n: () => state.session.mayWrite && create({}), t: toggleTheme, '?': () => openHelp(state.session.mayWrite),
	g: () => !byId('graph-toggle').disabled && byId('graph-toggle').click(), 1: () => show('trouble'), 2: () => show('overridden'), 3: () => show('all'),
};

function onKey(event) {
	if (document.querySelector('dialog[open]') || event.ctrlKey || event.metaKey || event.altKey) {
		return;
	}
	const isTyping = event.target.matches('input, textarea, select');
	if (event.key === 'Escape') {
		escape(event.target);
	}
	else if (event.target.id === 'filter' && (event.key === 'ArrowDown' || event.key === 'Enter')) {
		event.preventDefault();
		document.querySelector('.row')?.focus();
	}
	else if (!isTyping && Object.hasOwn(KEYS, event.key)) {
		event.preventDefault();
		KEYS[event.key]();
	}
}

function listen() {
	byId('filter').addEventListener('input', onFilter);
	byId('more').addEventListener('click', () => {
		state.limit += PAGE;
		render();
	});
	byId('graph-toggle').addEventListener('click', () => {
		state.graph = !state.graph;
		render();
	});
	byId('theme').addEventListener('click', toggleTheme);
	byId('help').addEventListener('click', () => openHelp(state.session.mayWrite));
	byId('create').addEventListener('click', () => create({}));
	document.querySelectorAll('[data-show]').forEach((button) => button.addEventListener('click', () => show(button.dataset.show)));
	document.addEventListener('keydown', onKey);
}

/** Reads the user and the CSRF token; returns whether the user may write. Open dialogs hold the same session. */
async function readSession() {
	const session = await read('api/session');
	if (session) {
		delete state.session.csrf;
		Object.assign(state.session, session);
		byId('create').hidden = !session.mayWrite;
		renderOverrides();
	}
	return Boolean(session?.mayWrite);
}

async function start() {
	document.documentElement.dataset.theme = localStorage.getItem('resilience-theme') ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
	listen();
	renderOverrides();
	connect();
	setInterval(() => {
		document.querySelectorAll('time[data-ticks]').forEach(tick);
		if (state.last > 0 && Date.now() - state.last > 20_000) {
			live('no data', 'off');
		}
	}, 1000);
	await readSession();
}

start();
