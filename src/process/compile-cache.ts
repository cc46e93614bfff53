import { join } from 'node:path'
import { ROOT } from '../root.ts'

/** Folder of what Node compiled, as it was at the last start. */
export const COMPILE_CACHE = join(ROOT, '.cache/compiled')
