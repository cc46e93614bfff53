import { resolve } from 'node:path'
import { buildWords } from '../src/matching/common-words.ts'
import { writeFiles } from './write-files.ts'

// Builds dist/words: how common each word is, as the service loads it.
await writeFiles(resolve(import.meta.dirname, '../dist/words'), buildWords())
