import { findPackageJSON } from 'node:module'
import { dirname } from 'node:path'

/** The folder of this project, wherever its code runs: in src, or in dist as the build made it. */
export const ROOT = dirname(findPackageJSON(import.meta.url) as string)
