import { type Judged, VERDICTS, type Verdict } from './judge.ts'

/** The share of a verdict, in percent. */
export const share = (
  judged: readonly Judged[],
  purpose: 'list' | 'write',
  verdict: Verdict,
): number =>
  (100 * judged.filter((one) => one[purpose] === verdict).length) / Math.max(1, judged.length)

const HEAD =
  `${'kind'.padEnd(20)}    n   list: ${VERDICTS.map((verdict) => verdict.padStart(6)).join('')}` +
  `   write: ${VERDICTS.map((verdict) => verdict.padStart(6)).join('')}   median ms  p99 ms`

/** Prints how a set was understood, by kind. */
export function report(name: string, judged: readonly Judged[], withKinds: boolean): void {
  console.log(`\n${name}: ${judged.length} queries\n${HEAD}`)
  const groups = [
    ...(withKinds ? Map.groupBy(judged, ({ query }) => query.kind) : []),
    ...Map.groupBy(judged, ({ query }) => `all, ${query.split}`),
    ['all', judged] as const,
  ]
  for (const [kind, group] of groups) console.log(row(kind, group))
}

function row(kind: string, group: readonly Judged[]): string {
  const times = group.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (part: number) => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(2)
  const shares = (purpose: 'list' | 'write') =>
    VERDICTS.map((verdict) => share(group, purpose, verdict).toFixed(1).padStart(6)).join('')
  return (
    kind.padEnd(20) +
    String(group.length).padStart(5) +
    `         ${shares('list')}          ${shares('write')}` +
    at(0.5).padStart(12) +
    at(0.99).padStart(8)
  )
}

/** Prints what was not right. */
export function show(judged: readonly Judged[], split: string | undefined): void {
  for (const { query, list, write, answer } of judged) {
    if ((list === 'right' && write === 'right') || (split && query.split !== split)) continue
    const { model, color, gender, size } = query.query
    const asked = [model, color, gender, size].filter(Boolean).join(' / ')
    console.log(
      `${list}/${write} [${query.kind}] ${asked} → ${answer} · expected ${JSON.stringify(query.expect)}`,
    )
  }
}
