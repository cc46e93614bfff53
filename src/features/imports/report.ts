import { count, countInFrench, figure, signed } from '../../domain/figures.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { tellMore } from '../../shared/message-parts.ts'
import type { RowChange } from './compare.ts'
import type { Decision } from './decide.ts'
import type { RowProblem } from './parse.ts'

/** Maximum problems in one message: a person corrects a few and tries again. */
const MAX_SHOWN = 10

/** The bad rows of an import in words: the first ones, and how many more there are. */
export function listProblems(problems: readonly RowProblem[]): Sentence {
  const shown = problems.slice(0, MAX_SHOWN).map(({ file, line, reason }) => {
    const isCost = file === 'costs'
    return say({
      en: `${isCost ? 'Costs, line' : 'Line'} ${line}: ${reason}`,
      fr: `${isCost ? 'Coûts, ligne' : 'Ligne'} ${line} : ${reason}`,
    })
  })
  const more = problems.length - shown.length
  return join([...shown, tellMore(more)])
}

/** Summary of an import in one sentence. */
export function summary({ changes, unchanged, problems }: Decision): Sentence {
  const of = (kind: RowChange['kind']) => changes.filter((row) => row.kind === kind).length
  const units = changes.reduce((sum, { before, after }) => sum + after - before, 0)
  const [added, changed, bad] = [of('new'), of('changed'), problems.length] as const
  return say({
    en: `${count(added, 'new row')}, ${figure(changed)} changed, ${figure(unchanged)} unchanged, ${figure(bad)} bad; ${signed(units)} ${Math.abs(units) === 1 ? 'unit' : 'units'}.`,
    fr: `Lignes : ${countInFrench(added, 'nouvelle')}, ${countInFrench(changed, 'changée')}, ${countInFrench(unchanged, 'inchangée')}, ${countInFrench(bad, 'mauvaise')} ; unités : ${signed(units)}.`,
  })
}
