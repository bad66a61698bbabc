// Building blocks of the page. Text of instances goes into text nodes only.

const SVG = 'http://www.w3.org/2000/svg';

export const SEVERITIES = ['ok', 'changed', 'ejecting', 'half-open', 'partly open', 'open'];

/** Creates an element; children are elements or text. */
export function h(tag, properties, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(properties ?? {})) {
		if (typeof value === 'function') {
			element.addEventListener(name, value);
		}
		else if (value !== undefined && value !== null && value !== false) {
			element.setAttribute(name, value === true ? '' : String(value));
		}
	}
	element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false)
		.map((child) => (child instanceof Node) ? child : document.createTextNode(String(child))));
	return element;
}

function s(tag, attributes, ...children) {
	const element = document.createElementNS(SVG, tag);
	Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, String(value)));
	element.append(...children);
	return element;
}

/** A link, if it is one to a web page. */
export function link(label, url) {
	return /^https?:\/\//.test(url) ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label) : null;
}

export const number = (value) => Number(value).toLocaleString('en-US');

export const plural = (count, word) => `${number(count)} ${word}${count === 1 ? '' : 's'}`;

/** A duration in at most two units. */
export function duration(millis) {
	const seconds = Math.max(0, Math.round(millis / 1000));
	if (seconds < 60) {
		return `${seconds} s`;
	}
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) {
		return `${minutes} min`;
	}
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? (minutes % 60 && hours < 10 ? `${hours} h ${minutes % 60} m` : `${hours} h`) : `${Math.floor(hours / 24)} d`;
}

/** An element that shows the time since, or until, an instant. */
export function ticking(instant, until) {
	const element = h('time', { datetime: instant, title: new Date(instant).toLocaleString() });
	element.dataset.ticks = until ? 'until' : 'since';
	tick(element);
	return element;
}

export function tick(element) {
	const millis = new Date(element.dateTime).getTime() - Date.now();
	const text = Number.isNaN(millis) ? '' : duration(element.dataset.ticks === 'until' ? millis : -millis);
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

const STATES = {
	OPEN: ['open', 'open'], FORCED_OPEN: ['forced', 'forced open'], HALF_OPEN: ['half', 'half-open'],
	DISABLED: ['off', 'disabled'], METRICS_ONLY: ['off', 'metrics only'], CLOSED: ['closed', 'closed'],
};

/** Detail of a dependency, by instance of its caller. */
export function dependency(detail, actions) {
	const links = Object.entries(detail.links ?? {}).map(([name, url]) => link(name, url));
	const body = h('tbody');
	detail.instances.forEach((instance) => body.append(instanceRow(instance, body, actions)));
	return h('div', { class: 'inner' },
		h('div', { class: 'actions' },
			h('span', {}, plural(detail.instances.length + detail.omitted, 'instance'), ' of ', detail.caller), ...links,
			actions.mayWrite && h('button', { type: 'button', class: 'push', click: actions.override }, 'Override…')),
		h('table', { class: 'instances' },
			h('thead', {}, h('tr', {}, ['Instance', 'Circuit breaker', 'For', 'Last state change', 'Ejected'].map((name) => h('th', { scope: 'col' }, name)))),
			body),
		detail.omitted > 0 && h('p', { class: 'muted' }, `${number(detail.omitted)} more instances are not shown.`));
}

function instanceRow(instance, body, actions) {
	const state = instance.state;
	if (!state) {
		return h('tr', {}, h('td', {}, instance.instance), h('td', { class: 'state unread' }, 'not read'),
			h('td', {}, ticking(instance.healthSince)), h('td', { colspan: 2 }, instance.problem ?? ''));
	}
	const breaker = state.breaker;
	const [style, words] = breaker ? (STATES[breaker.state] ?? ['unread', 'unknown']) : ['unread', 'none'];
	const more = h('button', { type: 'button', class: 'link', 'aria-expanded': 'false' }, instance.instance);
	const row = h('tr', {}, h('td', {}, more, (state.overrides ?? []).map((id) => h('span', { class: 'tag' }, id)), state.deviates && h('span', { class: 'tag' }, 'deviates')),
		h('td', { class: `state ${style}` }, words),
		h('td', {}, breaker?.since ? ticking(breaker.since) : ''),
		h('td', {}, breaker?.last ? breaker.last.reason : '', breaker?.rejected > 0 && h('span', { class: 'muted' }, ` · ${number(breaker.rejected)} rejected`)),
		h('td', {}, state.ejections.map((ejection) => h('div', {}, ejection.address, h('span', { class: 'muted' }, ` ${ejection.reason}`)))));
	more.addEventListener('click', () => toggleSettings(more, row, instance, actions));
	return row;
}

async function toggleSettings(button, row, instance, actions) {
	if (button.getAttribute('aria-expanded') === 'true') {
		button.setAttribute('aria-expanded', 'false');
		row.nextElementSibling.remove();
		return;
	}
	button.setAttribute('aria-expanded', 'true');
	const cell = h('td', { colspan: 5 }, h('span', { class: 'muted' }, 'Reading the settings from the instance…'));
	row.after(h('tr', {}, cell));
	const answer = await actions.instance(instance.key);
	cell.replaceChildren(answer.settings ? settings(answer.settings) : h('span', { class: 'problem' }, answer.detail ?? 'The instance has no settings for this target.'));
}

function settings(values) {
	return h('table', { class: 'settings' }, h('tbody', {}, Object.entries(values).map(([name, setting]) => {
		const origin = setting?.origin ?? {};
		const from = origin.override ? `override ${origin.override}` : [origin.location ?? origin.source ?? String(origin.kind ?? '').toLowerCase()].join('');
		return h('tr', {}, h('td', { class: 'mono' }, name), h('td', { class: 'mono' }, String(setting?.value ?? '')), h('td', { class: 'muted' }, from));
	})));
}

/** Who calls whom, from left to right. */
export function graph(rows) {
	const names = [...new Set(rows.flatMap((row) => [row.caller, row.target]))];
	if (names.length > 60 || rows.length > 120) {
		return h('p', {}, `${rows.length} dependencies are too many for a graph; filter further.`);
	}
	const layer = layers(names, rows);
	const columns = [];
	names.forEach((name) => (columns[layer.get(name)] ??= []).push(name));
	const filled = columns.filter((column) => column);
	const position = new Map();
	const height = Math.max(...filled.map((column) => column.length)) * 38 + 10;
	filled.forEach((column, x) => column.sort().forEach((name, y) => position.set(name, { x: 10 + x * 250, y: (height - column.length * 38) / 2 + y * 38 })));
	const width = filled.length * 250 - 50;
	const svg = s('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Who calls whom' });
	[...rows].sort((one, other) => one.severity - other.severity).forEach((row) => svg.append(edge(row, position)));
	names.forEach((name) => svg.append(...node(name, position.get(name), rows.some((row) => row.target === name && row.severity >= 4))));
	return svg;
}

