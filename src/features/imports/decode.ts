import { SetupError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { type Sentence, say } from '../../domain/say.ts'
import type { ImportFile } from './columns.ts'
import { fileName } from './words.ts'

/** How the files begin that are taken for CSV files, by what they are. */
const OTHER_FILES: readonly (readonly [
  what: Readonly<Record<Language, string>>,
  beginning: string,
])[] = [
  [
    {
      en: 'a workbook (Excel, LibreOffice) or a zip file',
      fr: 'un classeur (Excel, LibreOffice) ou un fichier zip',
    },
    'PK\x03\x04',
  ],
  [{ en: 'an old Excel workbook', fr: 'un ancien classeur Excel' }, '\xd0\xcf\x11\xe0'],
  [{ en: 'a compressed file', fr: 'un fichier compressé' }, '\x1f\x8b'],
  [{ en: 'a PDF', fr: 'un PDF' }, '%PDF'],
]

const howToSave = (): Sentence =>
  say({
    en: 'in the spreadsheet, choose "Save as", "CSV UTF-8", and import that file.',
    fr: 'dans le tableur, choisissez « Enregistrer sous », « CSV UTF-8 », et importez ce fichier-là.',
  })

/**
 * The text of a spreadsheet export: UTF-8 with or without a byte order mark, else Windows-1252 (what
 * Excel writes on a French Windows). Line ends become `\n`.
 *
 * @throws SetupError when the bytes are not text, or mix both encodings
 */
export function decodeText(bytes: Uint8Array, file: ImportFile): string {
  const beginning = Buffer.from(bytes.subarray(0, 4)).toString('latin1')
  const other = OTHER_FILES.find(([, letters]) => beginning.startsWith(letters))
  if (other) {
    const what = say(other[0])
    throw new SetupError(
      say({
        en: `The ${fileName(file)} is ${what}, not a CSV text file: ${howToSave()}`,
        fr: `Le ${fileName(file)} est ${what}, pas un fichier texte CSV : ${howToSave()}`,
      }),
    )
  }
  if (bytes.includes(0)) {
    throw new SetupError(
      say({
        en: `The ${fileName(file)} is not a CSV text file: ${howToSave()}`,
        fr: `Le ${fileName(file)} n’est pas un fichier texte CSV : ${howToSave()}`,
      }),
    )
  }
  return decode(bytes, file).replace(/\r\n?/g, '\n')
}

function decode(bytes: Uint8Array, file: ImportFile): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Accents that read well as UTF-8 beside bytes that do not: Windows-1252 would garble the former.
    if (/[^\p{ASCII}\uFFFD]/u.test(new TextDecoder('utf-8').decode(bytes))) {
      throw new SetupError(
        say({
          en: `The ${fileName(file)} mixes two text encodings: ${howToSave()}`,
          fr: `Le ${fileName(file)} mélange deux encodages de texte : ${howToSave()}`,
        }),
      )
    }
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
