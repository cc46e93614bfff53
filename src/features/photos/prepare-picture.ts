import { fork } from 'node:child_process'
import { join } from 'node:path'
import { StockError } from '../../domain/errors.ts'
import type { PreparedPicture } from '../../domain/picture.ts'
import { say } from '../../domain/say.ts'
import { ROOT } from '../../root.ts'
import { oneAtATime } from '../../shared/one-at-a-time.ts'
import type { Outcome } from './picture-process.ts'

/** Makes of a file what is kept and shown. @throws StockError when it cannot */
export type PreparePicture = (file: Uint8Array) => Promise<PreparedPicture>

const PROCESS = join(ROOT, 'src/features/photos/picture-process.ts')

export const MAX_FILE_BYTES = 5 * 1024 * 1024

/** Milliseconds for one picture. The largest take 1.5 s on a core that is free. */
const TIMEOUT_MS = 15_000

/** Files that may wait, the one at work among them: each is up to 5 MB in memory. */
const MAX_WAITING = 10
/** Milliseconds until a turn that did not come is given up: callers wait for 45 s to 60 s. */
const MAX_WAIT_MS = 25_000

let waiting = 0
const inTurn = oneAtATime()

/**
 * Decodes, checks and shrinks a picture, in a process of its own with limits on memory and time. One at a
 * time in this process: the others wait for their turn.
 * @throws StockError 'file-type-unsupported', 'file-too-large', 'file-unreadable' or 'overloaded'
 */
export const preparePicture: PreparePicture = async (file) => {
  if (waiting >= MAX_WAITING) throw overloaded()
  waiting++
  const latest = Date.now() + MAX_WAIT_MS
  const outcome = await inTurn(async () => {
    if (Date.now() > latest) throw overloaded()
    return decode(file)
  }).finally(() => waiting--)
  if ('prepared' in outcome) return outcome.prepared
  throw refusal(outcome, file)
}

function decode(file: Uint8Array): Promise<Outcome> {
  const child = fork(PROCESS, {
    serialization: 'advanced',
    // Nothing of the settings, which hold secrets. One thread, and one place to take memory from.
    env: { UV_THREADPOOL_SIZE: '1', MALLOC_ARENA_MAX: '1' },
    execArgv: ['--max-old-space-size=64'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000)
  })
  return new Promise<Outcome>((resolve, reject) => {
    child.once('message', resolve)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve({ refused: 'too-demanding' })
      else if (signal) resolve({ refused: 'damaged' })
      else reject(new Error(`The process for pictures ended with ${code}: ${said}`))
    })
    child.send(file, (error) => error && reject(error))
  }).finally(() => child.kill('SIGKILL'))
}

const overloaded = (): StockError =>
  new StockError(
    'overloaded',
    say({
      en: 'Too many pictures arrive at once. Nothing was changed: send this one again in a moment.',
      fr: 'Trop de photos arrivent à la fois. Rien n’a changé : renvoyez celle-ci dans un moment.',
    }),
  )

function refusal(outcome: Exclude<Outcome, { prepared: unknown }>, file: Uint8Array): StockError {
  switch (outcome.refused) {
    case 'not-a-picture':
      return new StockError(
        'file-type-unsupported',
        isHeif(file)
          ? say({
              en: "The photo is in Apple's HEIC or in AVIF, which cannot be shown everywhere. Nothing was changed: ask for it as JPEG, PNG or WebP. An iPhone takes JPEGs with Settings, Camera, Formats, Most Compatible; a screenshot of the photo does too.",
              fr: 'La photo est en HEIC d’Apple ou en AVIF, qu’on ne peut pas montrer partout. Rien n’a changé : demandez-la en JPEG, PNG ou WebP. Un iPhone fait des JPEG avec Réglages, Appareil photo, Formats, Le plus compatible ; une capture d’écran de la photo convient aussi.',
            })
          : say({
              en: 'The file cannot be read as a JPEG, PNG or WebP picture, whatever it is named. Nothing was changed: ask for a photo.',
              fr: 'Le fichier ne se lit pas comme une image JPEG, PNG ou WebP, quel que soit son nom. Rien n’a changé : demandez une photo.',
            }),
      )
    case 'too-many-pixels':
      return new StockError(
        'file-too-large',
        say({
          en: `The picture has ${outcome.width} x ${outcome.height} pixels. Nothing was changed: send a smaller one.`,
          fr: `L’image a ${outcome.width} x ${outcome.height} pixels. Rien n’a changé : envoyez-en une plus petite.`,
        }),
      )
    case 'too-demanding':
      return new StockError(
        'file-too-large',
        say({
          en: 'The picture takes too much memory or time to open. Nothing was changed: send it as a plain JPEG (not progressive), or a smaller one.',
          fr: 'L’image demande trop de mémoire ou de temps pour s’ouvrir. Rien n’a changé : envoyez-la en JPEG simple (non progressif), ou plus petite.',
        }),
      )
    case 'damaged':
      return new StockError(
        'file-unreadable',
        say({
          en: 'The picture is damaged or cut off, and cannot be opened. Nothing was changed: ask for it again.',
          fr: 'L’image est abîmée ou coupée, et ne s’ouvre pas. Rien n’a changé : demandez-la de nouveau.',
        }),
      )
  }
}

/** ISO 14496-12: a box of the type "ftyp" comes first. */
const isHeif = (file: Uint8Array): boolean =>
  Buffer.from(file.subarray(4, 8)).toString('latin1') === 'ftyp'
