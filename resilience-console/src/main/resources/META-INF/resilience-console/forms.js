// Dialogs: create, change and revoke an override.

import { describe, duration, h, number, plural } from './views.js';

const STATES = [['force-open', 'Hold open: reject all calls'], ['close', 'Hold closed'], ['disable', 'Disable: let all calls through'], ['metrics-only', 'Metrics only: measure, never open']];

/** Sends a change; returns the status and the response. A session that is no longer valid is read again. */
export async function send(session, method, path, body) {
	try {
		let response = await change(session, method, path, body);
		if ((response.status === 401 || response.status === 403) && await session.renew()) {
			response = await change(session, method, path, body);
		}
		return { status: response.status, body: await response.json().catch(() => ({})) };
	}
	catch {
		return { status: 0, body: { detail: 'The console does not respond.' } };
	}
}

function change(session, method, path, body) {
	const token = session.csrf ? { [session.csrf.header]: session.csrf.token } : {};
	return fetch(path, { method, headers: { 'Content-Type': 'application/json', ...token }, body: body && JSON.stringify(body) });
}

function title(dialog, id, text) {
	return h('header', {}, h('h2', { id }, text), h('button', { type: 'button', 'aria-label': 'Close', click: () => dialog.close() }, '×'));
}

function field(name, label, control, hint, wide) {
	const id = `field-${name}`;
	control.id ||= id;
	control.setAttribute('aria-describedby', `${id}-wrong ${id}-hint`);
	return h('div', { class: wide ? 'field wide' : 'field', 'data-field': name }, h('label', { for: control.id }, label), control.parentNode ?? control,
		hint && h('span', { class: 'hint', id: `${id}-hint` }, hint), h('span', { class: 'wrong', id: `${id}-wrong`, role: 'alert' }));
}

function presets(input, values) {
	h('div', { class: 'presets' }, input, values.map((value) => h('button', { type: 'button', click: () => {
		input.value = value;
		input.dispatchEvent(new Event('input', { bubbles: true }));
	} }, input.type === 'number' ? `${value} %` : value)));
	return input;
}

/** Opens the form. */
export function openForm(session, known, preset) {
	new OverrideForm(session, known, preset).open();
}

class OverrideForm {

	constructor(session, known, preset) {
		this.session = session;
		this.preset = preset;
		this.isChange = Boolean(preset.index);
		this.dialog = document.getElementById('form-dialog');
		this.controls = this.createControls(known, preset);
		this.result = h('div', { id: 'result', 'aria-live': 'polite' });
		this.dryRun = h('button', { type: 'button', id: 'dry-run', click: () => this.tryOut() }, 'Dry run');
		this.submit = h('button', { type: 'submit', id: 'submit', class: 'primary', disabled: true }, this.isChange ? 'Change' : 'Create');
		this.tried = null;
	}

	createControls(known, preset) {
		const text = (value, more) => h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', value: value ?? '', ...more });
		return {
			application: text(preset.application, { list: 'known-applications' }),
			target: text(preset.target, { list: 'known-targets' }),
			kind: preset.settings ? 'settings' : 'state',
			state: h('select', {}, STATES.map(([value, label]) => h('option', { value, selected: value === (preset.state ?? 'force-open') }, label))),
			settings: h('textarea', { spellcheck: 'false', placeholder: 'resilience.client.targets.inventory.timeout=500ms' }, preset.settings ?? ''),
			tags: text(preset.tags, { placeholder: 'zone=eu-*, canary' }),
			share: presets(h('input', { type: 'number', min: 1, max: 100, value: preset.share ?? 100 }), [10, 50, 100]),
			lifetime: presets(text(preset.lifetime ?? '15m'), ['5m', '1h', '8h']),
			reason: text(preset.reason, { placeholder: 'INC-42: database migration', maxlength: 200 }),
			id: text(preset.id, { readonly: this.isChange, placeholder: 'inc-42', maxlength: 63 }),
			lists: [h('datalist', { id: 'known-applications' }, known.applications.map((value) => h('option', { value }))),
				h('datalist', { id: 'known-targets' }, known.targets.map((value) => h('option', { value })))],
		};
	}

