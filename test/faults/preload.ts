import { readFileSync } from 'node:fs'

// Loaded into a process of the service before anything else (node --import). The process ends with
// whoever holds the other end of its standard input, so that none outlives the test. On SIGUSR2 its
// clock jumps by as many milliseconds as the file FAULTS_CLOCK says.

let shift = 0
const RealDate = Date

class ShiftedDate extends RealDate {
  constructor(...given: [] | [string | number | Date]) {
    if (given.length === 0) super(RealDate.now() + shift)
    // All that Date takes; TypeScript knows only some of it.
    else super(...(given as [number]))
  }

  static override now(): number {
    return RealDate.now() + shift
  }
}

globalThis.Date = ShiftedDate as DateConstructor

process.on('SIGUSR2', () => {
  shift = Number(readFileSync(process.env.FAULTS_CLOCK ?? '', 'utf8'))
})
// Unreferenced, so that it does not keep alive a process that has nothing left to do.
process.stdin
  .on('close', () => process.exit())
  .resume()
  .unref()
