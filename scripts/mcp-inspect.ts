import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../src/process/config.ts'
import { loadSecrets } from '../src/process/secrets.ts'
import { run } from './run.ts'

// Opens the MCP Inspector on the service that runs here; with --method it answers in the terminal:
//   npm run mcp:inspect -- --method tools/list
const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0'

await run(async () => {
  const config = loadConfig()
  const { apiKey } = loadSecrets(config)
  const folder = mkdtempSync(join(tmpdir(), 'stock-inspect-'))
  try {
    // In a file that nobody else reads, because a command line is seen by everybody.
    const file = join(folder, 'mcp.json')
    const server = {
      type: 'streamable-http',
      url: `http://${config.HOST}:${config.PORT}/mcp`,
      headers: { Authorization: `Bearer ${apiKey.value}` },
    }
    writeFileSync(file, JSON.stringify({ mcpServers: { stock: server } }), { mode: 0o600 })
    const given = process.argv.slice(2)
    const face = given.includes('--method') ? '--cli' : '--web'
    const args = ['--yes', INSPECTOR, face, '--config', file, '--server', 'stock', ...given]
    const inspector = spawn('npx', args, { stdio: 'inherit' })
    const [code] = await once(inspector, 'exit')
    process.exitCode = code ?? 1
  } finally {
    rmSync(folder, { recursive: true })
  }
})