	open() {
		const c = this.controls;
		const kinds = ['state', 'settings'].map((kind) => h('label', {}, h('input', { type: 'radio', name: 'kind', value: kind, checked: c.kind === kind, change: () => this.choose(kind) }), kind === 'state' ? 'Circuit breaker' : 'Settings'));
		this.stateField = field('state', 'State', c.state);
		this.targetField = field('target', 'Target', c.target, 'Name of the dependency; * and ? are wildcards');
		this.settingsField = field('settings', 'Settings', c.settings, 'One a line, as key=value', true);
		const form = h('form', { novalidate: true, submit: (event) => this.write(event), input: () => this.changed() },
			title(this.dialog, 'form-title', this.isChange ? `Change ${this.preset.id}` : 'New override'),
			h('div', { class: 'body' }, h('div', { class: 'grid' },
				field('application', 'Application', c.application, 'The caller; * and ? are wildcards'), this.targetField,
				h('div', { class: 'field' }, h('span', { class: 'label', id: 'kind-label' }, 'What changes'), h('div', { class: 'choice', role: 'radiogroup', 'aria-labelledby': 'kind-label' }, kinds)),
				this.stateField, this.settingsField,
				field('lifetime', 'Ends after', c.lifetime, 'At most 7d; ends by itself'),
				field('share', 'Share of instances', c.share, 'Grow it later, wave by wave'),
				field('reason', 'Reason', c.reason, `Shown to everybody, with your name: ${this.session.user}`, true),
				field('tags', 'Only instances with tags', c.tags, 'Optional, separated by commas'),
				field('id', 'ID', c.id, this.isChange ? 'Cannot be changed' : 'Such as the number of the incident')), this.result),
			h('footer', {}, h('span', { class: 'hint' }, 'A dry run changes nothing.'), this.dryRun, this.submit), ...c.lists);
		this.dialog.replaceChildren(form);
		this.choose(c.kind);
		this.dialog.showModal();
		(c.application.value ? (this.isChange ? c.share : c.reason) : c.application).focus();
	}

	choose(kind) {
		this.controls.kind = kind;
		this.stateField.hidden = kind !== 'state';
		this.targetField.hidden = kind !== 'state';
		this.settingsField.hidden = kind !== 'settings';
		this.changed();
	}

	/** A dry run is valid for exactly what was tried. */
	changed() {
		this.submit.disabled = this.tried !== JSON.stringify(this.values());
	}

	values() {
		const c = this.controls;
		const isState = c.kind === 'state';
		const text = (control) => control.value.trim();
		return {
			id: text(c.id), application: text(c.application), target: isState ? text(c.target) : null,
			tags: text(c.tags).split(',').map((tag) => tag.trim()).filter(Boolean),
			state: isState ? c.state.value : null, settings: isState ? null : parse(c.settings.value), reason: text(c.reason),
			timing: { lifetime: text(c.lifetime), share: Number.parseInt(c.share.value, 10) || 0, index: this.preset.index ?? null },
		};
	}

	async tryOut() {
		const values = this.values();
		this.dryRun.disabled = true;
		this.result.replaceChildren(h('p', { class: 'muted' }, 'Asking the instances…'));
		const { status, body } = await send(this.session, 'POST', 'api/overrides/dry-run', values);
		this.dryRun.disabled = false;
		this.show(body.problems && status === 422 ? body.problems : []);
		if (status !== 200) {
			this.result.replaceChildren(status === 422 ? '' : h('div', { class: 'result bad' }, body.detail ?? `The console responds with status ${status}.`));
			return;
		}
		this.result.replaceChildren(dryRunResult(body));
		this.result.scrollIntoView({ block: 'nearest' });
		if (body.problems.length === 0) {
			this.tried = JSON.stringify(values);
			this.changed();
			this.submit.focus();
		}
	}

	show(problems) {
		this.dialog.querySelectorAll('[data-field]').forEach((element) => {
			const problem = problems.find((one) => one.field === element.dataset.field);
			element.querySelector('.wrong').textContent = problem?.message ?? '';
			element.querySelectorAll('input, select, textarea').forEach((control) => control.setAttribute('aria-invalid', String(Boolean(problem))));
		});
		this.dialog.querySelector('[aria-invalid="true"]')?.focus();
	}

