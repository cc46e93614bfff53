import { render } from 'preact'
import { followShop } from './follow.ts'
import { Shell } from './shell.tsx'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/product.css'

render(<Shell />, document.body)
followShop()
if (navigator.serviceWorker) {
  void navigator.serviceWorker.register('/app/service-worker.js', { scope: '/app/' })
}
