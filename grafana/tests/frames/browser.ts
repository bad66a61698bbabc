/**
 * What `@grafana/data` asks of a browser while it is loaded, none of which matters for data frames. Has to be imported before
 * it.
 */

/** Takes every call and answers each property with itself. */
const nothing: unknown = new Proxy(function () {}, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => '' : nothing),
  set: () => true,
  apply: () => nothing,
  construct: () => nothing as object,
});

const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

const page = {
  document: new Proxy({}, { get: () => nothing }),
  history: nothing,
  navigator: { userAgent: '', language: 'en-US', languages: ['en-US'] },
  localStorage: storage,
  sessionStorage: storage,
  location: { origin: '', pathname: '/', search: '', hash: '', href: '' },
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};

for (const [name, value] of Object.entries(page)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
Object.defineProperty(globalThis, 'window', { value: globalThis, configurable: true });

// A library of translations that comes with it advertises there
console.info = () => undefined;
