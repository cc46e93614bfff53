// Builds what does not run as it is written: the hooks, which PocketBase runs, and the page for browsers.
await import('./build-hooks.ts')
await import('./build-web.ts')
