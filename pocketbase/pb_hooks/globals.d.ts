/// <reference path="../../.cache/pocketbase-types.d.ts" />

/** CommonJS as PocketBase's JavaScript runtime offers it. */
// biome-ignore lint/suspicious/noExplicitAny: the caller names the type of what it loads
declare function require(path: string): any
declare const module: { exports: unknown }
