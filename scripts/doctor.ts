import { parseArgs } from 'node:util'
import { localAddress } from '../src/process/api-address.ts'
import { loadConfig } from '../src/process/config.ts'
import { addressOfRunning, USUAL_PORT } from '../src/process/open-store.ts'
import { loadSecrets } from '../src/process/secrets.ts'
import { print } from '../src/process/terminal.ts'
import { type Finding, findings, Skip, told } from './doctor/check.ts'
import {
  askCaddy,
  composeTunnel,
  containers,
  insideFindings,
  publishedPorts,
  stackChecks,
  UP,
} from './doctor/compose.ts'
import { portCheck } from './doctor/ports.ts'
import { publicChecks, tunnelIn } from './doctor/public.ts'
import { stockChecks } from './doctor/stock.ts'
import { run } from './run.ts'

// Checks everything from the database to the public address, and says how to fix each problem. Exit
// code 1 when there is one. It runs itself with --inside in the API container.
await run(async () => {
  const { values } = parseArgs({ options: { inside: { type: 'boolean', default: false } } })
  const config = loadConfig()
  if (values.inside) {
    const url = config.POCKETBASE_URL ?? ''
    const joinSizes = 'docker compose run --rm init node scripts/join-sizes.ts'
    const confirmLoss = 'docker compose run --rm init node scripts/verify.ts --confirm-loss'
    const makeBackup = 'docker compose exec backup node scripts/backup.ts /backups'
    const checks = stockChecks(config, {
      url,
      folder: '.',
      restart: UP,
      joinSizes,
      confirmLoss,
      makeBackup,
    })
    print(JSON.stringify(await findings(checks)))
    return
  }
  const all = (await containers()).length > 0 ? await ofContainers() : await ofThisMachine()
  for (const finding of all) print(told(finding))
  const bad = all.filter(({ state }) => state === 'bad').length
  print(bad === 0 ? '\nAll is well.' : `\n${bad} of ${all.length} need your attention.`)
  process.exitCode = bad === 0 ? 0 : 1

  async function ofContainers(): Promise<Finding[]> {
    print('The shop in containers:\n')
    const outside = {
      apiKey: config.API_KEY ?? '',
      publicUrl: config.PUBLIC_URL,
      restart: UP,
      ask: askCaddy,
      tunnel: composeTunnel,
    }
    const caddy = (await containers()).find(({ Service }) => Service === 'caddy')
    const ports = caddy?.State === 'running' ? [] : [portCheck(await publishedPorts())]
    return [
      ...(await findings([...stackChecks(), ...ports])),
      ...(await insideFindings()),
      ...(await findings(publicChecks(outside))),
    ]
  }

  async function ofThisMachine(): Promise<Finding[]> {
    print('The shop as npm start runs it (no containers run here):\n')
    const restart = 'npm start'
    const { HOST, PORT, NGROK_API, DATA_DIR, PUBLIC_URL: publicUrl } = config
    const url = config.POCKETBASE_URL ?? addressOfRunning(DATA_DIR)
    if (!url) {
      const text = 'nothing runs here, neither by npm start nor in containers'
      const own = [
        { number: PORT, host: HOST, setting: 'PORT' },
        { number: USUAL_PORT, host: '127.0.0.1' },
      ]
      return [
        { name: 'Shop', state: 'bad', text, todo: `Start it: ${restart}, or ${UP}` },
        ...(await findings([portCheck([...own, ...(await publishedPorts())])])),
      ]
    }
    const apiKey = loadSecrets(config).apiKey.value
    const address = localAddress(config)
    const signal = () => AbortSignal.timeout(10_000)
    async function ask(path: string, headers: Record<string, string> = {}) {
      const answer = await fetch(address + path, { headers, signal: signal() })
      return { status: answer.status, body: await answer.text() }
    }
    async function tunnel(): Promise<string> {
      const answer = await fetch(`${NGROK_API}/api/endpoints`, { signal: signal() }).catch(() => {
        throw new Skip(`there is none: ngrok http ${new URL(address).port} makes one`)
      })
      return tunnelIn(await answer.text())
    }
    return [
      ...(await findings(
        stockChecks(config, {
          url,
          folder: '.',
          restart,
          joinSizes: 'npm run join-sizes',
          makeBackup: 'npm run backup',
          confirmLoss: 'npm run verify -- --confirm-loss',
        }),
      )),
      ...(await findings(publicChecks({ apiKey, publicUrl, restart, ask, tunnel }))),
    ]
  }
})