	async write(event) {
		event.preventDefault();
		if (this.submit.disabled) {
			return this.tryOut();
		}
		this.submit.disabled = true;
		const { status, body } = await send(this.session, 'POST', 'api/overrides', this.values());
		if (status === 200) {
			this.dialog.close();
			return undefined;
		}
		this.show(body.problems ?? []);
		this.result.replaceChildren(h('div', { class: 'result bad' }, body.detail ?? 'Not written: see the fields above.'));
		this.changed();
		return undefined;
	}

}

function parse(text) {
	const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
	return Object.fromEntries(lines.map((line) => {
		const at = line.indexOf('=');
		return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
	}));
}

function dryRunResult(result) {
	const ok = result.problems.length === 0;
	const line = (one) => h('li', {}, one.what, one.before || one.after ? `: ${one.before} → ${one.after}` : '', h('span', { class: 'muted' }, ` on ${plural(one.instances, 'instance')}`));
	return h('div', { class: `result ${ok ? 'ok' : 'bad'}` },
		h('h3', {}, ok ? `Would apply on ${number(result.selected)} of ${plural(result.asked, 'instance')}` : 'Instances would reject it'),
		result.rejectedCalls > 0 && h('p', {}, `Would have rejected ${plural(result.rejectedCalls, 'call')} in the last minute.`),
		h('ul', {}, result.problems.map(line), result.changes.slice(0, 12).map(line)),
		result.failures.length > 0 && h('p', { class: 'muted' }, `Not asked: ${result.failures.slice(0, 6).map((one) => `${one.instance} (${one.reason ?? one.state})`).join(', ')}${result.failures.length > 6 ? ', …' : ''}`));
}

/** Turns an override into the values of the form. */
export function presetOf(row) {
	const document = row.document;
	const left = new Date(document.expiry).getTime() - Date.now();
	const settings = Object.entries(document.settings ?? {}).map(([key, value]) => `${key}=${value}`).join('\n');
	return {
		id: row.id, index: row.index, application: document.application, target: document.target, state: document.state, settings: settings || undefined,
		tags: (document.tags ?? []).join(', '), share: document.share, reason: document.by.reason, lifetime: `${Math.max(1, Math.round(left / 60000))}m`,
	};
}

/** Asks before an override is revoked. */
export function openRevoke(session, row) {
	const dialog = document.getElementById('revoke-dialog');
	const wrong = h('p', { class: 'problem', role: 'alert' });
	const confirm = h('button', { type: 'button', id: 'confirm-revoke', class: 'danger', click: async () => {
		confirm.disabled = true;
		const { status, body } = await send(session, 'DELETE', `api/overrides/${encodeURIComponent(row.id)}?index=${encodeURIComponent(row.index)}`);
		if (status === 200) {
			dialog.close();
		}
		else {
			confirm.disabled = false;
			wrong.textContent = body.detail ?? `The console responds with status ${status}.`;
		}
	} }, 'Revoke');
	dialog.replaceChildren(title(dialog, 'revoke-title', `Revoke ${row.id}?`), h('div', { class: 'body' },
		row.document && h('p', {}, describe(row.document)),
		h('p', { class: 'muted' }, `What was before is restored on ${plural(row.acknowledgment.applied, 'instance')}.`,
			row.document?.expiry && ` It would end by itself in ${duration(new Date(row.document.expiry).getTime() - Date.now())}.`), wrong),
	h('footer', {}, h('button', { type: 'button', click: () => dialog.close() }, 'Cancel'), confirm));
	dialog.showModal();
	confirm.focus();
}

/** Shows the keyboard shortcuts. */
export function openHelp(mayWrite) {
	const dialog = document.getElementById('help-dialog');
	const keys = [['/', 'Filter'], ['↑ ↓', 'Move between rows'], ['Enter', 'Open or close a row'], ['Esc', 'Close, or clear the filter'], ['g', 'Graph of the filtered dependencies'], ['1 2 3', 'In trouble, changed, all'], ['t', 'Dark or light']];
	if (mayWrite) {
		keys.push(['n', 'New override']);
	}
	dialog.replaceChildren(title(dialog, 'help-title', 'Keyboard'), h('div', { class: 'body' }, h('div', { class: 'keys' }, keys.flatMap(([key, text]) => [h('span', {}, key.split(' ').map((one) => h('kbd', {}, one))), h('span', {}, text)]))));
	dialog.showModal();
}
