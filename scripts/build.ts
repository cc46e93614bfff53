// Builds what does not run as it is written: the hooks, which PocketBase runs, and the pages for
// browsers and for the frames of chats.
await import('./build-hooks.ts')
await import('./build-web.ts')
await import('./build-picture.ts')
