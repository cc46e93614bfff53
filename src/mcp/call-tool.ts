import { StockError } from '../domain/errors.ts'
import type { Context, Operation } from '../operations/operation.ts'
import { internalError, invalidInput, type ProblemBody, refusal } from '../operations/problem.ts'
import { tell } from './tell.ts'
import { takeFile } from './tool-file.ts'

/**
 * The result of a tool: its answer as data, and in short as text for the many clients whose models see
 * the text only. Others show their models only the data, so the message is in both. A problem is
 * text: where a result is an error, clients show nothing else.
 */
export interface ToolResult {
  readonly content: { readonly type: 'text'; readonly text: string }[]
  readonly structuredContent?: Record<string, unknown>
  readonly isError?: true
}

export interface ToolContext extends Context {
  /** The request id, to quote in a report. */
  readonly instance: string
  /** Called with the reason when a call fails, for the log. */
  onFailure(error: unknown, problem: ProblemBody): void
}

/**
 * Runs an operation as a tool. An error becomes a result that says what to do next: a model reads
 * results, but seldom sees protocol errors.
 */
export async function callTool(
  operation: Operation,
  values: unknown,
  context: ToolContext,
): Promise<ToolResult> {
  const { instance } = context
  const checked = check(operation, values)
  if (!checked.success) {
    const errors = checked.error.issues.map(({ path, message }) => ({
      pointer: `#/${path.join('/')}`,
      detail: message,
    }))
    return failed(checked.error, invalidInput(errors, instance))
  }
  try {
    const { body } = await operation.run(checked.data, { ...context, file: checked.file })
    const structuredContent = operation.output.parse(body)
    return { content: textOf(tell(structuredContent)), structuredContent }
  } catch (error) {
    const known = error instanceof StockError
    return failed(error, known ? refusal(error, instance) : internalError(instance))
  }

  function failed(error: unknown, problem: ProblemBody): ToolResult {
    context.onFailure(error, problem)
    return { content: textOf(JSON.stringify(problem)), isError: true }
  }
}

/** The values of a call as the operation takes them, and the file that came along. */
function check({ input, takesFile }: Operation, values: unknown) {
  if (!takesFile) return { file: undefined, ...input.safeParse(values) }
  const sent = takeFile.safeParse(values)
  if (!sent.success) return sent
  return { file: sent.data.bytes, ...input.safeParse(sent.data.values) }
}

const textOf = (text: string): ToolResult['content'] => [{ type: 'text', text }]
