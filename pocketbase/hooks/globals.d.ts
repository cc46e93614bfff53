/// <reference path="../../.cache/pocketbase-types.d.ts" />

declare const console: { error(text: string): void }
