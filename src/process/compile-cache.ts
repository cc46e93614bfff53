import { resolve } from 'node:path'

/** Folder of what Node compiled, as it was at the last start. */
export const COMPILE_CACHE = resolve(import.meta.dirname, '../../.cache/compiled')