function layers(names, rows) {
	const layer = new Map(names.map((name) => [name, 0]));
	// Bounded, because there may be cycles
	for (let round = 0; round < Math.min(names.length, 8); round++) {
		rows.filter((row) => row.caller !== row.target && layer.get(row.target) <= layer.get(row.caller) && layer.get(row.caller) < 6)
			.forEach((row) => layer.set(row.target, layer.get(row.caller) + 1));
	}
	return layer;
}

function edge(row, position) {
	const from = position.get(row.caller);
	const to = position.get(row.target);
	const [x1, y1, x2, y2] = [from.x + 180, from.y + 15, to.x, to.y + 15];
	const bend = Math.max(30, Math.abs(x2 - x1) / 2);
	return s('path', { class: `s${row.severity}`, d: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` });
}

function node(name, at, bad) {
	const label = s('text', { x: at.x + 10, y: at.y + 19 });
	label.textContent = name.length > 24 ? `${name.slice(0, 23)}…` : name;
	const title = s('title', {});
	title.textContent = name;
	return [s('rect', { x: at.x, y: at.y, width: 180, height: 30, rx: 5, class: bad ? 'bad' : '' }, title), label];
}

/** An override, and who has applied it. */
export function override(row, actions) {
	const document = row.document;
	const ack = row.acknowledgment;
	const ends = document?.expiry && h('span', { class: 'ends' }, 'ends in ', ticking(document.expiry, true));
	return h('article', { class: 'override', 'data-id': row.id },
		h('div', { class: 'top' }, h('span', { class: 'id' }, row.id), ends),
		document && h('p', { class: 'what' }, describe(document)),
		document && h('p', { class: 'why' }, document.by.reason, document.by.owner && ` — ${document.by.owner}`),
		row.problem && h('p', { class: 'problem' }, row.problem),
		progress(ack),
		ack.others.length > 0 && h('ul', { class: 'others' }, ack.others.slice(0, 8).map((other) => h('li', {}, h('span', {}, other.instance), h('span', { class: 'why' }, `${words(other.state)}${other.reason ? `: ${other.reason}` : ''}`))),
			ack.others.length > 8 && h('li', { class: 'muted' }, `and ${number(ack.of - ack.applied - 8)} more`)),
		actions.mayWrite && row.index && h('div', { class: 'buttons' },
			document && h('button', { type: 'button', 'data-action': 'change', click: () => actions.change(row) }, 'Change…'),
			h('button', { type: 'button', 'data-action': 'revoke', click: () => actions.revoke(row) }, 'Revoke…')));
}

const words = (constant) => String(constant).toLowerCase().replaceAll('_', ' ');

export function describe(document) {
	const where = [document.application, document.target].filter(Boolean).join(' → ');
	const what = document.state ? document.state : Object.entries(document.settings ?? {}).map(([key, value]) => `${key} = ${value}`).join(', ');
	const tags = document.tags?.length ? ` with ${document.tags.join(', ')}` : '';
	return `${where}: ${what}${tags}${document.share < 100 ? `, on ${document.share} %` : ''}`;
}

function progress(ack) {
	const done = h('div', { class: 'done' });
	const rest = h('div', { class: 'rest' });
	const percent = (count) => `${ack.of ? 100 * count / ack.of : 0}%`;
	done.style.width = percent(ack.applied);
	rest.style.width = percent(ack.of - ack.applied);
	const text = ack.of ? [h('b', {}, number(ack.applied)), ` of ${number(ack.of)} applied`] : ['no instance matches'];
	return h('div', { class: 'progress' }, h('span', { class: 'applied' }, ...text), h('div', { class: 'track' }, done, rest),
		ack.notSelected > 0 && h('span', { class: 'muted' }, `${number(ack.notSelected)} not in share`));
}

/** An event. */
export function event(event) {
	const time = new Date(event.at);
	return h('li', { class: event.kind }, h('time', { datetime: event.at, title: time.toLocaleString() }, time.toLocaleTimeString('en-GB')),
		h('span', { class: 'dot' }), h('div', {}, h('div', { class: 'subject' }, event.subject), h('div', { class: 'text' }, event.text)));
}
