import { SetupError } from '../../domain/errors.ts'

/** How the files begin that are taken for CSV files, by what they are. */
const OTHER_FILES: readonly (readonly [what: string, beginning: string])[] = [
  ['a workbook (Excel, LibreOffice) or a zip file', 'PK\x03\x04'],
  ['an old Excel workbook', '\xd0\xcf\x11\xe0'],
  ['a compressed file', '\x1f\x8b'],
  ['a PDF', '%PDF'],
]

const howToSave = 'in the spreadsheet, choose "Save as", "CSV UTF-8", and import that file'

/**
 * The text of a spreadsheet export: UTF-8 with or without a byte order mark, else Windows-1252 (what
 * Excel writes on a French Windows). Line ends become `\n`.
 *
 * @param file how the sentence of an error names the file: `stock` or `costs`
 * @throws SetupError when the bytes are not text, or mix both encodings
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  const beginning = Buffer.from(bytes.subarray(0, 4)).toString('latin1')
  const other = OTHER_FILES.find(([, letters]) => beginning.startsWith(letters))
  if (other)
    throw new SetupError(`The ${file} file is ${other[0]}, not a CSV text file: ${howToSave}.`)
  if (bytes.includes(0)) {
    throw new SetupError(`The ${file} file is not a CSV text file: ${howToSave}.`)
  }
  return decode(bytes, file).replace(/\r\n?/g, '\n')
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Accents that read well as UTF-8 beside bytes that do not: Windows-1252 would garble the former.
    if (/[^\p{ASCII}\uFFFD]/u.test(new TextDecoder('utf-8').decode(bytes))) {
      throw new SetupError(`The ${file} file mixes two text encodings: ${howToSave}.`)
    }
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
