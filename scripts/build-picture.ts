import { join, resolve } from 'node:path'
import { build, type Rolldown } from 'vite'
import { FOR_BROWSERS } from './browsers.ts'
import { writeFiles } from './write-files.ts'

// Builds src/web/chat into dist/chat/picture.html: one file with its code and styles in it, because a chat
// opens it in a frame that has no address to load others from.

const ROOT = resolve(import.meta.dirname, '..')

const result = await build({
  configFile: false,
  root: ROOT,
  publicDir: false,
  logLevel: 'warn',
  build: {
    write: false,
    ...FOR_BROWSERS,
    rollupOptions: { input: join(ROOT, 'src/web/chat/main.tsx') },
  },
})
const { output } = result as Rolldown.RolldownOutput
const code = output.flatMap((file) => (file.type === 'chunk' ? [file.code] : [])).join('')
const styles = output.flatMap((file) => (file.type === 'asset' ? [file.source] : [])).join('')

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stock Assistant</title>
<style>${styles}</style>
</head>
<body>
<script type="module">${code.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`

await writeFiles(join(ROOT, 'dist/chat'), [{ name: 'picture.html', content: page }])
